"""The tables a migrated database has are the tables the program expects."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from core.errors import OperatorMustAct
from storage.database import Database, open_database
from storage.migrations import FOLDER, HEAD, load_version, upgrade
from storage.tables import metadata


def drift(connection: Connection) -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


async def test_migrated_tables_are_the_programs_tables(database: Database) -> None:
    async with database.writing() as conn:
        assert await conn.run_sync(drift) == []
        assert await load_version(conn) == HEAD


async def test_a_column_more_would_be_noticed(database: Database) -> None:
    """Negative control of the comparison above."""
    async with database.writing() as conn:
        await conn.execute(text("ALTER TABLE settings ADD COLUMN surplus INTEGER"))
        assert len(await conn.run_sync(drift)) == 1
        await conn.execute(text("ALTER TABLE settings DROP COLUMN surplus"))


async def test_indexes_and_checks_are_there(database: Database) -> None:
    def find(connection: Connection) -> tuple[set[str | None], set[str | None]]:
        found = inspect(connection)
        indexes = {index["name"] for table in metadata.tables for index in found.get_indexes(table)}
        checks = {check["name"] for check in found.get_check_constraints("outbox")}
        return indexes, checks

    async with database.reading() as conn:
        indexes, checks = await conn.run_sync(find)
    assert {index.name for table in metadata.sorted_tables for index in table.indexes} <= indexes
    assert "ck_outbox_known_state" in checks


async def test_an_upgrade_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    for expected in (True, False):
        database = await open_database(f"sqlite:///{tmp_path / 'new.db'}")
        assert await upgrade(database) is expected
        await database.close()


async def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    async with database.writing() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OperatorMustAct, match="newer"):
        await upgrade(database)
    async with database.writing() as conn:
        await conn.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))


def test_the_newest_migration_is_the_one_the_start_looks_for() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_import_nothing_of_ours() -> None:
    ours = ("storage", "core", "handlers", "bot")
    lines = [line for path in (FOLDER / "versions").glob("*.py") for line in path.read_text().splitlines()]
    assert [
        line for line in lines if line.startswith(tuple(f"{word} {one}" for word in ("from", "import") for one in ours))
    ] == []
