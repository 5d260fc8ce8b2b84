"""A database of its own for each test, copied from a migrated one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from storage.database import Database
from tests import databases
from tests.bot.house import FakeChannel


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
async def database(template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await databases.open_copy(template, tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Keep tracebacks of faults made on purpose short."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
