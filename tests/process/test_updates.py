"""Updates that come twice, and updates no parser can take: their neighbours are answered and the bot lives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.process.house import House
from tests.process.seeding import FIRST_ADDRESS
from tests.shipped import question

pytestmark = pytest.mark.process


def message(**fields: Any) -> dict[str, Any]:
    """Return the content of an update with a message of person 0, with these fields changed, None takes one away."""
    whole = {
        "message_id": 900,
        "from": {"id": FIRST_ADDRESS, "is_bot": False, "first_name": "Persona"},
        "chat": {"id": FIRST_ADDRESS, "type": "private", "first_name": "Persona"},
        "date": 1_790_000_000,
        "text": "/sakums",
    } | fields
    return {"message": {name: value for name, value in whole.items() if value is not None}}


POISON: tuple[dict[str, Any], ...] = (
    message(date=None),
    message(date="rīt"),
    message(date=10**30),
    message(chat=[]),
    message(chat={"id": "x" * 5000, "type": "private"}),
    message(text={"a": ["b"]}),
    message(message_id=-1),
    message(**{"from": 7}),
    {"message": None},
    {"message": "junk"},
    {"callback_query": {"id": 5, "from": {"id": FIRST_ADDRESS}, "data": [1], "message": message()["message"]}},
    {"edited_message": [[[[]]]]},
    {"my_chat_member": {"chat": message()["message"]["chat"], "new_chat_member": None}},
)


async def test_a_poisoned_batch_is_answered_all_around_the_poison(house: House) -> None:
    for number, poison in enumerate(POISON):
        house.phone(number + 1).say("/sakums")
        house.account.queue.add_raw(poison)
    house.phone(0).say("/sakums")
    house.account.queue.add_raw({"update_id": 2**70, **message()})
    house.account.queue.next_id = 500_001_000
    async with house.bot() as bot:
        for number in range(len(POISON) + 1):
            await house.until_sees(number, "Talsi")
        await house.until(lambda: house.states("inbox").get("new") is None)
        house.phone(20).say("/sakums")
        await house.until_sees(20, "Talsi")
        assert not bot.has_ended()
        assert len(house.received(0)) == 1
    states = house.states("inbox")
    assert states["quarantined"] == len(POISON) + 1, house.rows("SELECT id, state, error FROM inbox")
    assert "dead" not in states
    assert "rīt" not in bot.output(), "what is set aside is not logged"


async def test_what_was_never_an_update_does_not_stop_the_rest(house: House) -> None:
    house.account.queue.add_raw({"poll_answer_of_tomorrow": {"option": 1}})
    house.account.queue.add_raw({})
    house.phone(0).say("/sakums")
    async with house.bot():
        await house.until_sees(0, "Talsi")
        await house.until_done()
    assert house.states("inbox") == {"done": 3}


async def test_an_update_given_twice_is_answered_once(house: House) -> None:
    async with house.bot():
        house.phone(0).say("/sakums")
        update = house.account.queue.last
        assert update is not None
        await house.until_sees(0, "Talsi")
        for _ in range(3):
            house.account.queue.add_raw(update)
        house.phone(1).say("/sakums")
        await house.until_sees(1, "Talsi")
        await house.until(lambda: not house.account.queue.pending)
        await house.until_done()
        assert house.calls("getUpdates")[-1]["answer"]["ok"]
    handed = [one["update_id"] for call in house.calls("getUpdates") for one in call["answer"]["result"]]
    assert handed.count(update["update_id"]) == 4, "Telegram did give it four times"
    assert len(house.received(0)) == 1


async def test_a_tap_that_comes_again_under_another_number_is_not_a_second_answer(house: House) -> None:
    async with house.bot():
        house.phone(0).say("/parskats")
        await house.until_sees(0, "[Jā]")
        house.phone(0).tap("Jā", None, None)
        update = house.account.queue.last
        assert update is not None
        await house.until_sees(0, question("hours"))
        before = house.drafts()[0]
        house.account.queue.add_raw({name: part for name, part in update.items() if name != "update_id"})
        await house.until(lambda: house.states("inbox") == {"done": 3}, what="the third update")
        assert house.drafts()[0] == before
        house.phone(0).say("12")
        await house.until_sees(0, question("families"))
    assert house.drafts()[0][1]["answers"]["/data/people_helped/hours"] == "12"
