"""Municipalities that take part, each from one day to another; never an enum, because every round has others."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.periods import RIGA
from storage.tables import municipalities
from storage.upserts import insert_or_ignore, insert_or_replace


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and when it takes part; `until_day` is the last day, None while it goes on."""

    code: str
    name: str
    from_day: date
    until_day: date | None = None


COLUMNS = (
    municipalities.c.code,
    municipalities.c.name,
    municipalities.c.from_day,
    municipalities.c.until_day,
)


async def add_municipality(conn: AsyncConnection, municipality: Municipality) -> None:
    """Add a municipality unless there is one with that code."""
    await conn.execute(insert_or_ignore(conn, municipalities), asdict(municipality))


async def save_municipality(conn: AsyncConnection, municipality: Municipality) -> None:
    """Add a municipality, or change the one with that code."""
    changed = ("name", "from_day", "until_day")
    await conn.execute(insert_or_replace(conn, municipalities, ("code",), changed), asdict(municipality))


async def find_municipalities(conn: AsyncConnection, now: datetime) -> list[Municipality]:
    """Return who takes part on that day in Riga, by name."""
    today = now.astimezone(RIGA).date()
    statement = select(*COLUMNS).where(
        municipalities.c.from_day <= today,
        or_(municipalities.c.until_day.is_(None), municipalities.c.until_day >= today),
    )
    return [Municipality(*row) for row in (await conn.execute(statement.order_by(municipalities.c.name))).all()]


async def find_all_municipalities(conn: AsyncConnection) -> list[Municipality]:
    """Return everyone that takes part or ever did, by name."""
    rows = (await conn.execute(select(*COLUMNS).order_by(municipalities.c.name))).all()
    return [Municipality(*row) for row in rows]
