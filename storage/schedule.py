"""What is scheduled: one row an occurrence, the key is its meaning, `due` the one indexed moment that is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import occurrences
from storage.upserts import insert_or_ignore

PLANNED, DONE, CANCELLED, MOVED = "planned", "done", "cancelled", "moved"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happens once; `state` is planned, done, cancelled or moved (its reader chose another time)."""

    key: str
    kind: str
    due: datetime
    person: int | None = None
    municipality: str = ""
    period: str = ""
    step: int = 0
    state: str = PLANNED


COLUMNS = (
    occurrences.c.key,
    occurrences.c.kind,
    occurrences.c.due,
    occurrences.c.person_id,
    occurrences.c.municipality,
    occurrences.c.period,
    occurrences.c.step,
    occurrences.c.state,
)
DUE = (
    select(*COLUMNS)
    .where(occurrences.c.state == PLANNED, occurrences.c.due <= bindparam("now"))
    .order_by(occurrences.c.due, occurrences.c.key)
    .limit(bindparam("limit"))
)


async def add_occurrences(conn: AsyncConnection, new: Iterable[Occurrence]) -> None:
    """Plan what is not there yet; what is there, in whatever state, stays as it is."""
    rows = [as_row(one) for one in new]
    if rows:
        await conn.execute(insert_or_ignore(conn, occurrences), rows)


async def load_occurrence(conn: AsyncConnection, key: str) -> Occurrence | None:
    """Return the occurrence of a key."""
    row = (await conn.execute(select(*COLUMNS).where(occurrences.c.key == key))).one_or_none()
    return None if row is None else Occurrence(*row)


async def find_due_occurrences(conn: AsyncConnection, now: datetime, limit: int = 1000) -> list[Occurrence]:
    """Return what is planned and due, the longest due first."""
    return [Occurrence(*row) for row in (await conn.execute(DUE, {"now": now, "limit": limit})).all()]


async def find_planned(
    conn: AsyncConnection, kinds: Collection[str], *, person: int | None = None, period: str | None = None
) -> list[Occurrence]:
    """Return what of these kinds is still to come, for one person or one period where named, in order."""
    statement: Select[Any] = select(*COLUMNS).where(occurrences.c.state == PLANNED, occurrences.c.kind.in_(kinds))
    if person is not None:
        statement = statement.where(occurrences.c.person_id == person)
    if period is not None:
        statement = statement.where(occurrences.c.period == period)
    rows = (await conn.execute(statement.order_by(occurrences.c.due, occurrences.c.key))).all()
    return [Occurrence(*row) for row in rows]


async def save_state(conn: AsyncConnection, keys: Collection[str], state: str, at: datetime | None = None) -> None:
    """Give planned occurrences another state; `at` is the moment it happened, kept as their `due`."""
    values = {"state": state} if at is None else {"state": state, "due": at}
    if keys:
        await conn.execute(
            update(occurrences).where(occurrences.c.key.in_(keys), occurrences.c.state == PLANNED).values(**values)
        )


async def save_due(conn: AsyncConnection, key: str, due: datetime) -> None:
    """Let an occurrence that is not done wait until another moment; one that was cancelled is planned again."""
    await conn.execute(
        update(occurrences)
        .where(occurrences.c.key == key, occurrences.c.state.in_((PLANNED, CANCELLED)))
        .values(due=due, state=PLANNED)
    )


async def cancel_occurrences(
    conn: AsyncConnection, kinds: Collection[str], person: int, municipality: str, period: str
) -> None:
    """Cancel what is planned about one report."""
    await conn.execute(
        update(occurrences)
        .where(
            occurrences.c.state == PLANNED,
            occurrences.c.kind.in_(kinds),
            occurrences.c.person_id == person,
            occurrences.c.municipality == municipality,
            occurrences.c.period == period,
        )
        .values(state=CANCELLED)
    )


async def count_done(
    conn: AsyncConnection, kinds: Collection[str], period: str
) -> dict[tuple[int, str], tuple[int, datetime]]:
    """Return by person and municipality how often it happened for a period, and when last."""
    statement = (
        select(
            occurrences.c.person_id, occurrences.c.municipality, func.count(), func.max(occurrences.c.due).label("last")
        )
        .where(occurrences.c.state == DONE, occurrences.c.kind.in_(kinds), occurrences.c.period == period)
        .where(occurrences.c.person_id.is_not(None))
        .group_by(occurrences.c.person_id, occurrences.c.municipality)
    )
    rows = (await conn.execute(statement)).all()
    return {(person, municipality): (count, last) for person, municipality, count, last in rows if person is not None}


async def load_last_done(conn: AsyncConnection, kind: str) -> datetime | None:
    """Return when something of this kind happened last."""
    statement = select(func.max(occurrences.c.due)).where(occurrences.c.kind == kind, occurrences.c.state == DONE)
    moment: datetime | None = await conn.scalar(statement)
    return moment


def as_row(one: Occurrence) -> dict[str, object]:
    """Return the columns of an occurrence."""
    row = asdict(one)
    row["person_id"] = row.pop("person")
    return row


async def move_reminders(
    conn: AsyncConnection, kind: str, person: int, municipality: str, period: str, *, until: datetime
) -> None:
    """Take what was planned for one report before a moment out of the plan; what was taken out after it comes back."""
    of_report = (
        occurrences.c.kind == kind,
        occurrences.c.person_id == person,
        occurrences.c.municipality == municipality,
        occurrences.c.period == period,
    )
    before = (occurrences.c.state == PLANNED, occurrences.c.due < until)
    after = (occurrences.c.state == MOVED, occurrences.c.due >= until)
    await conn.execute(update(occurrences).where(*of_report, *before).values(state=MOVED))
    await conn.execute(update(occurrences).where(*of_report, *after).values(state=PLANNED))
