"""Unfinished questionnaires: one row for each person, form, municipality and period; a revision only grows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.drafts import Draft, OpenDraft
from storage.situations import draft_row, save_drafts
from storage.tables import drafts

ADD = insert(drafts)
BY_ID = select(drafts).where(drafts.c.id == bindparam("of_id"))
OWN = select(drafts).where(
    drafts.c.person_id == bindparam("of_person"),
    drafts.c.form_id == bindparam("of_form"),
    drafts.c.municipality == bindparam("of_place"),
    drafts.c.period == bindparam("of_period"),
)


async def add_draft(conn: AsyncConnection, kept: OpenDraft, now: datetime) -> None:
    """Begin a form; the database refuses a second one for the same person, form, municipality and period."""
    await conn.execute(ADD, draft_row(kept, now))


async def save_draft(conn: AsyncConnection, kept: OpenDraft, now: datetime) -> None:
    """Store a draft; one stored with the same or a later revision stays as it is."""
    await save_drafts(conn, [kept], now)


async def load_draft(conn: AsyncConnection, number: int) -> OpenDraft | None:
    """Return a draft by its id."""
    return _draft((await conn.execute(BY_ID, {"of_id": number})).one_or_none())


async def load_own_draft(
    conn: AsyncConnection, person: int, form: str, municipality: str, period: str
) -> OpenDraft | None:
    """Return the person's draft of any version of a form, for one municipality and period."""
    values = {"of_person": person, "of_form": form, "of_place": municipality, "of_period": period}
    return _draft((await conn.execute(OWN, values)).one_or_none())


async def find_own_drafts(conn: AsyncConnection, person: int) -> list[OpenDraft]:
    """Return everything the person has begun, the newest period first."""
    statement = select(drafts).where(drafts.c.person_id == person).order_by(drafts.c.period.desc(), drafts.c.id)
    return [kept for kept in map(_draft, (await conn.execute(statement)).all()) if kept is not None]


async def delete_draft(conn: AsyncConnection, number: int) -> None:
    """Forget a draft."""
    await conn.execute(delete(drafts).where(drafts.c.id == number))


def _draft(row: Any) -> OpenDraft | None:
    if row is None:
        return None
    draft = Draft.from_json({**row.state, "revision": row.revision})
    return OpenDraft(row.id, row.person_id, (row.form_id, row.form_version), row.municipality, row.period, draft)
