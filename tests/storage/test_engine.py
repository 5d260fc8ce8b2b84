"""The database is opened durably, once, and says in one line what is wrong."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import OperatorMustAct, StorageProblem
from storage.database import Database, open_database
from storage.migrations import upgrade
from storage.tables import people, settings


async def opened(folder: Path) -> Database:
    database = await open_database(f"sqlite:///{folder / 'kheten.db'}")
    await upgrade(database)
    return database


async def write(database: Database, *keys: str, value: str = "") -> None:
    """Write rows in one transaction."""
    async with database.writing() as conn:
        for key in keys:
            await conn.execute(insert(settings).values(key=key, value=value))


async def write_in_savepoint(conn: AsyncConnection, *keys: str) -> None:
    async with conn.begin_nested():
        for key in keys:
            await conn.execute(insert(settings).values(key=key, value=1))


async def fill_up(database: Database, written: list[str]) -> None:
    """Write until that is impossible, noting what is committed."""
    while True:
        await write(database, str(len(written)), value="x" * 1000)
        written.append("")


async def test_every_commit_is_synced_and_deleted_words_are_overwritten(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000, "secure_delete": 1}
    async with database.writing() as conn:
        found = {name: await conn.scalar(text(f"PRAGMA {name}")) for name in wanted}
    await database.close()
    assert found == wanted


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await write(database, "a", "b", "b")
    async with database.reading() as conn:
        assert (await conn.scalars(select(settings.c.key))).all() == []


async def test_a_savepoint_undoes_only_its_own(database: Database) -> None:
    async with database.writing() as conn:
        await conn.execute(insert(settings).values(key="a", value=1))
        await conn.execute(insert(settings).values(key="c", value=1))
        with pytest.raises(IntegrityError):
            await write_in_savepoint(conn, "b", "a")
    async with database.reading() as conn:
        assert (await conn.scalars(select(settings.c.key))).all() == ["a", "c"]


async def test_readers_cannot_write(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    with pytest.raises((StorageProblem, OperationalError)):
        async with database.reading() as conn:
            await conn.execute(insert(settings).values(key="a", value=1))
    await database.close()


async def test_check_then_act_of_many_tasks_does_not_race(database: Database) -> None:
    async with database.writing() as conn:
        await conn.execute(insert(settings).values(key="count", value=0))

    async def add() -> None:
        async with database.writing() as conn:
            value = await conn.scalar(select(settings.c.value))
            await asyncio.sleep(0)
            await conn.execute(settings.update().values(value=(value or 0) + 1))

    await asyncio.gather(*(add() for _ in range(50)))
    async with database.reading() as conn:
        assert await conn.scalar(select(settings.c.value)) == 50


async def test_a_cancelled_task_does_not_keep_the_database(tmp_path: Path) -> None:
    database = await opened(tmp_path)

    async def write_and_read(number: int) -> None:
        async with database.writing() as conn:
            await conn.execute(insert(settings).values(key=str(number), value=1))
            await conn.execute(select(settings.c.key))

    for number in range(60):
        task = asyncio.create_task(write_and_read(number))
        for _ in range(number):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(2):
            await write_and_read(number + 1000)
    async with database.reading() as conn:
        kept = set((await conn.scalars(select(settings.c.key))).all())
    await database.close()
    assert {str(number + 1000) for number in range(60)} <= kept


async def test_a_second_bot_is_refused_and_a_command_is_not(tmp_path: Path) -> None:
    first = await opened(tmp_path)
    with pytest.raises(OperatorMustAct, match="another bot is running"):
        await open_database(f"sqlite:///{tmp_path / 'kheten.db'}")
    command = await open_database(f"sqlite:///{tmp_path / 'kheten.db'}", alone=False)
    async with command.writing() as conn:
        await conn.execute(insert(settings).values(key="from the command line", value=1))
    await command.close()
    await first.close()
    third = await open_database(f"sqlite:///{tmp_path / 'kheten.db'}")
    await third.close()


async def test_a_second_bot_is_refused_on_postgresql(postgres: str | None) -> None:
    if postgres is None:
        pytest.skip("no PostgreSQL")
    first = await open_database(postgres)
    with pytest.raises(OperatorMustAct, match="another bot is running"):
        await open_database(postgres)
    await first.close()
    second = await open_database(postgres)
    await second.close()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite:////nowhere/at/all/x.db", "folder of the database does not exist"),
        ("mysql://x", "not supported"),
        ("kheten.db", "not of the form"),
        ("postgresql://127.0.0.1:1/x", "cannot be used"),
    ],
)
async def test_a_wrong_address_is_one_clear_line(address: str, words: str) -> None:
    with pytest.raises(OperatorMustAct, match=words) as caught:
        await open_database(address)
    assert "\n" not in str(caught.value)


async def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "kheten.db").write_text("hello " * 1000)
    with pytest.raises(OperatorMustAct, match="not a database"):
        await open_database(f"sqlite:///{tmp_path / 'kheten.db'}")


async def test_a_full_disk_loses_nothing_and_the_same_connection_goes_on(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    async with database.writer.connect() as conn:
        pages = await conn.scalar(text("PRAGMA page_count"))
        await conn.execute(text(f"PRAGMA max_page_count = {pages + 4}"))
    written: list[str] = []
    with pytest.raises(StorageProblem, match="disk is full"):
        await fill_up(database, written)
    async with database.reading() as conn:
        assert len((await conn.scalars(select(settings.c.key))).all()) == len(written) > 0
    async with database.writer.connect() as conn:
        await conn.execute(text("PRAGMA max_page_count = 100000"))
    async with database.writing() as conn:
        await conn.execute(insert(settings).values(key="after", value="x" * 1000))
    await database.close()


async def test_an_error_does_not_repeat_what_somebody_wrote(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        await write(database, "k", "k", value="secret words")
    assert "secret words" not in str(caught.value)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    from datetime import datetime

    async with database.reading() as conn:
        with pytest.raises(Exception, match="time zone"):
            await conn.execute(select(people.c.id).where(people.c.created_at < datetime(2026, 1, 1)))
