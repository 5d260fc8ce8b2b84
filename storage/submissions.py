"""Sent reports: each sending is a version of its own and never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.drafts import FormKey
from storage.tables import submissions


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of one report; `person` is None once they were forgotten, and then only numbers are left."""

    id: int
    instance_id: str
    person: int | None
    form: FormKey
    municipality: str
    period: str
    version: int
    answers: Mapping[str, str]
    xml: str
    sent_at: datetime


ADD = insert(submissions)


async def add_submission(conn: AsyncConnection, submission: Submission) -> None:
    """Keep a version; the database refuses the same version twice."""
    row = {
        "id": submission.id,
        "instance_id": submission.instance_id,
        "person_id": submission.person,
        "form_id": submission.form[0],
        "form_version": submission.form[1],
        "municipality": submission.municipality,
        "period": submission.period,
        "version": submission.version,
        "answers": dict(submission.answers),
        "xml": submission.xml,
        "sent_at": submission.sent_at,
    }
    await conn.execute(ADD, row)


async def load_submission(conn: AsyncConnection, number: int) -> Submission | None:
    """Return a version by its id."""
    row = (await conn.execute(select(submissions).where(submissions.c.id == number))).one_or_none()
    return None if row is None else _submission(row)


async def load_newest(
    conn: AsyncConnection, person: int, form: str, municipality: str, period: str
) -> Submission | None:
    """Return the version of a report that counts."""
    statement = _newest_of(person, form, municipality).where(submissions.c.period == period)
    row = (await conn.execute(statement.limit(1))).one_or_none()
    return None if row is None else _submission(row)


async def load_newest_before(
    conn: AsyncConnection, person: int, form: str, municipality: str, period: str
) -> Submission | None:
    """Return the person's last report of an earlier period, for the same municipality."""
    statement = _newest_of(person, form, municipality).where(submissions.c.period < period)
    row = (await conn.execute(statement.limit(1))).one_or_none()
    return None if row is None else _submission(row)


async def find_own_submissions(conn: AsyncConnection, person: int) -> list[Submission]:
    """Return the newest version of each report the person has sent, the newest period first."""
    newest = (
        select(
            submissions.c.form_id,
            submissions.c.municipality,
            submissions.c.period,
            func.max(submissions.c.version).label("version"),
        )
        .where(submissions.c.person_id == person)
        .group_by(submissions.c.form_id, submissions.c.municipality, submissions.c.period)
        .subquery()
    )
    statement = (
        select(submissions)
        .join(
            newest,
            (submissions.c.form_id == newest.c.form_id)
            & (submissions.c.municipality == newest.c.municipality)
            & (submissions.c.period == newest.c.period)
            & (submissions.c.version == newest.c.version),
        )
        .where(submissions.c.person_id == person)
        .order_by(submissions.c.period.desc(), submissions.c.municipality)
    )
    return [_submission(row) for row in (await conn.execute(statement)).all()]


def _newest_of(person: int, form: str, municipality: str) -> Any:
    return (
        select(submissions)
        .where(
            submissions.c.person_id == person,
            submissions.c.form_id == form,
            submissions.c.municipality == municipality,
        )
        .order_by(submissions.c.period.desc(), submissions.c.version.desc())
    )


def _submission(row: Any) -> Submission:
    return Submission(
        id=row.id,
        instance_id=row.instance_id,
        person=row.person_id,
        form=(row.form_id, row.form_version),
        municipality=row.municipality,
        period=row.period,
        version=row.version,
        answers=row.answers,
        xml=row.xml,
        sent_at=row.sent_at,
    )
