"""Who the mediators are; inviting one, and ending an office in two taps."""

from __future__ import annotations

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen
from core.people import Action
from core.periods import RIGA
from handlers.arguments import number_named
from handlers.coordinator.overview import home_row
from handlers.reminders import KINDS
from handlers.visit import Visit
from storage.municipalities import find_municipalities
from storage.overview import Mediator, end_grant, find_mediators
from storage.schedule import CANCELLED, find_planned, save_state


async def mediators(visit: Visit) -> Outcome:
    """List the mediators by municipality, and the municipalities without one."""
    visit.require(Action.READ_REPORTS)
    return visit.reply(await list_screen(visit), in_place=True, conversation=Conversation())


async def list_screen(visit: Visit, remark: str = "") -> Screen:
    """Return the list with a button for each mediator."""
    _ = visit.texts.gettext
    found = await find_mediators(visit.conn, visit.env.now)
    served = {mediator.municipality for mediator in found}
    places = await find_municipalities(visit.conn, visit.env.now)
    title = _("Mediators")
    lines = ([remark, ""] if remark else []) + [title]
    lines += [mediator_line(visit, mediator) for mediator in found]
    empty = [one.name for one in places if one.code not in served]
    lines += [_("{municipality}: no mediator").format(municipality=name) for name in empty]
    rows = [(Button(named(visit, one), Press.of("c.mediator", one.grant)),) for one in found]
    invite = (Button(_("➕ Invite a mediator"), Press.of("invite")),)
    return Screen("\n".join(lines), (*rows, invite, home_row(visit)), strong=(title,))


def named(visit: Visit, one: Mediator) -> str:
    """Return municipality and name."""
    place = visit.env.municipality_names(one.municipality)
    return f"{place} · {one.person.name}" if one.person.name else place


def mediator_line(visit: Visit, one: Mediator) -> str:
    """Return one mediator: where, who, since when, whether messages arrive."""
    _ = visit.texts.gettext
    text = _("{mediator}, since {day}") if one.person.reachable else _("{mediator}, since {day}, cannot be reached")
    since = visit.texts.whole_date(one.since.astimezone(RIGA).date())
    return text.format(mediator=named(visit, one), day=since)


async def mediator(visit: Visit) -> Outcome:
    """Show one mediator with the first of the two taps that end the office."""
    visit.require(Action.INVITE_MEDIATOR)
    one = await named_mediator(visit)
    if one is None:
        return await mediators(visit)
    _ = visit.texts.gettext
    rows = (
        (Button(_("End this office"), Press.of("c.end", one.grant)),),
        (Button(_("◀ Back"), Press.of("c.mediators")), *home_row(visit)),
    )
    return visit.reply(Screen(mediator_line(visit, one), rows), in_place=True)


async def ask_end(visit: Visit) -> Outcome:
    """Say what ending means before it is done."""
    visit.require(Action.INVITE_MEDIATOR)
    one = await named_mediator(visit)
    if one is None:
        return await mediators(visit)
    _ = visit.texts.gettext
    text = _("{mediator}: end this office now? Reports that were sent stay. A new invitation can give it again.")
    rows = (
        (Button(_("Yes, end it"), Press.of("c.end.now", one.grant)),),
        (Button(_("No"), Press.of("c.mediators")),),
    )
    return visit.reply(Screen(text.format(mediator=named(visit, one)), rows), in_place=True)


async def end(visit: Visit) -> Outcome:
    """End the office; its reminders stop."""
    visit.require(Action.INVITE_MEDIATOR)
    one = await named_mediator(visit)
    if one is None:
        return await mediators(visit)
    await end_grant(visit.conn, one.grant, visit.env.now)
    waiting = await find_planned(visit.conn, KINDS, person=one.person.id)
    await save_state(visit.conn, [each.key for each in waiting if each.municipality == one.municipality], CANCELLED)
    remark = visit.texts.gettext("Done. {mediator} is no longer mediator.").format(mediator=named(visit, one))
    return visit.reply(await list_screen(visit, remark), in_place=True)


async def named_mediator(visit: Visit) -> Mediator | None:
    """Return the mediator a button names by the grant, None when it has ended."""
    number = number_named(visit)
    found = await find_mediators(visit.conn, visit.env.now, number) if number is not None else []
    return found[0] if found else None
