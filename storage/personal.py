"""Everything about one person: to be shown to them, and to be deleted.

Both are made from the tables themselves, so that a table that comes later is shown and emptied too: by its column
`person_id`, or by the person's address.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import WIPE_LOG
from storage.reduction import reduce_reports
from storage.tables import extensions, grants, inbox, invitations, metadata, people, returned_questions, submissions

NOBODY = 0


def personal_tables() -> list[Table]:
    """Return the tables that are about people: those whose columns say why they are kept."""
    return [table for table in metadata.sorted_tables if any(column.info.get("purpose") for column in table.columns)]


async def find_personal_data(conn: AsyncConnection, person: int) -> dict[str, list[dict[str, Any]]]:
    """Return every stored row about the person by table, as JSON values; sealed files by their size only."""
    address = await _address(conn, person)
    found = {}
    for table in personal_tables():
        rows = (await conn.execute(select(table).where(about(table, person, address)))).mappings().all()
        if rows:
            found[table.name] = [{name: _shown(value) for name, value in row.items()} for row in rows]
    return found


async def erase_person(conn: AsyncConnection, person: int, now: datetime) -> None:
    """Delete everything about the person; of their reports only numbers and choices stay, without their name.

    The log of the database is emptied after the caller's commit.
    """
    address = await _address(conn, person)
    sent = select(submissions).where(submissions.c.person_id == person)
    await reduce_reports(conn, (await conn.execute(sent)).all())
    await _forget_deeds(conn, person)
    for table in reversed(personal_tables()):
        if table not in (people, submissions, invitations):
            await conn.execute(delete(table).where(about(table, person, address)))
    await conn.execute(delete(people).where(people.c.id == person))
    conn.info[WIPE_LOG] = True


def about(table: Table, person: int, address: tuple[str, str]) -> ColumnElement[bool]:
    """Return the condition for a table's rows about the person."""
    columns = table.columns
    if table is people:
        return people.c.id == person
    if table is invitations:
        return or_(invitations.c.used_by == person, invitations.c.invited_by == person)
    if table is inbox:
        return (inbox.c.channel == address[0]) & (inbox.c.chat == address[1])
    conditions: list[ColumnElement[bool]] = []
    if "person_id" in columns:
        conditions.append(columns["person_id"] == person)
    if "address" in columns:
        conditions.append((columns["channel"] == address[0]) & (columns["address"] == address[1]))
    return or_(*conditions)


async def _address(conn: AsyncConnection, person: int) -> tuple[str, str]:
    row = (await conn.execute(select(people.c.channel, people.c.address).where(people.c.id == person))).one_or_none()
    return ("", "") if row is None else (row.channel, row.address)


async def _forget_deeds(conn: AsyncConnection, person: int) -> None:
    """Take the person's number off what they did to others' records."""
    for column in (grants.c.granted_by, extensions.c.by, invitations.c.invited_by, invitations.c.used_by):
        await conn.execute(update(column.table).where(column == person).values({column: None}))
    by = returned_questions.c.by
    await conn.execute(update(returned_questions).where(by == person).values({by: NOBODY}))


def _shown(value: object) -> object:
    if isinstance(value, bytes):
        return f"{len(value)} bytes, encrypted"
    return value.isoformat() if isinstance(value, date) else value
