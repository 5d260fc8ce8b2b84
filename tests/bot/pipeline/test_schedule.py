"""What is due goes out once, however often the tick comes and wherever it is interrupted."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pipeline.schedule import Schedule
from core.messages import Care, Screen, Sender, Shown
from handlers.turn import Env
from storage.database import Database
from storage.schedule import DONE, Occurrence, add_occurrences, find_due_occurrences, save_state
from storage.tables import inbox
from tests.bot.house import NOON, FakeChannel, House


async def tick(conn: AsyncConnection, env: Env) -> tuple[Shown, ...]:
    """Send what is due and mark it done."""
    due = await find_due_occurrences(conn, env.now)
    await save_state(conn, [one.key for one in due], DONE)
    sender = Sender("fake", "1")
    return tuple(Shown(env.new_id(), Screen(one.kind), sender, care=Care.NOTICE, key=one.key) for one in due)


async def plan(database: Database, *kinds: str) -> None:
    async with database.writing() as conn:
        await add_occurrences(conn, [Occurrence(f"{kind}:1", kind, NOON + timedelta(days=1)) for kind in kinds])


def made(house: House, rule: object = tick) -> Schedule:
    return Schedule(house.database, rule, env_of=house.env, delivery=house.delivery)  # type: ignore[arg-type]


async def test_what_is_due_goes_out_once_however_often_it_ticks(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    schedule = made(house)
    await plan(database, "reminder", "digest")
    await house.start()
    await schedule.tick_now()
    await house.idle()
    assert channel.texts() == []
    house.clock.forward(86_400 * 3)
    await asyncio.gather(*(schedule.tick_now() for _ in range(5)))
    await house.idle()
    await house.stop()
    assert sorted(channel.texts()) == ["digest", "reminder"]


async def test_a_tick_that_fails_leaves_everything_to_the_next(database: Database, channel: FakeChannel) -> None:
    failures = [RuntimeError("bug")]

    async def failing(conn: AsyncConnection, env: Env) -> tuple[Shown, ...]:
        shown = await tick(conn, env)
        if failures:
            raise failures.pop()
        return shown

    house = House(database, channel)
    schedule = made(house, failing)
    await plan(database, "reminder")
    house.clock.forward(86_400)
    await house.start()
    with pytest.raises(RuntimeError):
        await schedule.tick_now()
    assert await house.rows("id") == []
    await schedule.tick_now()
    await house.idle()
    await house.stop()
    assert channel.texts() == ["reminder"]


async def test_it_ticks_by_itself_at_the_start_and_stops(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    schedule = made(house)
    await plan(database, "reminder")
    house.clock.forward(86_400)
    await house.start()
    await schedule.start()
    async with asyncio.timeout(5):
        while not schedule.is_idle():
            await asyncio.sleep(0.001)
    await house.idle()
    await schedule.stop()
    await house.stop()
    assert channel.texts() == ["reminder"]


async def test_once_a_day_what_was_kept_long_enough_is_dropped(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    schedule = made(house)
    await house.start()
    await house.say(1)
    await house.idle()
    for days in (0, 6, 3):
        await house.forward(86_400 * days)
        await schedule.tick_now()
        async with database.reading() as conn:
            left = (await conn.scalars(select(inbox.c.id))).all()
        assert left == ([1] if days != 3 else [])
    await house.stop()
