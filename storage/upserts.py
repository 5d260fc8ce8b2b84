"""The one statement SQLAlchemy spells differently for each database: insert, unless it is there already."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_or_ignore(conn: AsyncConnection, table: Table) -> Insert:
    """Return an insert that leaves a row with the same key as it is."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - imported only where it is used

    return postgresql.insert(table).on_conflict_do_nothing()


def insert_or_replace(
    conn: AsyncConnection, table: Table, key: Iterable[str], changed: Iterable[str], *, growing: str | None = None
) -> Insert:
    """Return an insert that changes these columns of a row with the same key, only where `growing` grows."""
    if conn.dialect.name == "sqlite":
        insert = sqlite.insert(table)
        grows = None if growing is None else table.c[growing] < insert.excluded[growing]
        values = {name: insert.excluded[name] for name in changed}
        return insert.on_conflict_do_update(index_elements=list(key), set_=values, where=grows)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - imported only where it is used

    other = postgresql.insert(table)
    grows = None if growing is None else table.c[growing] < other.excluded[growing]
    values = {name: other.excluded[name] for name in changed}
    return other.on_conflict_do_update(index_elements=list(key), set_=values, where=grows)
