"""Due days a coordinator has moved for one person, municipality and period."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import extensions
from storage.upserts import insert_or_replace

DUE = select(extensions.c.due).where(
    extensions.c.person_id == bindparam("of_person"),
    extensions.c.municipality == bindparam("of_place"),
    extensions.c.period == bindparam("of_period"),
)


async def load_extension(conn: AsyncConnection, person: int, municipality: str, period: str) -> date | None:
    """Return the due day given to this person instead of the common one."""
    due: date | None = await conn.scalar(DUE, {"of_person": person, "of_place": municipality, "of_period": period})
    return due


async def save_extension(
    conn: AsyncConnection, person: int, municipality: str, period: str, *, due: date, by: int | None
) -> None:
    """Give a person another due day; the last one given counts."""
    key = ("person_id", "municipality", "period")
    values = {"person_id": person, "municipality": municipality, "period": period, "due": due, "by": by}
    await conn.execute(insert_or_replace(conn, extensions, key, ("due", "by")), values)
