"""Updates are given again until confirmed, to one poller or one webhook."""

import asyncio
import time

import pytest

from tests.playground.sim import Sim


async def test_an_update_waits_for_a_later_offset_and_is_given_again_until_then(sim: Sim) -> None:
    await sim.say("one")
    await sim.say("two")
    first, second = await sim.updates()
    assert [first["message"]["text"], second["message"]["text"]] == ["one", "two"]
    assert await sim.updates() == [first, second]
    assert await sim.updates(offset=second["update_id"]) == [second]
    assert await sim.updates() == [second]
    assert await sim.updates(offset=second["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones_and_forgets_the_rest(sim: Sim) -> None:
    for text in ("one", "two", "three"):
        await sim.say(text)
    assert [update["message"]["text"] for update in await sim.updates(offset=-1)] == ["three"]
    assert len(await sim.updates()) == 1


async def test_a_limit_cuts_a_batch_and_loses_nothing(sim: Sim) -> None:
    for number in range(5):
        await sim.say(str(number))
    batch = await sim.updates(limit=2)
    rest = await sim.updates(offset=batch[-1]["update_id"] + 1)
    assert [update["message"]["text"] for update in batch + rest] == ["0", "1", "2", "3", "4"]


async def test_a_poll_waits_until_something_happens(sim: Sim) -> None:
    poll = asyncio.create_task(sim.updates(timeout=20))
    await asyncio.sleep(0.05)
    assert not poll.done()
    began = time.monotonic()
    await sim.say("now")
    assert (await poll)[0]["message"]["text"] == "now"
    assert time.monotonic() - began < 1


async def test_a_poll_without_news_ends_empty_after_its_time(sim: Sim) -> None:
    began = time.monotonic()
    assert await sim.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - began < 3


async def test_an_update_fetched_by_a_poller_that_dies_is_fetched_again(sim: Sim) -> None:
    poll = asyncio.create_task(sim.updates(timeout=20))
    await asyncio.sleep(0.05)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    await sim.say("still here")
    assert [update["message"]["text"] for update in await sim.updates(timeout=5)] == ["still here"]


async def test_of_two_pollers_the_first_is_told_of_the_conflict(sim: Sim) -> None:
    first = asyncio.create_task(sim.raw("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(sim.raw("getUpdates", timeout=20))
    assert await first == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    await sim.say("for the second")
    assert len((await second)["result"]) == 1


async def test_only_wanted_kinds_of_updates_are_queued(sim: Sim) -> None:
    await sim.updates(allowed_updates=["callback_query"])
    await sim.say("not wanted")
    assert await sim.updates() == []
    await sim.updates(allowed_updates=[])
    await sim.say("wanted")
    assert len(await sim.updates()) == 1


async def test_each_token_is_a_bot_of_its_own_with_its_own_updates(sim: Sim) -> None:
    other = "4242:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    me = (await sim.raw("getMe", token=other))["result"]
    assert me["username"] == "bot4242_bot"
    await sim.say("for the other", bot="bot4242_bot")
    assert await sim.updates() == []
    assert len((await sim.raw("getUpdates", token=other))["result"]) == 1


async def test_a_raw_update_goes_through_as_it_is_even_with_an_old_number(sim: Sim) -> None:
    await sim.say("one")
    (update,) = await sim.updates()
    assert await sim.updates(offset=update["update_id"] + 1) == []
    await sim.post("updates", **update)
    assert await sim.updates(offset=update["update_id"] + 1) == [update]
    await sim.post("updates", poison={"from": None})
    assert (await sim.updates(offset=update["update_id"] + 1))[0]["poison"] == {"from": None}


async def test_the_last_update_can_be_doubled(sim: Sim) -> None:
    await sim.say("twice")
    await sim.post("updates", duplicate=True)
    first, second = await sim.updates()
    assert first == second
    await sim.post("updates", duplicate=True, new_id=True)
    third = (await sim.updates())[-1]
    assert third == first | {"update_id": first["update_id"] + 1}
