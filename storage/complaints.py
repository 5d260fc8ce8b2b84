"""Translate what a database complains about into who must act; a statement that is wrong stays what it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import StorageProblem

SQLITE_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the database cannot be written to (read-only)",
    sqlite3.SQLITE_IOERR: "the disk gives errors",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_BUSY: "another process holds the database",
    sqlite3.SQLITE_LOCKED: "another process holds the database",
    sqlite3.SQLITE_PERM: "the database file may not be used",
}
POSTGRES_CLASSES = {
    "08": "the connection to the database is gone",
    "28": "the database does not let us in",
    "3D": "the database does not exist",
    "53": "the database is out of room",
    "57": "the database is stopping",
    "58": "the disk of the database gives errors",
}
READ_ONLY_STATE = "25006"


def storage_problem(error: BaseException) -> StorageProblem | None:
    """Return the operator's problem behind an error, None when the error is not about the surroundings."""
    if isinstance(error, StorageProblem):
        return error
    words = _words(error)
    return None if words is None else StorageProblem(words)


@contextmanager
def storage_problems() -> Iterator[None]:
    """Raise StorageProblem instead of what the driver raises when nothing can be written at present."""
    try:
        yield
    except (DBAPIError, PoolTimeout, OSError) as error:
        problem = storage_problem(error)
        if problem is None:
            raise
        raise problem from error


def _words(error: BaseException) -> str | None:
    if isinstance(error, PoolTimeout):
        return "no connection to the database is free"
    if isinstance(error, OSError):
        return f"the database cannot be reached ({type(error).__name__})"
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE_WORDS.get(code & 0xFF)
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state == READ_ONLY_STATE:
        return "the database cannot be written to (read-only)"
    if error.connection_invalidated:
        return "the connection to the database is gone"
    return POSTGRES_CLASSES.get(state[:2])
