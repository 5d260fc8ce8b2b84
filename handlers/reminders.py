"""Reminders of the monthly report: planned ahead, checked once more when they are due, moved by their reader.

Whether one still makes sense is asked at the moment it goes out and again when the report is sent, so that none
goes out after the report is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Outcome
from core.drafts import OpenDraft
from core.messages import Button, Press, Screen, Shown
from core.people import Action, Person
from core.periods import Period
from core.reminders import (
    BETWEEN,
    FORM,
    free_moment,
    moved_key,
    moves,
    periods_around,
    plan_reminders,
    quiet_begins,
    reminders_of,
)
from handlers.arguments import period_named
from handlers.notices import notice
from handlers.reminder_words import move_row, moved_words, reminder_screen, way_on
from handlers.turn import Env
from handlers.visit import Handler, Visit
from storage.outbox import cancel_key
from storage.overview import SentReport, find_drafts, find_extensions, find_mediators, find_reports
from storage.people import load_person
from storage.schedule import (
    CANCELLED,
    DONE,
    Occurrence,
    add_occurrences,
    cancel_occurrences,
    count_done,
    find_planned,
    move_reminders,
    save_due,
    save_state,
)

PLANNED, ASKED, MOVED = "reminder", "asked", "moved"
KINDS = (PLANNED, ASKED, MOVED)
"""By the calendar, because a coordinator asked, or at the time its reader chose."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was loaded about one period: sent reports, drafts, moved due days, reminders that went out."""

    period: Period
    reports: Mapping[tuple[int | None, str], SentReport]
    drafts: Mapping[tuple[int, str], OpenDraft]
    extensions: Mapping[tuple[int, str, str], date]
    reminded: Mapping[tuple[int, str], tuple[int, datetime]]

    def due(self, env: Env, person: int, municipality: str) -> date:
        """Return the day a person's report is due."""
        return self.extensions.get((person, municipality, str(self.period)), env.programme.due(self.period))


async def load_month(conn: AsyncConnection, period: Period) -> Month:
    """Return what is known of a period."""
    reports = {(one.person, one.municipality): one for one in await find_reports(conn, FORM, (str(period),))}
    return Month(
        period,
        reports,
        await find_drafts(conn, FORM, str(period)),
        await find_extensions(conn, (str(period),)),
        await count_done(conn, KINDS, str(period)),
    )


async def plan_all(conn: AsyncConnection, env: Env, since: datetime) -> None:
    """Plan every reminder due after a moment, take back what is no longer wanted, leave what is done as it is."""
    wanted = {one.key: one for one in await find_wanted(conn, env)}
    planned = {one.key: one for one in await find_planned(conn, (PLANNED,))}
    await save_state(conn, [key for key in planned if key not in wanted], CANCELLED)
    await add_occurrences(conn, [one for one in wanted.values() if one.due > since])
    for key, one in wanted.items():
        if one.due > env.now and (key not in planned or planned[key].due != one.due):
            await save_due(conn, key, one.due)


async def find_wanted(conn: AsyncConnection, env: Env) -> list[Occurrence]:
    """Return the reminders, past and to come, of every report that somebody is to write and has not sent."""
    periods = [period for period in periods_around(env.now) if env.programme.reports(period)]
    names = [str(period) for period in periods]
    extensions = await find_extensions(conn, names)
    sent = {(one.person, one.municipality, one.period) for one in await find_reports(conn, FORM, names)}
    found = []
    for mediator in await find_mediators(conn, env.now):
        for period in periods:
            key = (mediator.person.id, mediator.municipality, str(period))
            if key in sent:
                continue
            due = extensions.get(key, env.programme.due(period))
            found += [
                Occurrence(one.key, PLANNED, one.moment, *key, one.step)
                for one in plan_reminders(env.programme, reminders_of(*key), period, due, mediator.since)
            ]
    return found


async def end_reminders(conn: AsyncConnection, person: int, municipality: str, period: str) -> None:
    """Cancel every reminder of a report that has just been sent, also those that wait in the outbox."""
    await cancel_occurrences(conn, KINDS, person, municipality, period)
    await cancel_key(conn, reminders_of(person, municipality, period))


