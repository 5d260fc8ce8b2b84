"""Who the bot knows, and what each agreed to; a person exists from the moment of consent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people import Person, Role
from storage.situations import load_grants, person_of
from storage.tables import consents, grants, people

PERSON = select(
    people.c.id,
    people.c.channel,
    people.c.address,
    people.c.name,
    people.c.language,
    people.c.consent_version,
    people.c.reachable,
    people.c.paused_until,
    people.c.wrote_at,
)


async def add_person(conn: AsyncConnection, person: Person, now: datetime) -> None:
    """Store somebody who has just agreed to be known; their grants are stored by `storage.grants`."""
    await conn.execute(
        insert(people).values(
            id=person.id,
            channel=person.channel,
            address=person.address,
            name=clean(person.name, 200),
            language=person.language,
            consent_version=person.consent_version,
            reachable=person.reachable,
            paused_until=person.paused_until,
            wrote_at=person.wrote_at or now,
            created_at=now,
        )
    )


async def load_person(conn: AsyncConnection, number: int, now: datetime) -> Person | None:
    """Return somebody with the roles they hold now."""
    found = await find_people(conn, [number], now)
    return found[0] if found else None


async def load_person_at(conn: AsyncConnection, channel: str, address: str, now: datetime) -> Person | None:
    """Return who writes from that address."""
    number = await conn.scalar(select(people.c.id).where(people.c.channel == channel, people.c.address == address))
    return None if number is None else await load_person(conn, number, now)


async def find_people(conn: AsyncConnection, numbers: Collection[int], now: datetime) -> list[Person]:
    """Return these people with the roles they hold now, in the order of their ids."""
    rows = (await conn.execute(PERSON.where(people.c.id.in_(numbers)).order_by(people.c.id))).all()
    held = await load_grants(conn, [row.id for row in rows], now)
    return [person_of(tuple(row), held.get(row.id, ())) for row in rows]


async def find_holders(conn: AsyncConnection, role: Role, now: datetime) -> list[Person]:
    """Return everybody who holds the role now."""
    holding = (
        select(grants.c.person_id)
        .where(grants.c.role == role, grants.c.from_at <= now)
        .where(grants.c.until_at.is_(None) | (grants.c.until_at > now))
    )
    numbers = (await conn.scalars(holding.distinct())).all()
    return await find_people(conn, numbers, now)


async def save_language(conn: AsyncConnection, person: int, language: str) -> None:
    """Store the language the person chose."""
    await conn.execute(update(people).where(people.c.id == person).values(language=language))


async def save_pause(conn: AsyncConnection, person: int, until: date | None) -> None:
    """Store until when (inclusive) the person wants no reminders; None ends the pause."""
    await conn.execute(update(people).where(people.c.id == person).values(paused_until=until))


async def save_unreachable(conn: AsyncConnection, chat: tuple[str, str]) -> None:
    """Store that nothing can be sent to that address until the person writes again."""
    channel, address = chat
    await conn.execute(
        update(people).where(people.c.channel == channel, people.c.address == address).values(reachable=False)
    )


async def add_consent(  # noqa: PLR0917 - a row's values in its order
    conn: AsyncConnection,
    number: int,
    person: int,
    purpose: str,
    version: str,
    language: str,
    action: str,
    at: datetime,
) -> None:
    """Record under a new id what was agreed to (action `given`) or withdrawn; for the bot itself on the person too."""
    values = {"purpose": purpose, "version": version, "language": language, "action": action, "at": at}
    await conn.execute(insert(consents).values(id=number, person_id=person, **values))
    if purpose == "bot":
        kept = version if action == "given" else None
        await conn.execute(update(people).where(people.c.id == person).values(consent_version=kept))


def clean(text: str, longest: int) -> str:
    """Return text that fits its column; PostgreSQL refuses what is too long and the character NUL."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:longest]
