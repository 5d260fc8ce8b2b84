"""Files people sent: wanted until fetched from the channel, then kept sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.messages import FileSent
from storage.people import clean
from storage.tables import files, people

WANTED, STORED, FAILED = "wanted", "stored", "failed"


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file still to be fetched; `attempts` counts what failed."""

    id: int
    person: int
    channel: str
    address: str
    ref: str
    attempts: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is kept; `sealed` is None while it is wanted and when it could not be fetched."""

    id: int
    person: int
    kind: str
    mime: str
    duration: int | None
    state: str
    sealed: bytes | None


async def add_file(conn: AsyncConnection, number: int, person: int, file: FileSent, now: datetime) -> None:
    """Note that a file is to be fetched."""
    await conn.execute(
        insert(files).values(
            id=number,
            person_id=person,
            kind=file.kind.value,
            mime=clean(file.mime, 100),
            channel_ref=file.ref,
            size=file.size,
            duration=file.duration,
            state=WANTED,
            attempts=0,
            not_before=now,
            created_at=now,
        )
    )


async def find_wanted_files(conn: AsyncConnection, now: datetime, limit: int = 8) -> list[WantedFile]:
    """Return files that may be fetched now, the oldest first."""
    statement = (
        select(files.c.id, files.c.person_id, people.c.channel, people.c.address, files.c.channel_ref, files.c.attempts)
        .join_from(files, people, people.c.id == files.c.person_id)
        .where(files.c.state == WANTED, or_(files.c.not_before.is_(None), files.c.not_before <= now))
        .order_by(files.c.id)
        .limit(limit)
    )
    return [WantedFile(*row) for row in (await conn.execute(statement)).all()]


async def load_file(conn: AsyncConnection, number: int) -> StoredFile | None:
    """Return a file as it is kept."""
    row = (
        await conn.execute(
            select(
                files.c.id,
                files.c.person_id,
                files.c.kind,
                files.c.mime,
                files.c.duration,
                files.c.state,
                files.c.sealed,
            ).where(files.c.id == number)
        )
    ).one_or_none()
    return None if row is None else StoredFile(*row)


async def save_stored(conn: AsyncConnection, number: int, sealed: bytes, size: int) -> None:
    """Keep a fetched file, sealed; `size` is that of its content."""
    await conn.execute(update(files).where(files.c.id == number).values(state=STORED, sealed=sealed, size=size))


async def save_failed(conn: AsyncConnection, number: int, attempts: int, again: datetime | None) -> None:
    """Count a failed attempt; without a moment to try again the file is given up."""
    values = {"attempts": attempts, "not_before": again, "state": WANTED if again else FAILED}
    await conn.execute(update(files).where(files.c.id == number).values(**values))