async def remind(conn: AsyncConnection, env: Env, due: Sequence[Occurrence]) -> list[Shown]:
    """Do the reminders that are due: of several for one report only the newest; each is done or postponed."""
    reports: dict[tuple[int, str, str], list[Occurrence]] = {}
    for one in due:
        if one.person is not None:
            reports.setdefault((one.person, one.municipality, one.period), []).append(one)
    months: dict[str, Month] = {}
    shown = []
    for (number, _municipality, period), missed in reports.items():
        newest = max(missed, key=lambda one: (one.due, one.key))
        await save_state(conn, [one.key for one in missed if one is not newest], CANCELLED)
        if period not in months:
            months[period] = await load_month(conn, Period.parse(period))
        person = await load_person(conn, number, env.now)
        sent = await remind_one(conn, env, newest, person, months[period])
        if sent is not None:
            shown.append(sent)
    return shown


async def remind_one(
    conn: AsyncConnection, env: Env, one: Occurrence, person: Person | None, month: Month
) -> Shown | None:
    """Return the reminder when it may go now; else it waits for a better moment or is cancelled."""
    if person is None or not makes_sense(env, one, person, month):
        await save_state(conn, [one.key], CANCELLED)
        return None
    moment = free_moment(env.programme, person, env.now)
    if moment > env.now:
        await save_due(conn, one.key, moment)
        return None
    await save_state(conn, [one.key], DONE, env.now)
    return reminder(env, one, person, month)


def makes_sense(env: Env, one: Occurrence, person: Person, month: Month) -> bool:
    """Tell whether the report is still wanted of this person and was not reminded of just now."""
    key = (person.id, one.municipality)
    last = month.reminded.get(key)
    return (
        one.municipality in person.municipalities
        and person.reachable
        and key not in month.reports
        and env.now < env.programme.closes(month.period, month.due(env, *key))
        and (last is None or env.now - last[1] >= BETWEEN)
    )


def reminder(env: Env, one: Occurrence, person: Person, month: Month) -> Shown:
    """Return the message of a reminder; what is not delivered before the quiet hours is not delivered."""
    key = (person.id, one.municipality)
    due, kept = month.due(env, *key), month.drafts.get(key)
    screen = reminder_screen(env, person, one.municipality, month.period, due=due, kept=kept, asked=one.kind == ASKED)
    return notice(env, person, screen, one.key, expires_at=quiet_begins(env.programme, env.now))


async def move(visit: Visit) -> Outcome:
    """Move a reminder to this evening, tomorrow or Monday; the message that was tapped says so."""
    municipality, period = visit.argument(0), period_named(visit, 1)
    visit.require(Action.FILL_IN_REPORT, municipality)
    _ = visit.texts.gettext
    month = await load_month(visit.conn, period) if period else None
    home = (Button(_("Home"), Press.of("home")),)
    if period is None or month is None or (visit.person.id, municipality) in month.reports:
        return visit.reply(Screen(_("This report is in already. No reminder is needed."), (home,)), in_place=True)
    closes = visit.env.programme.closes(period, month.due(visit.env, visit.person.id, municipality))
    offered = moves(visit.env.programme, visit.env.now, closes)
    moment = offered.get(visit.argument(2))
    kept = month.drafts.get((visit.person.id, municipality))
    way = way_on(visit.texts, municipality, period, bool(kept and kept.draft.answers))
    if moment is None:
        row = move_row(visit.texts, municipality, period, offered)
        text = _("That time is over.") if offered else _("This month is closed. No more reminders will come.")
        return visit.reply(Screen(text, tuple(filter(None, (*(way if offered else ()), row, home)))), in_place=True)
    await plan_move(visit.conn, visit.person.id, municipality, str(period), moment)
    return visit.reply(Screen(moved_words(visit.texts, visit.argument(2), moment), (*way, home)), in_place=True)


async def plan_move(conn: AsyncConnection, person: int, municipality: str, period: str, moment: datetime) -> None:
    """Plan one reminder for the moment its reader chose; none of the others comes before it."""
    await move_reminders(conn, PLANNED, person, municipality, period, until=moment)
    await cancel_occurrences(conn, (MOVED, ASKED), person, municipality, period)
    key = moved_key(reminders_of(person, municipality, period), moment)
    await add_occurrences(conn, [Occurrence(key, MOVED, moment, person, municipality, period)])
    await save_due(conn, key, moment)


ACTIONS: Mapping[str, Handler] = {"remind.move": move}
"""What the buttons of a reminder do, besides those that lead into the report."""
