"""What was not delivered, for the list a coordinator sees: who and why, never what it said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import outbox, people


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One message that did not arrive, or of which nobody knows; `reason` is a class such as `unreachable`."""

    id: int
    person: int | None
    name: str | None
    care: str
    state: str
    reason: str
    at: datetime


async def find_undelivered(conn: AsyncConnection, since: datetime) -> list[Undelivered]:
    """Return messages made since then that are dead or uncertain, the newest first; edits do not count."""
    statement = (
        select(
            outbox.c.id,
            outbox.c.person_id,
            people.c.name,
            outbox.c.care,
            outbox.c.state,
            outbox.c.error,
            outbox.c.created_at,
        )
        .join_from(outbox, people, people.c.id == outbox.c.person_id, isouter=True)
        .where(outbox.c.state.in_(("dead", "uncertain")), outbox.c.care != "edit", outbox.c.created_at >= since)
        .order_by(outbox.c.id.desc())
    )
    return [
        Undelivered(number, person, name, care, state, error or "", at)
        for number, person, name, care, state, error, at in (await conn.execute(statement)).all()
    ]
