"""Messages on their way, each row's state written before and after it is sent; delivered ones lose their content.

queued → sending (committed before the call) → sent | queued again | uncertain | dead | expired | cancelled
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.messages import Care, Screen, Sender, Shown
from storage.screens import has_press, screen_from_json, screen_to_json
from storage.tables import outbox
from storage.upserts import insert_or_ignore

TALK = (Care.EDIT.value, Care.REPLY.value)
"""Answers to somebody who just did something: strictly in order, never paced."""
UNASKED = (Care.NOTICE.value, Care.ONCE.value)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to deliver: what is shown and what was already tried; `attempts` counts the present one."""

    id: int
    channel: str
    address: str
    person: int | None
    screen: Screen
    care: Care
    replaces: int | None = None
    replaces_message: str | None = None
    attempts: int = 1
    ambiguous: int = 0
    expires_at: datetime | None = None

    @property
    def chat(self) -> tuple[str, str]:
        return self.channel, self.address

    @classmethod
    def of(cls, shown: Shown) -> Parcel:
        """Return the parcel of a new message, in its first attempt."""
        return cls(
            id=shown.id,
            channel=shown.address.channel,
            address=shown.address.address,
            person=shown.person,
            screen=shown.screen,
            care=shown.care,
            replaces=shown.replaces,
            replaces_message=shown.replaces_message,
            expires_at=shown.expires_at,
        )


PARCEL = select(
    outbox.c.id,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.person_id,
    outbox.c.payload,
    outbox.c.care,
    outbox.c.replaces,
    outbox.c.replaces_message,
    outbox.c.attempts,
    outbox.c.ambiguous,
    outbox.c.expires_at,
)
DUE = (
    PARCEL.where(
        outbox.c.state == "queued",
        outbox.c.care.in_(bindparam("cares", expanding=True)),
        outbox.c.channel.in_(bindparam("channels", expanding=True)),
        outbox.c.not_before <= bindparam("now"),
        outbox.c.address.not_in(bindparam("but", expanding=True)),
    )
    .order_by(outbox.c.not_before, outbox.c.id)
    .limit(bindparam("limit"))
)
NEXT_DUE = (  # asked for each kind alone, so that the index gives the first without reading the others
    select(outbox.c.not_before)
    .where(
        outbox.c.state == "queued",
        outbox.c.care == bindparam("of_care"),
        outbox.c.channel.in_(bindparam("channels", expanding=True)),
        outbox.c.address.not_in(bindparam("but", expanding=True)),
    )
    .order_by(outbox.c.not_before)
    .limit(1)
)
CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"), outbox.c.state == "queued")
    .values(state="sending", attempts=outbox.c.attempts + 1)
)
SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"))
    .values(state="sent", message=bindparam("as_message"), payload={}, error=None)
)
SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"), outbox.c.state == "sending")
    .values(
        state=bindparam("to"),
        message=bindparam("as_message"),
        attempts=bindparam("tries"),
        ambiguous=bindparam("doubts"),
        not_before=bindparam("again"),
        error=bindparam("why"),
    )
)


def outbox_row(
    shown: Shown, now: datetime, *, sending: bool = False, not_before: datetime | None = None
) -> dict[str, Any]:
    """Return the row of a message; `sending` when delivery takes it at once, else not sent before the moment."""
    return {
        "id": shown.id,
        "channel": shown.address.channel,
        "address": shown.address.address,
        "person_id": shown.person,
        "payload": screen_to_json(shown.screen),
        "care": shown.care.value,
        "key": shown.key,
        "replaces": shown.replaces,
        "replaces_message": shown.replaces_message,
        "state": "sending" if sending else "queued",
        "attempts": 1 if sending else 0,
        "ambiguous": 0,
        "not_before": max(filter(None, (shown.not_before, not_before, now))),
        "expires_at": shown.expires_at,
        "created_at": now,
    }


