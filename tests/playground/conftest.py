"""One fresh playground for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.playground.sim import Sim, open_playground


@pytest.fixture
async def sim() -> AsyncIterator[Sim]:
    async with open_playground() as opened:
        yield opened
