"""SIGTERM while updates pour in: the bot is gone within five seconds and nobody notices but for the pause."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.process.house import House
from tests.process.mediators import UPDATES, Mediator, expected_report

pytestmark = pytest.mark.process

STOPS = 3
PEOPLE = 8
SECONDS = 5.0


async def test_stopping_in_the_middle_loses_nothing_and_doubles_nothing(house: House) -> None:
    people = [Mediator(house, number, patience=30.0) for number in range(PEOPLE)]
    reports = [asyncio.create_task(person.fill_in()) for person in people]
    unfinished = 0
    for _ in range(STOPS):
        async with house.bot() as bot:
            await asyncio.sleep(0.1)
            unfinished += house.created() > len(house.rows("SELECT id FROM inbox WHERE state = 'done'"))
            bot.signal(signal.SIGTERM)
            assert await bot.ends(SECONDS) == 0
    async with house.bot():
        await asyncio.gather(*reports)
        await house.until_done()
    assert unfinished > 0, "the stops came while something was to be done"
    assert house.states("inbox") == {"done": house.created()}
    assert house.created() == PEOPLE * UPDATES
    for person in people:
        (report,) = house.reports(person.number)
        assert report == {**report, **expected_report(person.number)}
    assert "uncertain" not in house.states("outbox")
    assert house.most_copies() == 1
    assert house.is_sound()


async def test_a_message_on_its_way_at_the_stop_is_waited_for(house: House) -> None:
    house.fail("sendMessage", None, delay=0.6)
    async with house.bot() as bot:
        house.phone(0).say("/sakums")
        await house.until(lambda: house.states("outbox").get("sending"), what="a message on its way")
        bot.signal(signal.SIGTERM)
        assert await bot.ends(SECONDS) == 0
    assert house.states("outbox") == {"sent": 1}
    assert len(house.calls("sendMessage")) == 1
