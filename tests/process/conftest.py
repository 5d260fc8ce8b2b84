"""One nursery and one seeded database for all process tests; a house for each."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.process.bots import Nursery
from tests.process.house import House, open_house
from tests.process.seeding import make_template


@pytest.fixture(scope="session")
def nursery(template: Path) -> Iterator[Nursery]:
    nursery = Nursery(template)
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("process"))


@pytest.fixture
async def house(nursery: Nursery, template: Path, tmp_path: Path) -> AsyncIterator[House]:
    database = tmp_path / "kheten.db"
    shutil.copyfile(template, database)
    async with open_house(nursery, database) as opened:
        yield opened
