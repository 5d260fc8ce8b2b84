"""The webhook end to end: only Telegram's own calls count, and what cannot be stored is not acknowledged."""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO

import aiohttp
import pytest

from bot.telegram.webhook import SECRET_HEADER
from tests.process.bots import Bot
from tests.process.house import House
from tests.process.mediators import Mediator, expected_report
from tests.process.test_updates import message

pytestmark = pytest.mark.process

SECRET = "tikai-telegram"
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@dataclass
class Hook:
    """A bot behind its webhook, and a client that calls it as anybody could."""

    bot: Bot
    address: str
    session: aiohttp.ClientSession

    async def post(self, body: object, secret: str | None = SECRET) -> int:
        """Send an update and return the status."""
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
        async with self.session.post(
            self.address, data=BytesIO(json.dumps(body).encode()), headers=headers
        ) as response:
            return response.status


@asynccontextmanager
async def hooked(house: House) -> AsyncIterator[Hook]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/hook"
    settings = {
        "KHETEN_WEBHOOK_URL": address,
        "KHETEN_WEBHOOK_SECRET": SECRET,
        "KHETEN_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
    }
    async with house.bot(**settings) as bot, aiohttp.ClientSession() as session:
        yield Hook(bot, address, session)


async def test_a_report_goes_through_the_webhook(house: House) -> None:
    async with hooked(house):
        await Mediator(house, 0).fill_in()
        await house.until_done()
    (report,) = house.reports(0)
    assert report == {**report, **expected_report(0)}
    assert not house.calls("getUpdates")


async def test_only_who_knows_the_secret_is_heard(house: House) -> None:
    async with hooked(house) as hook:
        update = {"update_id": 77, **message()}
        assert await hook.post(update, secret=None) == 403
        assert await hook.post(update, secret="tikai-telegran") == 403
        assert house.states("inbox") == {}
        assert await hook.post(update) == 200
        await house.until_sees(0, "Talsi")
        assert await hook.post(update) == 200, "known already, and said so"
        await house.until_done()
    assert house.states("inbox") == {"done": 1}
    assert len(house.received(0)) == 1


async def test_a_huge_or_broken_body_is_refused_and_the_bot_goes_on(house: House) -> None:
    async with hooked(house) as hook:
        assert await hook.post({"update_id": 1, "pad": "x" * (1024 * 1024 + 1)}) == 413
        assert await hook.post(["no", "update"]) == 400
        assert await hook.post({"update_id": "one"}) == 400
        assert await hook.post({"update_id": 2, **message(text="x" * 500_000)}) == 200
        assert await hook.post({"update_id": 3, **message()}) == 200
        await house.until_sees(0, "Talsi")
        assert not hook.bot.has_ended()


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(house: House) -> None:
    async with hooked(house) as hook:
        resource.prlimit(hook.bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))  # as if the disk were full
        house.phone(0).say("/sakums")
        assert await hook.post({"update_id": 5, **message()}) == 503
        assert house.states("inbox") == {}
        assert house.account.queue.pending, "Telegram keeps what was not acknowledged"
        resource.prlimit(hook.bot.pid, resource.RLIMIT_FSIZE, UNLIMITED)
        await house.until_sees(0, "Talsi")
        assert not hook.bot.has_ended()
        assert await hook.post({"update_id": 6, **message()}) == 200
    assert len(house.received(0)) >= 1
