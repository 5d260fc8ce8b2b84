"""Everything about the senders of a batch, loaded with one statement each and saved with one each.

This is the questionnaire's hot path: statements are built once, and none is sent for each person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Conversation, Situation, Stranger
from core.drafts import Draft, OpenDraft
from core.messages import Sender
from core.people import Grant, Person, Role
from storage.tables import conversations, drafts, grants, people, strangers
from storage.upserts import insert_or_replace

Address = tuple[str, str]
"""A channel's name and the address in it."""

SITUATIONS = (
    select(
        people.c.id,
        people.c.channel,
        people.c.address,
        people.c.name,
        people.c.language,
        people.c.consent_version,
        people.c.reachable,
        people.c.paused_until,
        people.c.wrote_at,
        conversations.c.kind,
        conversations.c.state,
        conversations.c.draft_id,
        conversations.c.prompt,
        drafts.c.form_id,
        drafts.c.form_version,
        drafts.c.municipality,
        drafts.c.period,
        drafts.c.state,
        drafts.c.revision,
    )
    .join_from(people, conversations, conversations.c.person_id == people.c.id, isouter=True)
    .join(drafts, drafts.c.id == conversations.c.draft_id, isouter=True)
    .where(people.c.channel == bindparam("of_channel"), people.c.address.in_(bindparam("addresses", expanding=True)))
)
GRANTS = (
    select(grants.c.person_id, grants.c.role, grants.c.municipality)
    .where(
        grants.c.person_id.in_(bindparam("ids", expanding=True)),
        grants.c.from_at <= bindparam("now"),
        or_(grants.c.until_at.is_(None), grants.c.until_at > bindparam("now")),
    )
    .order_by(grants.c.id)
)
STRANGERS = select(strangers.c.channel, strangers.c.address, strangers.c.language, strangers.c.argument).where(
    strangers.c.channel == bindparam("of_channel"), strangers.c.address.in_(bindparam("addresses", expanding=True))
)
WROTE = (
    update(people)
    .where(people.c.id == bindparam("of_id"))
    .values(wrote_at=bindparam("at"), reachable=bindparam("can_be_reached"))
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A person did something just now; `reachable` is False when what they did was to leave."""

    person: int
    reachable: bool


async def load_situations(conn: AsyncConnection, senders: Iterable[Sender], now: datetime) -> dict[Address, Situation]:
    """Return where each sender stands; who is not known gets what was kept of a stranger."""
    found: dict[Address, Situation] = {}
    for channel, addresses in _by_channel(senders).items():
        rows = (await conn.execute(SITUATIONS, {"of_channel": channel, "addresses": addresses})).all()
        held = await load_grants(conn, [row[0] for row in rows], now)
        for row in rows:
            found[channel, row[2]] = _situation(tuple(row), held.get(row[0], ()))
        unknown = [address for address in addresses if (channel, address) not in found]
        if unknown:
            await _add_strangers(conn, channel, unknown, found)
    return found


async def load_grants(conn: AsyncConnection, ids: list[int], now: datetime) -> dict[int, tuple[Grant, ...]]:
    """Return the roles each person holds at that moment, the oldest grant first."""
    held: dict[int, tuple[Grant, ...]] = {}
    if ids:
        for person, role, municipality in (await conn.execute(GRANTS, {"ids": ids, "now": now})).all():
            held[person] = (*held.get(person, ()), Grant(Role(role), municipality))
    return held


async def save_conversations(conn: AsyncConnection, changed: Mapping[int, Conversation]) -> None:
    """Store where people (by id) stand now."""
    rows = [
        {"person_id": person, "kind": one.kind, "state": dict(one.state), "draft_id": one.draft, "prompt": one.prompt}
        for person, one in changed.items()
    ]
    if rows:
        statement = insert_or_replace(conn, conversations, ("person_id",), ("kind", "state", "draft_id", "prompt"))
        await conn.execute(statement, rows)


async def save_drafts(conn: AsyncConnection, changed: Iterable[OpenDraft], now: datetime) -> None:
    """Store drafts, new or known; a stored one with the same or a later revision stays as it is."""
    rows = [draft_row(one, now) for one in changed]
    if rows:
        columns = ("form_version", "state", "revision", "updated_at")
        await conn.execute(insert_or_replace(conn, drafts, ("id",), columns, growing="revision"), rows)


async def save_seen(conn: AsyncConnection, seen: Iterable[Seen], now: datetime) -> None:
    """Store that people did something just now, which also tells whether they can be reached."""
    rows = [{"of_id": one.person, "at": now, "can_be_reached": one.reachable} for one in seen]
    if rows:
        await conn.execute(WROTE, rows)


def person_of(row: Sequence[Any], held: tuple[Grant, ...]) -> Person:
    """Return the person of the first nine columns selected here."""
    number, channel, address, name, language, consent, reachable, paused, wrote = row
    return Person(number, channel, address, name, language, consent, reachable, paused, wrote, held)


def _by_channel(senders: Iterable[Sender]) -> dict[str, list[str]]:
    channels: dict[str, dict[str, None]] = {}
    for sender in senders:
        channels.setdefault(sender.channel, {})[sender.address] = None
    return {channel: list(addresses) for channel, addresses in channels.items()}


async def _add_strangers(
    conn: AsyncConnection, channel: str, unknown: list[str], found: dict[Address, Situation]
) -> None:
    for row in (await conn.execute(STRANGERS, {"of_channel": channel, "addresses": unknown})).all():
        found[row[0], row[1]] = Situation(stranger=Stranger(row[2], row[3]))
    for address in unknown:
        found.setdefault((channel, address), Situation())


def _situation(row: tuple[Any, ...], held: tuple[Grant, ...]) -> Situation:
    (kind, state, draft_id, prompt), opened = row[9:13], row[13:19]
    person = person_of(row[:9], held)
    conversation = Conversation() if kind is None else Conversation(kind, state, draft_id, prompt)
    if opened[0] is None:
        return Situation(person, conversation)
    form_id, form_version, municipality, period, answers, revision = opened
    draft = Draft.from_json({**answers, "revision": revision})
    return Situation(
        person, conversation, OpenDraft(draft_id, person.id, (form_id, form_version), municipality, period, draft)
    )


def draft_row(one: OpenDraft, now: datetime) -> dict[str, Any]:
    """Return the row of a draft."""
    return {
        "id": one.id,
        "person_id": one.person,
        "form_id": one.form[0],
        "form_version": one.form[1],
        "municipality": one.municipality,
        "period": one.period,
        "state": one.draft.to_json(),
        "revision": one.draft.revision,
        "updated_at": now,
    }
