"""The database as everybody else sees it: `writing()` and `reading()`, each one transaction.

All writes of the process go one after the other through one connection behind a lock; SQLite allows no more, and what
waits meanwhile is written together afterwards. Only the running bot holds the database for itself; commands do not.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import OperatorMustAct
from storage.complaints import storage_problem, storage_problems
from storage.engine import database_url, open_engine, sqlite_file

ADVISORY_LOCK = 5_172_026
WIPE_LOG = "wipe_log"
"""Set in a connection's `info`, it empties SQLite's log after the commit, where what was deleted could be read."""


class Database:
    """One opened database; made by `open_database`."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, lock_file: int | None = None) -> None:
        self.writer = writer
        self._reader = reader
        self._lock_file = lock_file
        self._holder: AsyncConnection | None = None
        self._turn = asyncio.Lock()

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give the one writing transaction; commits at the end, rolls back on any error; StorageProblem."""
        async with self._turn:
            with storage_problems():
                async with self.writer.begin() as conn:
                    info = conn.info
                    yield conn
                if info.pop(WIPE_LOG, False):
                    await self._empty_log()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that sees one moment and writes nothing; StorageProblem."""
        with storage_problems():
            async with self._reader.begin() as conn:
                yield conn

    async def checkpoint(self) -> None:
        """Fold SQLite's log into its file and empty it, so that nothing erased stays behind in it."""
        async with self._turn:
            with storage_problems():
                await self._empty_log()

    async def _empty_log(self) -> None:
        if not self.is_sqlite:
            return
        async with self._reader.connect() as conn:
            driver = (await conn.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def hold(self) -> None:
        """Keep a second bot away from a PostgreSQL database for as long as this one runs; OperatorMustAct."""
        self._holder = await self._reader.connect()
        mine = await self._holder.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        await self._holder.commit()
        if not mine:
            await self.close()
            raise OperatorMustAct("another bot is running on this database; stop it first")

    async def close(self) -> None:
        """Close every connection and let the next process in."""
        if self._holder is not None:
            await self._holder.invalidate()
            await self._holder.close()
            self._holder = None
        await self.writer.dispose()
        await self._reader.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


async def open_database(address: str, *, alone: bool = True) -> Database:
    """Open the database and try it; `alone` refuses a second bot. OperatorMustAct says in one line what is wrong."""
    url = database_url(address)
    path = sqlite_file(url)
    if path is not None and not path.parent.is_dir():
        raise OperatorMustAct(f"the folder of the database does not exist: {path.parent}")
    lock_file = _lock(path) if path is not None and alone else None
    reader = open_engine(url, reading=True)
    database = Database(open_engine(url), reader, lock_file)
    try:
        async with database.writing() as conn:
            await conn.execute(text("SELECT 1"))
        if alone and not database.is_sqlite:
            await database.hold()
    except BaseException as error:
        await database.close()
        problem = storage_problem(error)
        if problem is None:
            raise
        raise OperatorMustAct(f"the database cannot be used: {problem}") from error
    return database


def _lock(path: Path) -> int:
    """Hold a file beside the database; the system lets go of it however this process ends."""
    import fcntl  # noqa: PLC0415 - only where SQLite is used, and not on every system

    beside = path.with_name(path.name + ".lock")
    try:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OperatorMustAct(f"the folder of the database cannot be written to: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise OperatorMustAct(f"another bot is running on {path}; stop it first") from None
    return handle
