"""More time for one mediator: three or seven days by a button, or a day that is typed; the mediator is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.conversations import Conversation, Outcome
from core.dialog.inputs import Misread, read_date
from core.messages import Button, Press, Screen
from core.people import Action
from core.periods import RIGA, Period
from core.standings import ReportState
from handlers.coordinator.overview import card_screen, named_state, reports
from handlers.coordinator.states import find_states
from handlers.months import about_month
from handlers.notices import notice
from handlers.reminders import plan_all
from handlers.visit import Visit
from storage.extensions import save_extension
from storage.people import load_person

STEPS = (3, 7)
LONGEST = 60
"""Days from today a report can be put off."""

KIND = "c.extend"


async def choose(visit: Visit) -> Outcome:
    """Ask until when the mediator a button names has time; a day can be typed."""
    found = await named_state(visit)
    visit.require(Action.EXTEND_DUE_DAY, found[0].municipality if found else None)
    if found is None:
        return await reports(visit)
    state, period = found
    if state.is_in:
        remark = visit.texts.gettext("This report is in already. More time is not needed.")
        return visit.reply(await card_screen(visit, state, period, remark), in_place=True)
    conversation = Conversation(KIND, {"grant": state.grant, "period": str(period)})
    return visit.reply(choice_screen(visit, state, period), in_place=True, conversation=conversation)


def choice_screen(visit: Visit, state: ReportState, period: Period) -> Screen:
    """Return the question with the days that can be tapped."""
    _ = visit.texts.gettext
    text = _("{municipality}: the report for {month} is due on {day}. Until when is there more time?").format(
        municipality=visit.env.municipality_names(state.municipality),
        month=about_month(visit.texts, period),
        day=visit.texts.day(state.due),
    )
    hint = _("Choose, or write a date, for example {example}.").format(example=example(later(visit, state, 7)))
    buttons = tuple(day_button(visit, state, period, days) for days in STEPS)
    back = Button(_("◀ Back"), Press.of("c.card", state.grant, period))
    return Screen(f"{text}\n{hint}", (buttons, (back,)))


def day_button(visit: Visit, state: ReportState, period: Period, days: int) -> Button:
    """Return the button of a day so many days later; it carries the day, so that a second tap changes nothing."""
    day = later(visit, state, days)
    label = visit.texts.gettext("+{days}: {day}").format(days=days, day=visit.texts.day(day))
    return Button(label, Press.of("c.extend.to", state.grant, period, day))


def later(visit: Visit, state: ReportState, days: int) -> date:
    """Return the day so many days after the due day, or after today where that has passed."""
    return max(state.due, today(visit)) + timedelta(days=days)


def today(visit: Visit) -> date:
    """Return the day it is in Riga."""
    return visit.env.now.astimezone(RIGA).date()


def example(day: date) -> str:
    """Return a day as it may be typed."""
    return f"{day.day}.{day.month}.{day.year}"


async def extend_to(visit: Visit) -> Outcome:
    """Give the time a button names."""
    found = await named_state(visit)
    visit.require(Action.EXTEND_DUE_DAY, found[0].municipality if found else None)
    read = read_date(visit.argument(2))
    if found is None or isinstance(read, Misread):
        return await reports(visit)
    return await extended(visit, *found, date.fromisoformat(read))


async def typed_day(visit: Visit) -> Outcome:
    """Give the time until the day that was typed."""
    state, period = visit.situation.conversation.state, visit.situation.conversation.state.get("period", "")
    states = await find_states(visit.conn, visit.env, Period.parse(period), state["grant"]) if period else []
    visit.require(Action.EXTEND_DUE_DAY, states[0].municipality if states else None)
    if not states:
        return await reports(visit)
    read = read_date(visit.words)
    if isinstance(read, Misread):
        text = visit.texts.gettext("A date is needed, for example {example}.")
        return visit.reply(Screen(text.format(example=example(later(visit, states[0], 7)))))
    return await extended(visit, states[0], Period.parse(period), date.fromisoformat(read))


async def extended(visit: Visit, state: ReportState, period: Period, day: date) -> Outcome:
    """Store the new due day, plan its reminders, tell the mediator once, show the card."""
    _ = visit.texts.gettext
    if state.is_in or state.person is None:
        remark = _("This report is in already. More time is not needed.")
        return visit.reply(await card_screen(visit, state, period, remark), in_place=True)
    if day == state.due:
        return await shown(visit, state, period, _("The report is due on {day}."))
    if not today(visit) <= day <= today(visit) + timedelta(days=LONGEST) or day < visit.env.programme.due(period):
        text = _("The day must lie within the next two months and not before the common due day.")
        return visit.reply(Screen(text))
    await save_extension(visit.conn, state.person, state.municipality, str(period), due=day, by=visit.person.id)
    await plan_all(visit.conn, visit.env, visit.env.now)
    changed = replace(state, due=day)
    told_too = _("Done. The report is due on {day}; the mediator is told.")
    alone = _("Done. The report is due on {day}. Messages do not reach the mediator: please call.")
    outcome = await shown(visit, changed, period, told_too if state.reachable else alone)
    mediator = await load_person(visit.conn, state.person, visit.env.now)
    if mediator is None:
        return outcome
    texts = visit.env.texts(mediator.language)
    text = texts.gettext("Your coordinator has given you more time: the report for {month} is due on {day}.").format(
        month=about_month(texts, period), day=texts.day(day)
    )
    button = Button(texts.gettext("📝 Open the report"), Press.of("report.open", state.municipality, period))
    key = f"extension:{period}:{state.person}:{state.municipality}:{day}"
    told = notice(
        visit.env,
        mediator,
        Screen(text, ((button,),)),
        key,
        not_before=visit.env.programme.out_of_quiet(visit.env.now),
    )
    return replace(outcome, answered=replace(outcome.answered, shown=(*outcome.answered.shown, told)))


async def shown(visit: Visit, state: ReportState, period: Period, remark: str) -> Outcome:
    """Show the card with the due day as it is now."""
    screen = await card_screen(visit, state, period, remark.format(day=visit.texts.day(state.due)))
    return visit.reply(screen, in_place=True, conversation=Conversation())
