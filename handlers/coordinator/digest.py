"""Digests: one on Mondays, one on the day after a period closed, one whenever a coordinator asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Conversation, Outcome
from core.digest import Digest, ReportFigures, digest_of
from core.figures import figures_of, worked
from core.messages import Screen, Shown
from core.people import Action, Person, Role
from core.periods import RIGA, Period, local
from core.reminders import FORM, periods_around
from handlers.coordinator.digest_words import digest_screen
from handlers.coordinator.states import find_states, is_closed, period_shown
from handlers.notices import notice
from handlers.turn import Env
from handlers.visit import Visit
from storage.overview import SentReport, find_reports
from storage.people import find_holders, load_person
from storage.schedule import (
    CANCELLED,
    DONE,
    Occurrence,
    add_occurrences,
    find_planned,
    save_due,
    save_state,
)
from storage.undelivered import find_undelivered

WEEKLY, CLOSING = "digest", "closing"
KINDS = (WEEKLY, CLOSING)
AHEAD = timedelta(days=8)
LOOK_BACK = timedelta(days=60)
"""How long ago a digest can have been missed; of several only the newest goes out."""

UNDELIVERED_FOR = timedelta(days=14)
"""How long something that was not delivered is told."""


async def plan_digests(conn: AsyncConnection, env: Env, since: datetime) -> None:
    """Plan the digests of every coordinator from a moment on; take back those of another weekday or due day."""
    wanted = {
        one.key: one
        for coordinator in await find_holders(conn, Role.COORDINATOR, env.now)
        for one in digests_of(env, coordinator.id, env.now - LOOK_BACK)
    }
    planned = {one.key: one for one in await find_planned(conn, KINDS)}
    await save_state(conn, [key for key in planned if key not in wanted], CANCELLED)
    await add_occurrences(conn, [one for one in wanted.values() if one.due > since])
    for key, one in wanted.items():
        if one.due > env.now and (key not in planned or planned[key].due != one.due):
            await save_due(conn, key, one.due)


def digests_of(env: Env, person: int, since: datetime) -> list[Occurrence]:
    """Return one coordinator's digests after a moment and within the next days."""
    programme, found = env.programme, []
    first, last = since.astimezone(RIGA).date(), (env.now + AHEAD).astimezone(RIGA).date()
    for day in (first + timedelta(days=days) for days in range((last - first).days + 1)):
        moment = programme.out_of_quiet(local(day, time(programme.digest_hour)))
        if day.weekday() == programme.digest_weekday and moment > since:
            found.append(Occurrence(f"{WEEKLY}:{day}:{person}", WEEKLY, moment, person))
    for period in periods_around(env.now):
        day = programme.closes(period).astimezone(RIGA).date()
        moment = programme.out_of_quiet(local(day, time(programme.digest_hour)))
        if programme.reports(period) and since < moment < env.now + AHEAD:
            found.append(Occurrence(f"{CLOSING}:{period}:{person}", CLOSING, moment, person, period=str(period)))
    return found


async def send_digests(conn: AsyncConnection, env: Env, due: Sequence[Occurrence]) -> list[Shown]:
    """Return one digest a coordinator, the one after closing before the weekly one, the newest before older ones."""
    shown = []
    for number in sorted({one.person for one in due if one.person is not None}):
        own = sorted((one for one in due if one.person == number), key=lambda one: (one.kind == CLOSING, one.due))
        chosen = own[-1]
        await save_state(conn, [one.key for one in own[:-1]], CANCELLED)
        person = await load_person(conn, number, env.now)
        calm = env.programme.out_of_quiet(env.now)
        if person is None or not person.has(Role.COORDINATOR) or not person.reachable:
            await save_state(conn, [chosen.key], CANCELLED)
        elif calm > env.now.astimezone(UTC):
            await save_due(conn, chosen.key, calm)
        else:
            await save_state(conn, [chosen.key], DONE, env.now)
            screen = await due_screen(conn, env, person, chosen)
            if screen is not None:
                shown.append(notice(env, person, screen, chosen.key))
    return shown


async def due_screen(conn: AsyncConnection, env: Env, person: Person, one: Occurrence) -> Screen | None:
    """Return the digest of an occurrence; None outside the season when there is nothing to tell."""
    period = Period.parse(one.period) if one.kind == CLOSING else period_shown(env)
    digest = await load_digest(conn, env, period)
    if one.kind == WEEKLY and not in_season(env) and not digest.undelivered:
        return None
    return digest_screen(env, env.texts(person.language), digest)


def in_season(env: Env) -> bool:
    """Tell whether this month or the one before is reported."""
    this = Period.of(env.now.astimezone(RIGA).date())
    return env.programme.reports(this) or env.programme.reports(this.shifted(-1))


async def load_digest(conn: AsyncConnection, env: Env, period: Period) -> Digest:
    """Return the digest of a period as it stands now."""
    earlier = period.shifted(-1)
    reports = await find_reports(conn, FORM, (str(period), str(earlier)))
    undelivered = await find_undelivered(conn, env.now - UNDELIVERED_FOR)
    return digest_of(
        period,
        env.programme.due(period),
        closed=is_closed(env, period),
        states=await find_states(conn, env, period),
        reports=[report_figures(env, one) for one in reports if one.period == str(period)],
        earlier=[report_figures(env, one) for one in reports if one.period == str(earlier)],
        undelivered=len(undelivered),
    )


def report_figures(env: Env, report: SentReport) -> ReportFigures:
    """Return the figures of a sent report."""
    form = env.forms.form(*report.form)
    return ReportFigures(report.municipality, report.id, figures_of(form, report.answers), worked(form, report.answers))


async def digest_now(visit: Visit) -> Outcome:
    """Show a coordinator the digest of this moment."""
    visit.require(Action.READ_REPORTS)
    digest = await load_digest(visit.conn, visit.env, period_shown(visit.env))
    conversation = Conversation(prompt=visit.situation.conversation.prompt)
    return visit.reply(digest_screen(visit.env, visit.texts, digest), in_place=True, conversation=conversation)
