"""The webhook: a secret, a limit, and 200 only for what is stored."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channel import ChannelDown, Payload
from bot.telegram.webhook import LARGEST_BODY, SECRET_HEADER, Webhook
from core.errors import OperatorMustAct, StorageProblem
from tests.bot.telegram.scripted import Step, failure, scripted

UPDATE = {"update_id": 11, "message": {"text": "čau"}}
JSON = {"Content-Type": "application/json", SECRET_HEADER: "geheim-1"}


class Store:
    """Takes updates, or refuses when `broken`."""

    def __init__(self) -> None:
        self.kept: list[Payload] = []
        self.broken = False

    async def take(self, batch: Sequence[Payload]) -> None:
        if self.broken:
            raise StorageProblem("disk full")
        self.kept.extend(batch)


@asynccontextmanager
async def served(store: Store, *steps: Step) -> AsyncIterator[tuple[str, ClientSession, Webhook]]:
    async with scripted(*steps) as (_, connection), ClientSession() as client:
        hook = Webhook(connection, store.take, "https://bot.example/hook/a", "geheim-1", "127.0.0.1:0")
        port = await hook.listen()
        try:
            yield f"http://127.0.0.1:{port}", client, hook
        finally:
            await hook.close()


async def test_a_stored_update_is_acknowledged() -> None:
    store = Store()
    async with served(store) as (url, client, _), client.post(url + "/hook/a", json=UPDATE, headers=JSON) as answer:
        assert answer.status == 200
    assert store.kept == [UPDATE]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("POST", "/hook/a", {**JSON, SECRET_HEADER: "wrong"}, json.dumps(UPDATE), 403),
        ("POST", "/hook/a", {**JSON, SECRET_HEADER: "ģ"}, json.dumps(UPDATE), 403),
        ("POST", "/hook/a", {"Content-Type": "application/json"}, json.dumps(UPDATE), 403),
        ("GET", "/hook/a", JSON, None, 405),
        ("POST", "/", JSON, json.dumps(UPDATE), 404),
        ("POST", "/hook/a", {**JSON, "Content-Type": "text/plain"}, json.dumps(UPDATE), 400),
        ("POST", "/hook/a", JSON, "{", 400),
        ("POST", "/hook/a", JSON, "[1]", 400),
        ("POST", "/hook/a", JSON, "[" * 100_000, 400),
        ("POST", "/hook/a", JSON, b"\xff\xfe\x00", 400),
        ("POST", "/hook/a", JSON, '{"message": {}}', 400),
        ("POST", "/hook/a", JSON, '{"update_id": 1, "x": "' + "a" * LARGEST_BODY + '"}', 413),
    ],
)
async def test_everything_else_is_refused_and_nothing_is_stored(
    method: str, path: str, headers: dict[str, str], body: Any, status: int
) -> None:
    store = Store()
    data = io.BytesIO(body.encode()) if isinstance(body, str) else body
    async with (
        served(store) as (url, client, _),
        client.request(method, url + path, data=data, headers=headers) as answer,
    ):
        assert answer.status == status
    assert store.kept == []


async def test_what_cannot_be_stored_is_asked_for_again() -> None:
    store = Store()
    store.broken = True
    async with served(store) as (url, client, _):
        async with client.post(url + "/hook/a", json=UPDATE, headers=JSON) as answer:
            assert answer.status == 503
        store.broken = False
        async with client.post(url + "/hook/a", json=UPDATE, headers=JSON) as answer:
            assert answer.status == 200
    assert store.kept == [UPDATE]


async def test_a_refused_address_or_token_stops_the_start() -> None:
    for step, error in (
        (failure(400, "Bad Request: bad webhook: HTTPS url must be provided"), OperatorMustAct),
        (failure(401, "Unauthorized"), ChannelDown),
    ):
        async with scripted(step) as (script, connection):
            hook = Webhook(connection, Store().take, "https://bot.example/a", "geheim-1", "127.0.0.1:0")
            with pytest.raises(error):
                await hook.run()
            assert script.asked[0].parameters["secret_token"] == "geheim-1"


async def test_a_taken_port_is_told() -> None:
    async with served(Store()) as (url, _, _hook), scripted() as (_, connection):
        second = Webhook(connection, Store().take, "https://bot.example/a", "s", url.removeprefix("http://"))
        with pytest.raises(OperatorMustAct, match="KHETEN_WEBHOOK_LISTEN"):
            await second.listen()
