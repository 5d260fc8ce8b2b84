"""News of reports that came in, gathered: all that arrived within ten minutes is one message to each coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.figures import worked
from core.messages import Button, Screen, Shown
from core.people import Person, Role
from core.periods import Period
from handlers.coordinator.sheet import changed_lines, sheet_of
from handlers.months import about_month
from handlers.notices import notice
from handlers.turn import Env
from handlers.visit import afresh
from storage.overview import SentReport, load_report, load_version
from storage.people import find_holders, load_person
from storage.schedule import CANCELLED, DONE, Occurrence, add_occurrences, find_planned, save_due, save_state
from storage.submissions import Submission

RECEIVED = "received"
GATHERED_FOR = timedelta(minutes=10)
MOST = 8
"""Reports named in one message; the list of reports shows the others."""

CHANGES = 4
"""Changed answers told in the news; the report itself shows all."""

ROOM = 1500
"""Characters after which no more changed answers are told, so that every report is still named."""


async def plan_received(conn: AsyncConnection, env: Env, submission: Submission) -> None:
    """Plan to tell every coordinator that a report (or a new version of it) came in, out of quiet hours."""
    due = env.programme.out_of_quiet(env.now + GATHERED_FOR)
    await add_occurrences(
        conn,
        [
            Occurrence(
                key=f"{RECEIVED}:{coordinator.id}:{submission.id}",
                kind=RECEIVED,
                due=due,
                person=coordinator.id,
                municipality=submission.municipality,
                period=submission.period,
                step=submission.version,
            )
            for coordinator in await find_holders(conn, Role.COORDINATOR, env.now)
        ],
    )


async def tell_received(conn: AsyncConnection, env: Env, due: Sequence[Occurrence]) -> list[Shown]:
    """Return one message a coordinator with everything that came in, also what was not due yet."""
    shown = []
    for number in sorted({one.person for one in due if one.person is not None}):
        gathered = await find_planned(conn, (RECEIVED,), person=number)
        keys = [one.key for one in gathered]
        person = await load_person(conn, number, env.now)
        calm = env.programme.out_of_quiet(env.now)
        if person is None or not person.has(Role.COORDINATOR) or not person.reachable:
            await save_state(conn, keys, CANCELLED)
        elif calm > env.now:
            for key in keys:
                await save_due(conn, key, calm)
        else:
            await save_state(conn, keys, DONE, env.now)
            reports = [await load_report(conn, int(key.rpartition(":")[2])) for key in keys]
            screen = await received_screen(conn, env, person, newest_only([one for one in reports if one]))
            if screen is not None:
                shown.append(notice(env, person, screen, keys[0]))
    return shown


def newest_only(reports: Sequence[SentReport]) -> list[SentReport]:
    """Return the newest of several versions of one report, in the order they came."""
    newest = {(one.municipality, one.period, one.person): one for one in reports}
    return list(newest.values())


async def received_screen(
    conn: AsyncConnection, env: Env, person: Person, reports: Sequence[SentReport]
) -> Screen | None:
    """Return the message that lists what came in, each with a button to read it; None when there is nothing."""
    if not reports:
        return None
    texts = env.texts(person.language)
    _ = texts.gettext
    lines: list[str] = []
    rows = []
    for report in reports[:MOST]:
        lines.append(received_line(env, person, report))
        if sum(map(len, lines)) < ROOM:
            lines += await changes(conn, env, person, report)
        label = _("Read: {municipality}").format(municipality=env.municipality_names(report.municipality))
        rows.append((Button(label, afresh("c.read", report.id)),))
    if len(reports) > MOST:
        left = len(reports) - MOST
        lines.append(texts.ngettext("… and {count} more", "… and {count} more", left).format(count=left))
    rows.append((Button(_("All reports"), afresh("c.reports", reports[0].period)),))
    return Screen("\n".join(lines), tuple(rows))


def received_line(env: Env, person: Person, report: SentReport) -> str:
    """Return one report that came in: `Talsi: pārskats par oktobri saņemts (nestrādāja).`"""
    texts = env.texts(person.language)
    _ = texts.gettext
    absent = not worked(env.forms.form(*report.form), report.answers)
    if report.version > 1:
        text = _("{municipality}: report for {month} changed, version {number}.")
    elif absent:
        text = _("{municipality}: report for {month} received (did not work).")
    else:
        text = _("{municipality}: report for {month} received.")
    return text.format(
        municipality=env.municipality_names(report.municipality),
        month=about_month(texts, Period.parse(report.period)),
        number=report.version,
    )


async def changes(conn: AsyncConnection, env: Env, person: Person, report: SentReport) -> list[str]:
    """Return what a new version changed, a few lines at most; [] for a first version."""
    before = await load_version(conn, report, report.version - 1) if report.version > 1 else None
    if before is None:
        return []
    texts = env.texts(person.language)
    lines = changed_lines(sheet_of(before, texts, env), sheet_of(report, texts, env))
    told = [f"  {line}" for line in lines[:CHANGES]]
    left = len(lines) - CHANGES
    if left > 0:
        told.append(texts.ngettext("… and {count} more", "… and {count} more", left).format(count=left))
    return told