async def add_rows(conn: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows of `outbox_row` in; one whose key was used before is left out for ever."""
    plain = [row for row in rows if row["key"] is None]
    keyed = [row for row in rows if row["key"] is not None]
    if plain:
        await conn.execute(plain_insert(outbox), plain)
    if keyed:
        await conn.execute(insert_or_ignore(conn, outbox), keyed)


async def add_shown(conn: AsyncConnection, shown: Iterable[Shown], now: datetime) -> None:
    """Put messages in the queue; delivery claims them when they are due."""
    await add_rows(conn, [outbox_row(one, now) for one in shown])


async def find_due(
    conn: AsyncConnection,
    now: datetime,
    cares: Collection[str],
    channels: Collection[str],
    limit: int,
    *,
    but: Collection[str] = (),
) -> list[Parcel]:
    """Return what may be sent now, the longest due first, then in the order it was made; `but` these addresses."""
    values = {"cares": list(cares), "channels": list(channels), "now": now, "limit": limit, "but": list(but)}
    return [_parcel(row) for row in (await conn.execute(DUE, values)).all()]


async def load_next_due(
    conn: AsyncConnection, cares: Collection[str], channels: Collection[str], *, but: Collection[str] = ()
) -> datetime | None:
    """Return the moment the next message of these kinds becomes due, None when none waits; `but` these addresses."""
    moments = [
        await conn.scalar(NEXT_DUE, {"of_care": care, "channels": list(channels), "but": list(but)}) for care in cares
    ]
    return min(filter(None, moments), default=None)


async def claim(conn: AsyncConnection, ids: Collection[int]) -> None:
    """Mark queued messages as being sent, one attempt more."""
    if ids:
        await conn.execute(CLAIM, [{"of_id": one} for one in ids])


async def claim_one(conn: AsyncConnection, number: int) -> bool:
    """Mark one message as being sent; False when it was cancelled, or taken, meanwhile."""
    return (await conn.execute(CLAIM, {"of_id": number})).rowcount == 1


async def save_sent(conn: AsyncConnection, messages: Mapping[int, str | None]) -> None:
    """Mark messages (by id) as sent under the channel's message id and wipe their content."""
    if messages:
        await conn.execute(SENT, [{"of_id": one, "as_message": message} for one, message in messages.items()])


async def save_settled(conn: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store what became of messages not sent: `of_id, to, as_message, tries, doubts, again, why`."""
    if rows:
        await conn.execute(SETTLE, list(rows))


async def save_message(conn: AsyncConnection, number: int, message: str) -> None:
    """Remember the channel's message that now stands in the place of one that never arrived."""
    await conn.execute(update(outbox).where(outbox.c.id == number).values(message=message))


async def load_messages(conn: AsyncConnection, ids: Collection[int]) -> dict[int, str | None]:
    """Return the channel's message id of each of these rows that still exists."""
    rows = await conn.execute(select(outbox.c.id, outbox.c.message).where(outbox.c.id.in_(ids)))
    return {row.id: row.message for row in rows.all()}


async def find_unfinished(conn: AsyncConnection) -> list[tuple[Parcel, bool]]:
    """Return what a process before us was sending, and whether each one's target is known (so it only edits)."""
    target = outbox.alias("target")
    statement = (
        PARCEL.add_columns(target.c.message)
        .join_from(outbox, target, target.c.id == outbox.c.replaces, isouter=True)
        .where(outbox.c.state == "sending")
        .order_by(outbox.c.id)
    )
    rows = (await conn.execute(statement)).all()
    return [(_parcel(row), bool(row.replaces_message or row[-1])) for row in rows]


async def postpone(conn: AsyncConnection, chat: tuple[str, str], until: datetime) -> None:
    """Let a chat's queued answers wait together, so that they stay in order."""
    await conn.execute(
        update(outbox)
        .where(*_of_chat(chat), outbox.c.state == "queued", outbox.c.care.in_(TALK), outbox.c.not_before < until)
        .values(not_before=until)
    )


async def cancel_queued(conn: AsyncConnection, chat: tuple[str, str], why: str) -> None:
    """Cancel everything that waits for one chat."""
    await conn.execute(
        update(outbox)
        .where(*_of_chat(chat), outbox.c.state == "queued")
        .values(state="cancelled", error=why, payload={})
    )


async def cancel_key(conn: AsyncConnection, prefix: str) -> int:
    """Cancel the queued messages whose key begins so and return how many; for what is no longer true."""
    statement = (
        update(outbox)
        .where(outbox.c.state == "queued", outbox.c.key.startswith(prefix, autoescape=True))
        .values(state="cancelled", error="no longer needed", payload={})
    )
    return (await conn.execute(statement)).rowcount


async def find_doubtful_chats(conn: AsyncConnection) -> set[tuple[str, str]]:
    """Return the chats in which it is not certain of some message whether it arrived."""
    statement: Select[Any] = select(outbox.c.channel, outbox.c.address).where(
        (outbox.c.state == "uncertain") | ((outbox.c.state == "queued") & (outbox.c.ambiguous > 0))
    )
    return {(channel, address) for channel, address in (await conn.execute(statement.distinct())).all()}


async def save_proof(conn: AsyncConnection, sender: Sender, raw: str, message: str) -> int:
    """Take a tap as proof that the doubtful message with that button arrived as `message`; return how many stay so."""
    doubtful = (
        select(outbox.c.id, outbox.c.payload)
        .where(
            *_of_chat((sender.channel, sender.address)),
            outbox.c.state.in_(("sending", "uncertain", "queued")),
            outbox.c.message.is_(None),
            (outbox.c.state != "queued") | (outbox.c.ambiguous > 0),
        )
        .order_by(outbox.c.id.desc())
    )
    rows = (await conn.execute(doubtful)).all()
    known = await conn.scalar(
        select(outbox.c.id).where(*_of_chat((sender.channel, sender.address)), outbox.c.message == message).limit(1)
    )
    for number, payload in rows if known is None else ():
        if has_press(payload, raw):
            await save_sent(conn, {number: message})
            return len(rows) - 1
    return len(rows)


def _of_chat(chat: tuple[str, str]) -> tuple[Any, Any]:
    return outbox.c.channel == chat[0], outbox.c.address == chat[1]


def _parcel(row: Any) -> Parcel:
    return Parcel(
        id=row.id,
        channel=row.channel,
        address=row.address,
        person=row.person_id,
        screen=screen_from_json(row.payload),
        care=Care(row.care),
        replaces=row.replaces,
        replaces_message=row.replaces_message,
        attempts=row.attempts,
        ambiguous=row.ambiguous,
        expires_at=row.expires_at,
    )
