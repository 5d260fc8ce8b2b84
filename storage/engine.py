"""Open the database: SQLite by default, PostgreSQL by the same code.

SQLite commits with `synchronous=FULL`, because NORMAL may lose the last commits when the power fails; sharing commits
between waiting updates pays for it. Every write begins with `BEGIN IMMEDIATE`, so check-then-act cannot race.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import OperatorMustAct
from storage.connections import connect

BUSY_SECONDS = 10
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


def database_url(text: str) -> URL:
    """Return the address with our driver in it: `sqlite:///var/kheten.db`, `postgresql://…`; OperatorMustAct else."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise OperatorMustAct("the database address is not of the form sqlite:///FILE or postgresql://…") from None
    family = url.drivername.split("+")[0]
    if family not in DRIVERS:
        raise OperatorMustAct(f"a database of the kind {family!r} is not supported: use sqlite or postgresql")
    return url.set(drivername=DRIVERS[family])


def open_engine(url: str | URL, *, reading: bool = False) -> AsyncEngine:
    """Return an engine that connects at first use; a reading one of SQLite cannot write."""
    address = database_url(url) if isinstance(url, str) else url
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address, reading)
    return create_async_engine(address, pool_size=3, hide_parameters=True)


def sqlite_file(url: URL) -> Path | None:
    """Return the file of an SQLite database, None for other databases and for one in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _open_sqlite(url: URL, reading: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        async_creator=lambda: connect(str(url.database), isolation_level=None, timeout=BUSY_SECONDS),
        pool_size=4 if reading else 1,
        max_overflow=0,
        pool_reset_on_return=None,
        hide_parameters=True,  # what people wrote must not reach the log with an error
    )
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, "query_only=ON") if reading else PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine.sync_engine, "invalidate")
    def _let_go(connection: Any, _record: object, error: BaseException | None) -> None:
        # A task cancelled in the middle of a statement would otherwise keep the write lock until its traceback is gone.
        if error is not None:
            with suppress(SQLAlchemyError, sqlite3.Error):
                connection.rollback()

    return engine
