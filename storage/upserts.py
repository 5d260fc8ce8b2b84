"""The one statement SQLAlchemy spells differently for each database: insert, unless it is there already.

Each is built once: building one takes longer than running it.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_or_ignore(conn: AsyncConnection, table: Table) -> Insert:
    """Return an insert that leaves a row with the same key as it is."""
    return _ignoring(conn.dialect.name, table)


@lru_cache(maxsize=64)
def _ignoring(dialect: str, table: Table) -> Insert:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - imported only where it is used

    return postgresql.insert(table).on_conflict_do_nothing()


def insert_or_replace(
    conn: AsyncConnection, table: Table, key: tuple[str, ...], changed: tuple[str, ...], *, growing: str | None = None
) -> Insert:
    """Return an insert that changes these columns of a row with the same key, only where `growing` grows."""
    return _replacing(conn.dialect.name, table, key, changed, growing)


@lru_cache(maxsize=64)
def _replacing(
    dialect: str, table: Table, key: tuple[str, ...], changed: tuple[str, ...], growing: str | None
) -> Insert:
    if dialect == "sqlite":
        insert = sqlite.insert(table)
        grows = None if growing is None else table.c[growing] < insert.excluded[growing]
        values = {name: insert.excluded[name] for name in changed}
        return insert.on_conflict_do_update(index_elements=list(key), set_=values, where=grows)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - imported only where it is used

    other = postgresql.insert(table)
    grows = None if growing is None else table.c[growing] < other.excluded[growing]
    values = {name: other.excluded[name] for name in changed}
    return other.on_conflict_do_update(index_elements=list(key), set_=values, where=grows)
