"""What was not delivered: to whom, when, why in words; each can be tried again or hidden."""

from __future__ import annotations

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen
from core.people import Action, Role
from core.periods import RIGA, Period
from core.reminders import free_moment
from handlers.arguments import number_named
from handlers.coordinator.digest import UNDELIVERED_FOR
from handlers.coordinator.overview import home_row
from handlers.reminders import load_month
from handlers.visit import Visit
from storage.outcasts import Outcast, hide, load_outcast, queue_again
from storage.people import load_person
from storage.schedule import load_occurrence
from storage.undelivered import Undelivered, find_undelivered

MOST = 8
"""Messages shown at once, the newest first."""


async def undelivered(visit: Visit) -> Outcome:
    """List what was not delivered in the last two weeks."""
    visit.require(Action.SEE_UNDELIVERED)
    return visit.reply(await list_screen(visit), in_place=True, conversation=Conversation())


async def list_screen(visit: Visit, remark: str = "") -> Screen:
    """Return the list; a remark about what was just done stands on top."""
    _ = visit.texts.gettext
    found = await find_undelivered(visit.conn, visit.env.now - UNDELIVERED_FOR)
    lines = [remark, ""] if remark else []
    if not found:
        return Screen("\n".join([*lines, _("Everything was delivered.")]), (home_row(visit),))
    title = _("Not delivered: {count}").format(count=len(found))
    lines.append(title)
    rows = []
    for number, one in enumerate(found[:MOST], 1):
        lines.append(await line_of(visit, number, one))
        again = Button(_("{number}. Try again").format(number=number), Press.of("c.again", one.id))
        rows.append((again, Button(_("{number}. Hide").format(number=number), Press.of("c.hide", one.id))))
    left = len(found) - MOST
    if left > 0:
        lines.append(visit.texts.ngettext("… and {count} more", "… and {count} more", left).format(count=left))
    return Screen("\n".join(lines), (*rows, home_row(visit)), strong=(title,))


async def line_of(visit: Visit, number: int, one: Undelivered) -> str:
    """Return one message in words: `1. Talsi (Name), 2. novembrī 10:00 – ir bloķējis botu`."""
    moment = one.at.astimezone(RIGA)
    text = visit.texts.gettext("{number}. {whom}, {day} {time} – {why}")
    return text.format(
        number=number,
        whom=await whom(visit, one),
        day=visit.texts.day(moment.date()),
        time=visit.texts.clock(moment),
        why=reason(visit, one),
    )


async def whom(visit: Visit, one: Undelivered) -> str:
    """Return whose message it was: municipality and name of a mediator, else the name."""
    _ = visit.texts.gettext
    person = await load_person(visit.conn, one.person, visit.env.now) if one.person is not None else None
    if person is None:
        return _("somebody who is no longer known")
    name = person.name or _("no name")
    if person.has(Role.MEDIATOR):
        return f"{', '.join(visit.env.municipality_names(code) for code in person.municipalities)} ({name})"
    return name


def reason(visit: Visit, one: Undelivered) -> str:
    """Return why it was not delivered, in words."""
    _ = visit.texts.gettext
    if one.state == "uncertain":
        return _("it is not certain whether it arrived")
    if one.reason == "unreachable":
        return _("this person has blocked the bot or left")
    if one.reason == "rejected":
        return _("the channel refused the message")
    return _("the channel could not be reached for a day")


async def again(visit: Visit) -> Outcome:
    """Queue one message again, out of quiet hours; a reminder only while its report is missing."""
    visit.require(Action.SEE_UNDELIVERED)
    _ = visit.texts.gettext
    one = await named_outcast(visit)
    if one is None:
        return visit.reply(await list_screen(visit), in_place=True)
    if await is_needless(visit, one):
        await hide(visit.conn, one.id)
        remark = _("This report is in already. No reminder is needed.")
        return visit.reply(await list_screen(visit, remark), in_place=True)
    person = await load_person(visit.conn, one.person, visit.env.now) if one.person is not None else None
    moment = visit.env.programme.out_of_quiet(visit.env.now)
    if person is not None and (one.key or "").startswith("reminder:"):
        moment = free_moment(visit.env.programme, person, visit.env.now)
    await queue_again(visit.conn, one.id, moment)
    return visit.reply(await list_screen(visit, _("It is being sent again.")), in_place=True)


async def is_needless(visit: Visit, one: Outcast) -> bool:
    """Tell whether the message reminds of a report that is in."""
    occurrence = await load_occurrence(visit.conn, one.key) if one.key else None
    if occurrence is None or not one.key or not one.key.startswith("reminder:"):
        return False
    month = await load_month(visit.conn, Period.parse(occurrence.period))
    return (occurrence.person, occurrence.municipality) in month.reports


async def hide_one(visit: Visit) -> Outcome:
    """Take one message off the list."""
    visit.require(Action.SEE_UNDELIVERED)
    one = await named_outcast(visit)
    if one is not None:
        await hide(visit.conn, one.id)
    return visit.reply(await list_screen(visit), in_place=True)


async def named_outcast(visit: Visit) -> Outcast | None:
    """Return the message a button names, None when it is undelivered no longer."""
    number = number_named(visit)
    return await load_outcast(visit.conn, number) if number is not None else None
