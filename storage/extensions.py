"""Due days a coordinator has moved for one person, municipality and period."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import extensions
from storage.upserts import insert_or_replace


async def load_extension(conn: AsyncConnection, person: int, municipality: str, period: str) -> date | None:
    """Return the due day given to this person instead of the common one."""
    due: date | None = await conn.scalar(
        select(extensions.c.due).where(
            extensions.c.person_id == person,
            extensions.c.municipality == municipality,
            extensions.c.period == period,
        )
    )
    return due


async def save_extension(
    conn: AsyncConnection, person: int, municipality: str, period: str, *, due: date, by: int | None
) -> None:
    """Give a person another due day; the last one given counts."""
    key = ("person_id", "municipality", "period")
    values = {"person_id": person, "municipality": municipality, "period": period, "due": due, "by": by}
    await conn.execute(insert_or_replace(conn, extensions, key, ("due", "by")), values)
