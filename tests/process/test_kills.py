"""Sixty kills while updates pour in: every answer stands where it belongs, once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from tests.process.house import House
from tests.process.killer import AIMS, Killer
from tests.process.mediators import UPDATES, Mediator, expected_report
from tests.process.seeding import MEDIATORS

pytestmark = pytest.mark.process

KILLS = 60
AT_ONCE = 12


async def test_sixty_kills_lose_nothing_and_apply_nothing_twice(house: House) -> None:
    async with house.bot():
        await Mediator(house, 0).fill_in()  # no kill here: what the others must end with
    killer = Killer(house)
    killing = asyncio.create_task(killer.run(KILLS))
    people = await pour(house, killing)
    async with house.bot():
        await asyncio.gather(*people.values())
        await house.until_done()
    asked_again = sum(person.asked_again for person in people)
    print(
        f"\n{len(people)} reports, {house.created()} updates, kills {dict(killer.hits)}, {killer.busy} of them with "
        f"updates unconfirmed; outbox {house.states('outbox')}, asked again {asked_again} times"
    )
    assert killer.busy > KILLS / 4
    assert min(killer.hits[aim] for aim in ("by chance", *AIMS[1:])) >= KILLS / 10
    assert house.is_sound()
    assert house.states("inbox") == {"done": house.created()}
    assert house.created() == (len(people) + 1) * UPDATES + asked_again
    assert_each_answer_stands_once(house, people)
    assert set(house.states("outbox")) <= {"sent", "cancelled", "uncertain"}
    assert house.most_copies() <= 2
    assert house.rows("SELECT DISTINCT care FROM outbox WHERE state = 'cancelled'") in ([], [("edit",)])


def assert_each_answer_stands_once(house: House, people: Iterable[Mediator]) -> None:
    """Hold each report to what was typed, and each draft's revision to that of somebody who was never interrupted."""
    drafts = house.drafts()
    assert drafts[0][0] == UPDATES
    for person in people:
        (report,) = house.reports(person.number)
        assert report == {**report, **expected_report(person.number)}
        revision, state = drafts[person.number]
        assert person.asked_again or revision == UPDATES
        assert state["sent"] == 1


async def pour(house: House, as_long_as: asyncio.Task[None]) -> dict[Mediator, asyncio.Task[None]]:
    """Let people begin, AT_ONCE at a time, until the task ends; return all who began."""
    begun: dict[Mediator, asyncio.Task[None]] = {}
    while not as_long_as.done():
        busy = {task for task in begun.values() if not task.done()}
        for number in range(len(begun) + 1, min(len(begun) + 1 + AT_ONCE - len(busy), MEDIATORS)):
            person = Mediator(house, number)
            begun[person] = asyncio.create_task(person.fill_in())
            busy.add(begun[person])
        done, _ = await asyncio.wait({*busy, as_long_as}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    return begun


async def test_the_same_harness_sees_the_loss_of_a_bot_that_confirms_first(house: House) -> None:
    killer = Killer(house, runner="hasty")
    typing = asyncio.create_task(type_all_the_time(house, range(8)))
    await killer.run(12, aims=("confirming", "fetched", ""))
    typing.cancel()
    async with house.bot("hasty"):
        await house.until_done()
    kept = sum(house.states("inbox").values())
    print(f"confirmed first: {house.created() - kept} of {house.created()} lost with {dict(killer.hits)}")
    assert killer.hits["confirming"] > 0
    assert 0 < kept < house.created()


async def type_all_the_time(house: House, numbers: Iterable[int]) -> None:
    """Let people type without waiting for anything."""
    while True:
        for number in numbers:
            house.phone(number).say("/sakums")
            await asyncio.sleep(0.005)
