"""A webhook gets each update with its secret, in order within a chat, again until it is taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.playground.sim import Json, Sim

SECRET = "s3cret_"


class Receiver:
    """A bot behind a webhook: says no as often as it is told to, then takes what comes."""

    def __init__(self, refusals: int = 0, answer: Json | None = None) -> None:
        self.refusals = refusals
        self.answer = answer
        self.got: list[Json] = []
        self.secrets: set[str | None] = set()
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        self.got.append(await request.json())
        return web.json_response(self.answer) if self.answer else web.Response()

    async def has(self, count: int) -> None:
        """Wait until so many updates have come."""
        async with asyncio.timeout(5):
            while len(self.got) < count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[Receiver]:
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


async def test_updates_are_pushed_in_order_with_the_secret(sim: Sim) -> None:
    await sim.say("before")
    async with listening(Receiver()) as receiver:
        assert await sim.api("setWebhook", url=receiver.url, secret_token=SECRET) is True
        for number in range(5):
            await sim.say(str(number))
        await receiver.has(6)
        assert await sim.post("idle", timeout=2) == {"idle": True}
        await sim.api("deleteWebhook")
    assert [update["message"]["text"] for update in receiver.got] == ["before", "0", "1", "2", "3", "4"]
    assert receiver.secrets == {SECRET}
    assert await sim.updates() == []


async def test_an_update_that_is_not_taken_comes_again_and_the_error_is_told(sim: Sim) -> None:
    async with listening(Receiver(refusals=2)) as receiver:
        await sim.api("setWebhook", url=receiver.url)
        await sim.say("first")
        await sim.say("second")
        await receiver.has(2)
        info = await sim.api("getWebhookInfo")
        await sim.api("deleteWebhook")
    assert [update["message"]["text"] for update in receiver.got] == ["first", "second"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert info["url"] == receiver.url


async def test_one_chat_that_fails_does_not_hold_up_another(sim: Sim) -> None:
    other = (await sim.post("people", name="Jānis", language_code="lv"))["id"]
    async with listening(Receiver(refusals=1)) as receiver:
        await sim.api("setWebhook", url=receiver.url)
        await sim.say("slow")
        await asyncio.sleep(0.05)
        await sim.post(f"people/{other}/say", text="quick")
        await receiver.has(2)
        await sim.api("deleteWebhook")
    assert [update["message"]["text"] for update in receiver.got] == ["quick", "slow"]


async def test_an_answer_to_a_webhook_may_be_a_call(sim: Sim) -> None:
    answer = {"method": "sendMessage", "chat_id": sim.person, "text": "Sveiki!"}
    async with listening(Receiver(answer=answer)) as receiver:
        await sim.api("setWebhook", url=receiver.url)
        await sim.say("labdien")
        assert await sim.post("idle", timeout=2) == {"idle": True}
        await sim.api("deleteWebhook")
    assert [message["text"] for message in await sim.get(f"people/{sim.person}/chat")] == ["labdien", "Sveiki!"]


async def test_a_webhook_that_is_not_there_is_reported_and_loses_nothing(sim: Sim) -> None:
    async with listening(Receiver()) as receiver:
        pass
    await sim.api("setWebhook", url=receiver.url)
    await sim.say("kept")
    await asyncio.sleep(0.1)
    info = await sim.api("getWebhookInfo")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await sim.api("deleteWebhook")
    assert [update["message"]["text"] for update in await sim.updates()] == ["kept"]


async def test_webhook_and_polling_exclude_each_other(sim: Sim) -> None:
    async with listening(Receiver()) as receiver:
        poll = asyncio.create_task(sim.refused("getUpdates", timeout=10))
        await asyncio.sleep(0.05)
        await sim.api("setWebhook", url=receiver.url)
        assert await poll == "Conflict: terminated by setWebhook request"
        words = "Conflict: can't use getUpdates method while webhook is active; "
        assert (await sim.refused("getUpdates")) == words + "use deleteWebhook to delete the webhook first"
        await sim.api("setWebhook", url="")
        assert await sim.updates() == []


async def test_waiting_updates_can_be_dropped(sim: Sim) -> None:
    await sim.say("old")
    await sim.api("deleteWebhook", drop_pending_updates=True)
    assert await sim.updates() == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"url": "nonsense"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "http://a.lv/x"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://a.lv/x", "secret_token": "ā"}, "Bad Request: secret token contains unallowed characters"),
        ({"url": "https://a.lv/x", "secret_token": "a" * 257}, "Bad Request: secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(sim: Sim, parameters: Json, words: str) -> None:
    assert await sim.refused("setWebhook", **parameters) == words
    assert (await sim.api("getWebhookInfo"))["url"] == ""
