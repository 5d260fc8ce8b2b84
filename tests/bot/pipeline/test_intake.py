"""Whatever comes in is on the disk before it is acknowledged, and nothing that comes in can stop it."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.pipeline.intake import Intake, row_of
from core.errors import StorageProblem
from storage.database import Database
from tests.bot.house import NOON, FakeChannel, House


async def test_an_update_is_on_the_disk_when_take_returns(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    await house.say(7, "ж" * 3)
    assert await house.received("id", "chat", "state") == [(7, "1", "new")]


async def test_calls_that_come_together_share_a_commit(database: Database, channel: FakeChannel) -> None:
    woken: list[int] = []
    intake = Intake(database, lambda: NOON, lambda: woken.append(1))
    await asyncio.gather(*(intake.take(channel, [{"id": number, "chat": "1", "text": ""}]) for number in range(50)))
    assert len(await House(database, channel).received("id")) == 50
    assert len(woken) <= 3


async def test_an_update_without_a_number_is_set_aside_once(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    for _ in range(2):
        await house.intake.take(channel, [{"chat": "1", "text": "a"}, {"id": 1, "chat": "1", "text": "b"}])
    rows = await house.received("id", "state", "error")
    assert rows[0][0] < 0
    assert [row[1:] for row in rows] == [("quarantined", "no number (KeyError)"), ("new", None)]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(), st.binary(), st.none())))
def test_nothing_an_update_contains_stops_the_intake(payload: dict[str, object]) -> None:
    row = row_of(FakeChannel(), payload, NOON)
    assert row["state"] == "quarantined"
    assert -(2**63) < row["id"] < 2**63


@pytest.mark.parametrize("number", [-1, 2**63, "x", None, 1.5e400])
def test_a_number_that_is_none_sets_the_update_aside(number: object) -> None:
    row = row_of(FakeChannel(), {"id": number, "chat": "1", "text": "a"}, NOON)
    assert row["state"] == "quarantined"


async def test_when_the_disk_is_full_nothing_is_acknowledged_and_later_all_is_taken(
    database: Database, channel: FakeChannel
) -> None:
    house = House(database, channel)
    async with database.writer.connect() as conn:
        pages = await conn.scalar(text("PRAGMA page_count"))
        await conn.execute(text(f"PRAGMA max_page_count = {pages}"))
    updates = [{"id": number, "chat": "1", "text": "x" * 4000} for number in range(50)]
    with pytest.raises(StorageProblem, match="disk is full"):
        await house.intake.take(channel, updates)
    assert await house.received("id") == []
    async with database.writer.connect() as conn:
        await conn.execute(text("PRAGMA max_page_count = 1000000"))
    await house.intake.take(channel, updates)
    assert len(await house.received("id")) == 50
