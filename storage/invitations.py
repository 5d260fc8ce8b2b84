"""One-time links that give a role; only the hash of the code is stored, so that the table opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people import Role
from storage.tables import invitations


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link grants, until when, and who has used it."""

    code_hash: str
    role: Role
    municipality: str | None
    invited_by: int | None
    created_at: datetime
    expires_at: datetime
    used_by: int | None = None
    used_at: datetime | None = None


async def add_invitation(conn: AsyncConnection, invitation: Invitation) -> None:
    """Keep a new invitation."""
    await conn.execute(
        insert(invitations).values(
            code_hash=invitation.code_hash,
            role=invitation.role.value,
            municipality=invitation.municipality,
            invited_by=invitation.invited_by,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )
    )


async def load_invitation(conn: AsyncConnection, code_hash: str) -> Invitation | None:
    """Return the invitation of a code, used or not."""
    row = (await conn.execute(select(invitations).where(invitations.c.code_hash == code_hash))).one_or_none()
    if row is None:
        return None
    return Invitation(
        row.code_hash,
        Role(row.role),
        row.municipality,
        row.invited_by,
        row.created_at,
        row.expires_at,
        row.used_by,
        row.used_at,
    )


async def use_invitation(conn: AsyncConnection, code_hash: str, person: int, now: datetime) -> bool:
    """Use an invitation up for this person; False when it was used before or is too old."""
    statement = (
        update(invitations)
        .where(invitations.c.code_hash == code_hash, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
        .values(used_by=person, used_at=now)
    )
    return (await conn.execute(statement)).rowcount == 1
