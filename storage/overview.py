"""What a coordinator looks at: mediators with their municipalities, and what is sent or begun for one month."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.drafts import Draft, FormKey, OpenDraft
from core.people import Person, Role
from storage.people import find_people
from storage.tables import drafts, extensions, grants, submissions


@dataclass(frozen=True, slots=True)
class Mediator:
    """A person's office as mediator of one municipality; `grant` is what buttons carry."""

    grant: int
    person: Person
    municipality: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SentReport:
    """A version of a report that was sent; `person` is None when they were forgotten meanwhile."""

    id: int
    person: int | None
    form: FormKey
    municipality: str
    period: str
    version: int
    answers: Mapping[str, str]
    sent_at: datetime


REPORT = (
    submissions.c.id,
    submissions.c.person_id,
    submissions.c.form_id,
    submissions.c.form_version,
    submissions.c.municipality,
    submissions.c.period,
    submissions.c.version,
    submissions.c.answers,
    submissions.c.sent_at,
)


async def find_mediators(conn: AsyncConnection, now: datetime, number: int | None = None) -> list[Mediator]:
    """Return who is mediator of what at that moment, by municipality; only one grant where its id is given."""
    statement: Select[Any] = (
        select(grants.c.id, grants.c.person_id, grants.c.municipality, grants.c.from_at)
        .where(grants.c.role == Role.MEDIATOR.value, grants.c.municipality.is_not(None), grants.c.from_at <= now)
        .where(grants.c.until_at.is_(None) | (grants.c.until_at > now))
        .order_by(grants.c.municipality, grants.c.id)
    )
    if number is not None:
        statement = statement.where(grants.c.id == number)
    rows = (await conn.execute(statement)).all()
    known = {person.id: person for person in await find_people(conn, {row.person_id for row in rows}, now)}
    return [Mediator(row.id, known[row.person_id], row.municipality, row.from_at) for row in rows]


async def load_newest_grant(conn: AsyncConnection) -> int:
    """Return the id of the newest grant, 0 when there is none; it tells whether somebody came since."""
    return await conn.scalar(select(func.max(grants.c.id))) or 0


async def end_grant(conn: AsyncConnection, number: int, now: datetime) -> bool:
    """End a grant now; False when it was over already."""
    statement = update(grants).where(grants.c.id == number, grants.c.until_at.is_(None)).values(until_at=now)
    return (await conn.execute(statement)).rowcount == 1


async def find_reports(conn: AsyncConnection, form: str, periods: Collection[str]) -> list[SentReport]:
    """Return the newest version of every report sent for these periods, by municipality."""
    newest = (
        select(
            submissions.c.municipality,
            submissions.c.period,
            submissions.c.person_id,
            func.max(submissions.c.version).label("version"),
        )
        .where(submissions.c.form_id == form, submissions.c.period.in_(periods))
        .group_by(submissions.c.municipality, submissions.c.period, submissions.c.person_id)
        .subquery()
    )
    statement = (
        select(*REPORT)
        .join_from(
            submissions,
            newest,
            (submissions.c.municipality == newest.c.municipality)
            & (submissions.c.period == newest.c.period)
            & submissions.c.person_id.is_not_distinct_from(newest.c.person_id)
            & (submissions.c.version == newest.c.version),
        )
        .where(submissions.c.form_id == form)
        .order_by(submissions.c.municipality, submissions.c.id)
    )
    return [sent_report(row) for row in (await conn.execute(statement)).all()]


async def load_report(conn: AsyncConnection, number: int) -> SentReport | None:
    """Return one sent version by its id."""
    row = (await conn.execute(select(*REPORT).where(submissions.c.id == number))).one_or_none()
    return None if row is None else sent_report(row)


async def load_version(conn: AsyncConnection, report: SentReport, version: int) -> SentReport | None:
    """Return another version of the same report."""
    statement = select(*REPORT).where(
        submissions.c.form_id == report.form[0],
        submissions.c.municipality == report.municipality,
        submissions.c.period == report.period,
        submissions.c.person_id.is_not_distinct_from(report.person),
        submissions.c.version == version,
    )
    row = (await conn.execute(statement)).first()
    return None if row is None else sent_report(row)


async def find_drafts(conn: AsyncConnection, form: str, period: str) -> dict[tuple[int, str], OpenDraft]:
    """Return what is begun (or sent and kept) for a period, by person and municipality."""
    statement = select(drafts).where(drafts.c.form_id == form, drafts.c.period == period)
    found = {}
    for row in (await conn.execute(statement)).all():
        draft = Draft.from_json({**row.state, "revision": row.revision})
        key = (row.form_id, row.form_version)
        found[row.person_id, row.municipality] = OpenDraft(
            row.id, row.person_id, key, row.municipality, row.period, draft
        )
    return found


async def find_extensions(conn: AsyncConnection, periods: Collection[str]) -> dict[tuple[int, str, str], date]:
    """Return the due days coordinators have moved, by person, municipality and period."""
    statement = select(extensions).where(extensions.c.period.in_(periods))
    return {(row.person_id, row.municipality, row.period): row.due for row in (await conn.execute(statement)).all()}


def sent_report(row: Any) -> SentReport:
    """Return the report of a row."""
    return SentReport(
        id=row.id,
        person=row.person_id,
        form=(row.form_id, row.form_version),
        municipality=row.municipality,
        period=row.period,
        version=row.version,
        answers=row.answers,
        sent_at=row.sent_at,
    )
