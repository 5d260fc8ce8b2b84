"""Roles people hold, each given by somebody, with a beginning and perhaps an end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people import Grant
from storage.tables import grants


async def add_grant(  # noqa: PLR0917 - a row's values in its order
    conn: AsyncConnection, number: int, person: int, grant: Grant, by: int | None, now: datetime
) -> None:
    """Give a role from now on, under a new id."""
    await conn.execute(
        insert(grants).values(
            id=number,
            person_id=person,
            role=grant.role.value,
            municipality=grant.municipality,
            granted_by=by,
            from_at=now,
        )
    )


async def end_grants(conn: AsyncConnection, person: int, grant: Grant, now: datetime) -> None:
    """Take a role away from now on."""
    same_place = (
        grants.c.municipality.is_(None) if grant.municipality is None else grants.c.municipality == grant.municipality
    )
    await conn.execute(
        update(grants)
        .where(grants.c.person_id == person, grants.c.role == grant.role.value, same_place, grants.c.until_at.is_(None))
        .values(until_at=now)
    )
