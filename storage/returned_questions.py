"""Single questions a coordinator has given back to a mediator, until the report is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import returned_questions


@dataclass(frozen=True, slots=True)
class ReturnedQuestion:
    """One question (by its ref) of one report, with the coordinator's words."""

    id: int
    person: int
    municipality: str
    period: str
    ref: str
    note: str
    by: int
    asked_at: datetime
    answered_at: datetime | None = None


COLUMNS = (
    returned_questions.c.id,
    returned_questions.c.person_id,
    returned_questions.c.municipality,
    returned_questions.c.period,
    returned_questions.c.ref,
    returned_questions.c.note,
    returned_questions.c.by,
    returned_questions.c.asked_at,
    returned_questions.c.answered_at,
)


async def add_returned(conn: AsyncConnection, returned: ReturnedQuestion) -> None:
    """Keep a question that is given back."""
    await conn.execute(
        insert(returned_questions).values(
            id=returned.id,
            person_id=returned.person,
            municipality=returned.municipality,
            period=returned.period,
            ref=returned.ref,
            note=returned.note,
            by=returned.by,
            asked_at=returned.asked_at,
            answered_at=returned.answered_at,
        )
    )


async def load_returned(conn: AsyncConnection, number: int) -> ReturnedQuestion | None:
    """Return a question that was given back, by its id."""
    found = await _find(conn, select(*COLUMNS).where(returned_questions.c.id == number))
    return found[0] if found else None


async def find_open_returned(
    conn: AsyncConnection, person: int, municipality: str, period: str
) -> list[ReturnedQuestion]:
    """Return the questions of a report that were given back and are not answered yet, the oldest first."""
    statement = select(*COLUMNS).where(
        returned_questions.c.person_id == person,
        returned_questions.c.municipality == municipality,
        returned_questions.c.period == period,
        returned_questions.c.answered_at.is_(None),
    )
    return await _find(conn, statement.order_by(returned_questions.c.id))


async def mark_answered(conn: AsyncConnection, person: int, municipality: str, period: str, now: datetime) -> None:
    """Note that the report was sent again, which answers every question given back."""
    await conn.execute(
        update(returned_questions)
        .where(
            returned_questions.c.person_id == person,
            returned_questions.c.municipality == municipality,
            returned_questions.c.period == period,
            returned_questions.c.answered_at.is_(None),
        )
        .values(answered_at=now)
    )


async def _find(
    conn: AsyncConnection,
    statement: Select[int, int, str, str, str, str, int, datetime, datetime | None],
) -> list[ReturnedQuestion]:
    return [ReturnedQuestion(*row) for row in (await conn.execute(statement)).all()]
