"""Raw updates as they came, each once; a row is kept without its content after it is done, to know it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import inbox
from storage.upserts import insert_or_ignore

BATCH = 256


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that waits; `attempts` is how often it failed, `behind` how many of its chat wait with it."""

    channel: str
    id: int
    chat: str
    payload: str
    attempts: int
    behind: int = 1

    @property
    def key(self) -> str:
        """The update's name for ever."""
        return f"{self.channel}:{self.id}"


# The state stands as a literal, so that SQLite sees that the index of waiting rows will do.
IS_NEW = inbox.c.state == literal_column("'new'")
OLDEST = (
    select(inbox.c.channel, func.min(inbox.c.id).label("id"), func.count().label("behind"))
    .where(IS_NEW)
    .group_by(inbox.c.channel, inbox.c.chat)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("limit"))
    .subquery()
)
FIND_WAITING = (
    select(inbox.c.channel, inbox.c.id, inbox.c.chat, inbox.c.payload, inbox.c.attempts, OLDEST.c.behind)
    .join_from(inbox, OLDEST, and_(inbox.c.channel == OLDEST.c.channel, inbox.c.id == OLDEST.c.id))
    .order_by(inbox.c.id)
)
DONE = (
    update(inbox)
    .where(inbox.c.channel == bindparam("of_channel"), inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="done", payload="")
)
SET_ASIDE = (
    update(inbox)
    .where(inbox.c.channel == bindparam("of_channel"), inbox.c.id == bindparam("of_id"))
    .values(state=bindparam("to"), attempts=bindparam("tries"), error=bindparam("why"))
)


async def add_updates(conn: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take in rows of table `inbox`; one that is there already stays as it is."""
    if rows:
        await conn.execute(insert_or_ignore(conn, inbox), list(rows))


def update_row(
    channel: str, number: int, chat: str, payload: str, *, now: datetime, error: str | None = None
) -> dict[str, Any]:
    """Return the row of one raw update; with an error it is set aside from the beginning."""
    return {
        "channel": channel,
        "id": number,
        "chat": chat[:64],
        "payload": payload,
        "received_at": now,
        "state": "new" if error is None else "quarantined",
        "attempts": 0,
        "error": error,
    }


async def find_waiting(conn: AsyncConnection, limit: int = BATCH) -> list[Waiting]:
    """Return the oldest undone update of each chat, the oldest chats first."""
    return [Waiting(*row) for row in (await conn.execute(FIND_WAITING, {"limit": limit})).all()]


async def save_done(conn: AsyncConnection, keys: Collection[Waiting]) -> None:
    """Mark updates as done and wipe what they said."""
    channels: dict[str, list[int]] = {}
    for row in keys:
        channels.setdefault(row.channel, []).append(row.id)
    for channel, ids in channels.items():
        await conn.execute(DONE, {"of_channel": channel, "ids": ids})


async def save_set_aside(conn: AsyncConnection, failed: Iterable[tuple[Waiting, str, str]]) -> None:
    """Store (update, new state, class of the failure) and count the attempt; state `new` means: try again."""
    rows = [
        {"of_channel": row.channel, "of_id": row.id, "to": state, "tries": row.attempts + 1, "why": error[:200]}
        for row, state, error in failed
    ]
    if rows:
        await conn.execute(SET_ASIDE, rows)


async def is_empty(conn: AsyncConnection) -> bool:
    """Tell whether no update waits."""
    return (await conn.scalar(select(inbox.c.id).where(IS_NEW).limit(1))) is None
