"""Reminding one mediator now, at most once an hour, never into quiet hours or a conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.conversations import Outcome
from core.messages import Shown
from core.people import Action
from core.periods import RIGA, Period
from core.reminders import BETWEEN, asked_key, free_moment, is_paused, reminders_of
from core.standings import ReportState
from core.texts import Texts
from handlers.coordinator.overview import card_screen, named_state, reports
from handlers.coordinator.states import is_closed
from handlers.reminders import ASKED, load_month, reminder
from handlers.turn import Env
from handlers.visit import Visit
from storage.people import load_person
from storage.schedule import Occurrence, add_occurrences, find_planned, save_state


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the wish to remind somebody: the message that goes out now, and what the coordinator is told."""

    remark: str
    state: ReportState
    shown: tuple[Shown, ...] = ()


async def remind_now(visit: Visit) -> Outcome:
    """Remind the mediator a button names and show the card with what was done."""
    found = await named_state(visit)
    visit.require(Action.REMIND, found[0].municipality if found else None)
    if found is None:
        return await reports(visit)
    state, period = found
    tried = await try_reminding(visit, state, period)
    screen = await card_screen(visit, tried.state, period, tried.remark)
    outcome = visit.reply(screen, in_place=True)
    answered = replace(outcome.answered, shown=(*outcome.answered.shown, *tried.shown))
    return replace(outcome, answered=answered)


async def try_reminding(visit: Visit, state: ReportState, period: Period) -> Tried:
    """Send a reminder now, plan it for a better moment, or say why there is none."""
    env, now = visit.env, visit.env.now
    person = await load_person(visit.conn, state.person, now) if state.person else None
    refused = refusal(env, visit.texts, state, period)
    if refused or person is None:
        return Tried(refused, state)
    waiting = await find_planned(visit.conn, (ASKED,), person=person.id, period=str(period))
    if any(one.municipality == state.municipality for one in waiting):
        return Tried(goes_out_later(visit.texts, env, waiting[0]), state)
    if is_paused(person, now) and person.paused_until:
        text = visit.texts.gettext("Not sent: this person has paused reminders until {day}.")
        return Tried(text.format(day=visit.texts.day(person.paused_until)), state)
    moment = free_moment(env.programme, person, now)
    key = asked_key(reminders_of(person.id, state.municipality, period), now)
    one = Occurrence(key, ASKED, moment, person.id, state.municipality, str(period))
    await add_occurrences(visit.conn, [one])
    if moment > now:
        return Tried(goes_out_later(visit.texts, env, one), state)
    month = await load_month(visit.conn, period)
    await save_state(visit.conn, [key], "done", now)
    told = replace(state, reminded=state.reminded + 1, last_reminder=now)
    return Tried(visit.texts.gettext("The reminder is on its way."), told, (reminder(env, one, person, month),))


def refusal(env: Env, texts: Texts, state: ReportState, period: Period) -> str:
    """Return why nobody is reminded, '' when there is no reason."""
    _ = texts.gettext
    if state.is_in:
        return _("This report is in already. No reminder is needed.")
    if not state.reachable:
        return _("Not sent: messages do not reach this person. Please call.")
    if is_closed(env, period) and env.now >= env.programme.closes(period, state.due):
        return _("This month is closed. Give more time first.")
    if state.last_reminder is not None and env.now - state.last_reminder < BETWEEN:
        text = _("Not sent: the last reminder went out at {time}. One an hour is enough.")
        return text.format(time=texts.clock(state.last_reminder))
    return ""


def goes_out_later(texts: Texts, env: Env, one: Occurrence) -> str:
    """Return when a reminder goes out that must not go out now."""
    day = one.due.astimezone(RIGA).date()
    if day == env.now.astimezone(RIGA).date():
        return texts.gettext("The reminder goes out today at {time}.").format(time=texts.clock(one.due))
    text = texts.gettext("The reminder goes out on {day} at {time}.")
    return text.format(day=texts.day(day), time=texts.clock(one.due))
