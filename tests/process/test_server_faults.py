"""Telegram refuses, fails, cuts the line or is slow: who is meant waits, the others do not, nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.clock import Ids
from bot.playground.faults import EVERY_TIME
from core.messages import Care, Screen, Sender, Shown
from storage.database import open_database
from storage.outbox import add_shown
from storage.undelivered import find_undelivered
from tests.process.house import House
from tests.process.mediators import Mediator, expected_report
from tests.process.seeding import FIRST_ADDRESS, LONG_AGO
from tests.shipped import question

pytestmark = pytest.mark.process

OUTBOX = "SELECT state, attempts, ambiguous FROM outbox WHERE address = ? ORDER BY id"


def rows(house: House, number: int) -> list[tuple[object, ...]]:
    """Return state, attempts and doubts of all messages to a person."""
    return house.rows(OUTBOX, str(FIRST_ADDRESS + number))


def refused(house: House, number: int) -> list[int]:
    """Return the codes with which messages to a person were refused."""
    calls = house.calls("sendMessage", to=number)
    return [call["answer"]["error_code"] for call in calls if not call["answer"]["ok"]]


async def test_too_many_requests_in_one_chat_make_only_that_chat_wait(house: House) -> None:
    house.fail("sendMessage", 429, to=0, retry_after=1)
    async with house.bot():
        house.phone(0).say("/sakums")
        await house.until(lambda: refused(house, 0) == [429], what="the refusal")
        house.phone(1).say("/sakums")
        house.phone(0).say("/palidziba")
        await house.until_sees(1, "Talsi")
        assert not house.received(0), "the other one was answered during the pause"
        await house.until_sees(0, "Talsi")
        await house.until_done()
    assert len(house.received(0)) == 2
    assert {row[:2] for row in rows(house, 0)} == {("sent", 1)}, "a pause is no attempt"


@pytest.mark.parametrize("code", [500, 502])
async def test_a_failing_server_is_asked_again(house: House, code: int) -> None:
    house.fail("sendMessage", code, to=0)
    async with house.bot():
        house.phone(0).say("/sakums")
        await house.until_sees(0, "Talsi")
        await house.until_done()
    assert refused(house, 0) == [code]
    assert [row[:2] for row in rows(house, 0)] == [("sent", 2)]
    assert len(house.received(0)) == 1


@pytest.mark.parametrize(("after_delivery", "copies"), [(False, 1), (True, 2)])
async def test_an_answer_cut_off_is_repeated_once_and_never_more(
    house: House, after_delivery: bool, copies: int
) -> None:
    fault = house.fail("sendMessage", 0, to=0, after_delivery=after_delivery)
    async with house.bot():
        house.phone(0).say("/sakums")
        await house.until(lambda: rows(house, 0) and rows(house, 0)[0][0] == "sent")
        await house.until_done()
    assert fault.times == 0, "the line was cut"
    assert len(house.received(0)) == copies
    assert rows(house, 0) == [("sent", 2, 1)]


async def test_what_is_cut_off_twice_is_left_to_a_human(house: House) -> None:
    house.fail("sendMessage", 0, to=0, times=2)
    async with house.bot():
        house.phone(0).say("/sakums")
        await house.until(lambda: rows(house, 0) == [("uncertain", 2, 2)], what="doubt")
        house.phone(0).say("/palidziba")
        await house.until(lambda: house.received(0), what="the next answer")
    assert len(house.received(0)) == 1


async def test_a_change_cut_off_after_delivery_is_made_once_to_see(house: House) -> None:
    async with house.bot():
        house.phone(0).say("/parskats")
        await house.until_sees(0, "[Jā]")
        fault = house.fail("editMessageText", 0, to=0, after_delivery=True)
        house.phone(0).tap("Jā", None, None)
        await house.until_sees(0, question("hours"))
        await house.until_done()
    assert fault.times == 0
    assert len(house.received(0)) == 2
    assert house.received(0)[0]["text"].startswith("✓ ")
    assert "reply_markup" not in house.received(0)[0]
    assert {row[0] for row in rows(house, 0)} == {"sent"}


async def test_who_blocked_the_bot_holds_up_nobody_and_stands_on_the_list(house: House) -> None:
    await queue_notices(house, 0, 1)
    house.phone(0).block()
    house.account.queue.clear()  # the bot was away and never learns it but from the refusal
    async with house.bot():
        await house.until_sees(1, "Ziņa")
        house.phone(2).say("/sakums")
        await house.until_sees(2, "Talsi")
        await house.until(lambda: rows(house, 0) == [("dead", 1, 0)], what="the message to be given up")
    assert refused(house, 0) == [403]
    reachable = dict(house.rows("SELECT id, reachable FROM people WHERE id <= ?", FIRST_ADDRESS + 2))
    assert reachable == {FIRST_ADDRESS: 0, FIRST_ADDRESS + 1: 1, FIRST_ADDRESS + 2: 1}
    assert await undelivered(house) == [(FIRST_ADDRESS, "unreachable")]


async def queue_notices(house: House, *numbers: int) -> None:
    """Leave a notice to each of these people for the bot's next start."""
    database, new_id, now = await open_database(f"sqlite:///{house.database}"), Ids(), datetime.now(UTC)
    notices = [
        Shown(new_id(), Screen("Ziņa"), Sender("telegram", str(FIRST_ADDRESS + n)), FIRST_ADDRESS + n, Care.NOTICE)
        for n in numbers
    ]
    async with database.writing() as conn:
        await add_shown(conn, notices, now)
    await database.close()


async def undelivered(house: House) -> list[tuple[int | None, str]]:
    """Return whom something did not reach, and why, as a coordinator sees it."""
    database = await open_database(f"sqlite:///{house.database}", alone=False)
    async with database.reading() as conn:
        found = await find_undelivered(conn, LONG_AGO)
    await database.close()
    return [(one.person, one.reason) for one in found]


async def test_many_reports_go_on_side_by_side_behind_a_slow_line(house: House) -> None:
    house.fail("", None, times=EVERY_TIME, delay=0.05)
    people = [Mediator(house, number, patience=20.0) for number in range(8)]
    async with house.bot():
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(person.fill_in() for person in people))
        took = asyncio.get_running_loop().time() - began
        await house.until_done()
    calls = len(house.calls("sendMessage", "editMessageText", "answerCallbackQuery"))
    print(f"{calls} calls of 50 ms in {took:.1f} s")
    assert calls * 0.05 > 2 * took, "one after the other they would take at least twice as long"
    for person in people:
        (report,) = house.reports(person.number)
        assert report == {**report, **expected_report(person.number)}
    assert house.most_copies() == 1
