"""Polling: nothing is confirmed before it is stored, and trouble slows it down without stopping it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import Any

import pytest

from bot.channel import ChannelDown, Payload
from bot.telegram.polling import Poller, Take, next_offset
from core.errors import StorageProblem
from tests.bot.telegram.scripted import Script, Step, failure, ok, scripted

ONE, TWO = {"update_id": 11, "message": {}}, {"update_id": 12, "poison": True}


async def hold(request: Any) -> tuple[int, Any]:
    await asyncio.sleep(0.05)
    return 200, ok([])


async def polled(take: Take, *steps: Step, calls: int) -> Script:
    """Poll until the server was asked so often, then stop."""
    async with scripted((200, ok(True)), *steps) as (script, connection):
        script.results["getUpdates"] = []
        poller = asyncio.create_task(Poller(connection, take, poll_seconds=1, first_pause=0.01).run())
        async with asyncio.timeout(5):
            while len(script.asked) < calls and not poller.done():
                await asyncio.sleep(0.01)
        poller.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await poller
        return script


def offsets(script: Script) -> list[str | None]:
    return [asked.parameters.get("offset") for asked in script.asked if asked.method == "getUpdates"]


async def test_the_first_poll_has_no_offset_and_the_next_confirms_what_is_stored() -> None:
    stored: list[Payload] = []

    async def take(batch: Sequence[Payload]) -> None:
        stored.extend(batch)

    script = await polled(take, (200, ok([ONE, TWO])), hold, hold, calls=4)
    assert stored == [ONE, TWO]
    assert script.asked[0].method == "deleteWebhook"
    assert offsets(script)[:3] == [None, "13", "13"]
    assert json.loads(script.asked[1].parameters["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_what_cannot_be_stored_is_not_confirmed_and_comes_again() -> None:
    attempts = []

    async def take(batch: Sequence[Payload]) -> None:
        attempts.append(list(batch))
        if len(attempts) == 1:
            raise StorageProblem("disk full")

    script = await polled(take, (200, ok([ONE])), (200, ok([ONE])), hold, calls=4)
    assert attempts == [[ONE], [ONE]]
    assert offsets(script)[:3] == [None, None, "12"]


async def test_trouble_is_outlasted() -> None:
    stored: list[Payload] = []

    async def take(batch: Sequence[Payload]) -> None:
        stored.extend(batch)

    trouble = (
        failure(409, "Conflict: terminated by other getUpdates request"),
        failure(502, "Bad Gateway"),
        (200, "not json"),
        (200, ok({"not": "a list"})),
        (200, ok([{"no": "number"}])),
    )
    script = await polled(take, *trouble, (200, ok([ONE])), hold, calls=8)
    assert ONE in stored
    assert offsets(script)[-1] == "12"


async def test_a_refused_token_ends_it() -> None:
    async def take(batch: Sequence[Payload]) -> None: ...

    async with scripted(failure(404, "Not Found"), failure(401, "Unauthorized")) as (script, connection):
        with pytest.raises(ChannelDown, match="KHETEN_BOT_TOKEN"):
            await Poller(connection, take).run()
    assert [asked.method for asked in script.asked] == ["deleteWebhook", "getUpdates"]


def test_the_offset_is_after_the_highest_number() -> None:
    assert next_offset([TWO, ONE, {"update_id": "x"}]) == 13
