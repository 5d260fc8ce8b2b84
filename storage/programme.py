"""How the year runs, as coordinators have set it; what they never changed is not stored and follows the program."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.periods import Programme
from storage.tables import settings
from storage.upserts import insert_or_replace

KEY = "programme"


async def load_programme(conn: AsyncConnection) -> Programme:
    """Return the programme; a value this version does not know is left out."""
    stored: dict[str, Any] = await conn.scalar(select(settings.c.value).where(settings.c.key == KEY)) or {}
    known = {field.name: _read(stored[field.name]) for field in fields(Programme) if field.name in stored}
    return Programme(**known)


async def save_programme(conn: AsyncConnection, programme: Programme) -> None:
    """Store what differs from the program's own values."""
    usual = asdict(Programme())
    changed = {name: _written(value) for name, value in asdict(programme).items() if value != usual[name]}
    statement = insert_or_replace(conn, settings, ("key",), ("value",))
    await conn.execute(statement, {"key": KEY, "value": changed})


async def load_setting(conn: AsyncConnection, key: str) -> Any:
    """Return a stored value, None when there is none."""
    return await conn.scalar(select(settings.c.value).where(settings.c.key == key))


async def save_setting(conn: AsyncConnection, key: str, value: Any) -> None:
    """Store a value JSON can hold."""
    await conn.execute(insert_or_replace(conn, settings, ("key",), ("value",)), {"key": key, "value": value})


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, time) else value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return time.fromisoformat(value) if isinstance(value, str) else value
