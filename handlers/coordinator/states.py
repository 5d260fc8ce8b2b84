"""How the reports of a month stand, put together from grants, drafts, sent versions and reminders."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from core.drafts import OpenDraft
from core.figures import worked
from core.periods import RIGA, Period
from core.reminders import FORM
from core.standings import ReportState, Standing
from handlers.reminders import KINDS
from handlers.report.opening import progress
from handlers.turn import Env
from storage.municipalities import find_municipalities
from storage.overview import (
    Mediator,
    SentReport,
    find_drafts,
    find_extensions,
    find_mediators,
    find_reports,
)
from storage.schedule import count_done


def period_shown(env: Env) -> Period:
    """Return the month a coordinator sees first: the one reported now, else the newest of the season before."""
    period = env.programme.period_to_report(env.now)
    if period is not None:
        return period
    this = Period.of(env.now.astimezone(RIGA).date())
    return next((this.shifted(-back) for back in range(1, 13) if env.programme.reports(this.shifted(-back))), this)


async def find_states(conn: AsyncConnection, env: Env, period: Period, grant: int | None = None) -> list[ReportState]:
    """Return how each report of a period stands, by municipality; only that of one mediator's grant where given."""
    mediators = await find_mediators(conn, env.now, grant)
    drafts = await find_drafts(conn, FORM, str(period))
    extensions = await find_extensions(conn, (str(period),))
    reminded = await count_done(conn, KINDS, str(period))
    sent = {(one.person, one.municipality): one for one in await find_reports(conn, FORM, (str(period),))}
    states = []
    for mediator in mediators:
        key = (mediator.person.id, mediator.municipality)
        report = sent.pop(key, None)
        due = extensions.get((*key, str(period)), env.programme.due(period))
        if report is None and mediator.since >= env.programme.closes(period, due):
            continue
        count, last = reminded.get(key, (0, None))
        standing, done, total = standing_of(env, report, drafts.get(key))
        states.append(
            ReportState(
                municipality=mediator.municipality,
                standing=standing,
                due=due,
                person=mediator.person.id,
                grant=mediator.grant,
                report=report.id if report else None,
                version=report.version if report else 0,
                sent_at=report.sent_at if report else None,
                done=done,
                total=total,
                reminded=count,
                last_reminder=last,
                reachable=mediator.person.reachable,
                paused_until=mediator.person.paused_until,
            )
        )
    if grant is None:
        states += [past_mediator(env, report, env.programme.due(period)) for report in sent.values()]
        states += await unserved(conn, env, states, mediators, env.programme.due(period))
    return sorted(states, key=lambda state: (env.municipality_names(state.municipality), state.person or 0))


def standing_of(env: Env, report: SentReport | None, kept: OpenDraft | None) -> tuple[Standing, int, int]:
    """Return how a report stands, and how many of its questions are answered and asked."""
    if report is not None:
        return sent_standing(env, report), 0, 0
    if kept is None or not (kept.draft.answers or kept.draft.passed):
        return Standing.NOT_BEGUN, 0, 0
    return (Standing.BEGUN, *progress(kept, env.texts("lv"), env))


def sent_standing(env: Env, report: SentReport) -> Standing:
    """Return whether a sent report tells of work or of a month without."""
    return Standing.SENT if worked(env.forms.form(*report.form), report.answers) else Standing.ABSENT


def past_mediator(env: Env, report: SentReport, due: date) -> ReportState:
    """Return the state of a report whose writer is no longer mediator there."""
    return ReportState(
        municipality=report.municipality,
        standing=sent_standing(env, report),
        due=due,
        person=report.person,
        report=report.id,
        version=report.version,
        sent_at=report.sent_at,
    )


async def unserved(
    conn: AsyncConnection, env: Env, states: list[ReportState], mediators: list[Mediator], due: date
) -> list[ReportState]:
    """Return the municipalities of the programme that have neither a mediator nor a report."""
    served = {state.municipality for state in states} | {mediator.municipality for mediator in mediators}
    places = await find_municipalities(conn, env.now)
    return [ReportState(place.code, Standing.NOBODY, due) for place in places if place.code not in served]


def is_closed(env: Env, period: Period) -> bool:
    """Tell whether the period is closed for everybody not extended."""
    return env.now >= env.programme.closes(period)
