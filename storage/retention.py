"""Drop what has been kept as long as the tables say; run once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.periods import RIGA, Period
from storage.personal import erase_person
from storage.reduction import reduce_reports
from storage.tables import (
    drafts,
    extensions,
    files,
    inbox,
    invitations,
    occurrences,
    outbox,
    people,
    returned_questions,
    strangers,
    submissions,
)

ONE_DAY = timedelta(days=1)
WORK_DAYS = timedelta(days=7)
DELIVERY_DAYS = timedelta(days=30)
SILENT = timedelta(days=730)
REPORT_MONTHS = 24
PEOPLE_AT_ONCE = 100


async def drop_expired(conn: AsyncConnection, now: datetime) -> dict[str, int]:
    """Delete, or reduce to numbers, what is older than its table says; return how many rows by table."""
    oldest = str(Period.of(now.astimezone(RIGA).date()).shifted(-REPORT_MONTHS))
    dropped: dict[str, int] = {}
    for column, too_old in _too_old(now, oldest):
        count = (await conn.execute(delete(column.table).where(too_old))).rowcount
        if count:
            dropped[column.table.name] = dropped.get(column.table.name, 0) + count
    reports = await _reduce_old_reports(conn, oldest)
    silent = await _erase_silent(conn, now)
    return dropped | ({"submissions": reports} if reports else {}) | ({"people": silent} if silent else {})


def _too_old(now: datetime, oldest: str) -> list[tuple[Any, ColumnElement[bool]]]:
    """Return a column of each table with the condition under which its rows go."""
    return [
        (inbox.c.id, (inbox.c.received_at < now - WORK_DAYS) & (inbox.c.state != "new")),
        (outbox.c.id, outbox.c.created_at < now - DELIVERY_DAYS),
        (outbox.c.id, outbox.c.person_id.is_(None) & (outbox.c.created_at < now - WORK_DAYS)),
        (occurrences.c.key, (occurrences.c.due < now - DELIVERY_DAYS) & (occurrences.c.state != "planned")),
        (strangers.c.at, strangers.c.at < now - ONE_DAY),
        (invitations.c.code_hash, invitations.c.expires_at < now - DELIVERY_DAYS),
        (drafts.c.id, (drafts.c.period != "") & (drafts.c.period < oldest)),
        (drafts.c.id, (drafts.c.period == "") & (drafts.c.updated_at < now - SILENT)),
        (extensions.c.period, extensions.c.period < oldest),
        (returned_questions.c.id, returned_questions.c.period < oldest),
        (files.c.id, files.c.created_at < now - SILENT),
    ]


async def _reduce_old_reports(conn: AsyncConnection, oldest: str) -> int:
    statement = select(submissions).where(
        submissions.c.period != "", submissions.c.period < oldest, submissions.c.person_id.is_not(None)
    )
    return await reduce_reports(conn, (await conn.execute(statement)).all())


async def _erase_silent(conn: AsyncConnection, now: datetime) -> int:
    last = func.coalesce(people.c.wrote_at, people.c.created_at)
    silent = (await conn.scalars(select(people.c.id).where(last < now - SILENT).limit(PEOPLE_AT_ONCE))).all()
    for person in silent:
        await erase_person(conn, person, now)
    return len(silent)
