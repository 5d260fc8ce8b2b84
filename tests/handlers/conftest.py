"""A town to talk in: a migrated SQLite file with mediators and a coordinator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import databases
from tests.handlers.town import Town


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
async def town(template: Path, tmp_path: Path) -> AsyncIterator[Town]:
    database = await databases.open_copy(template, tmp_path)
    built = Town(database)
    await built.build()
    yield built
    await database.close()
