"""What a coordinator decides about a message that was not delivered: once more, or out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import outbox

UNDELIVERED = ("dead", "uncertain")


@dataclass(frozen=True, slots=True)
class Outcast:
    """A message that was not delivered; the key tells what it was about."""

    id: int
    person: int | None
    key: str | None


async def load_outcast(conn: AsyncConnection, number: int) -> Outcast | None:
    """Return a message that is (still) undelivered."""
    statement = select(outbox.c.id, outbox.c.person_id, outbox.c.key)
    row = (await conn.execute(statement.where(outbox.c.id == number, outbox.c.state.in_(UNDELIVERED)))).one_or_none()
    return None if row is None else Outcast(row.id, row.person_id, row.key)


async def queue_again(conn: AsyncConnection, number: int, not_before: datetime) -> bool:
    """Queue an undelivered message as if it were new; False when it is undelivered no longer."""
    statement = (
        update(outbox)
        .where(outbox.c.id == number, outbox.c.state.in_(UNDELIVERED))
        .values(state="queued", attempts=0, ambiguous=0, not_before=not_before, expires_at=None, error=None)
    )
    return (await conn.execute(statement)).rowcount == 1


async def hide(conn: AsyncConnection, number: int) -> None:
    """Take an undelivered message off the list and wipe what it said."""
    await conn.execute(
        update(outbox)
        .where(outbox.c.id == number, outbox.c.state.in_(UNDELIVERED))
        .values(state="cancelled", error="hidden", payload={})
    )
