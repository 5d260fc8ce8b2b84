"""What became of a failed call: whether it may have reached Telegram."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.connection import connect, proxy_for
from bot.telegram.transport import NotConnected, NotFound, ServerFailed, ServerUnclear, TooMany, body
from tests.bot.telegram.scripted import TOKEN, Step, cut, failure, ok, scripted


async def slow(request: web.Request) -> tuple[int, Any]:
    await asyncio.sleep(1)
    return 200, ok(True)


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (failure(429, "Too Many Requests: retry after 7", retry_after=7), TooMany),
        (failure(429, "Too Many Requests"), TooMany),
        (failure(500, "Internal Server Error"), ServerFailed),
        (failure(502, "Bad Gateway"), ServerUnclear),
        (failure(404, "Not Found"), NotFound),
        (failure(401, "Unauthorized"), InvalidToken),
        ((502, "<html>Bad Gateway</html>"), ServerUnclear),
        ((403, "<html>a proxy's page</html>"), ServerUnclear),
        ((200, "<html>secret words</html>"), ServerUnclear),
        ((200, "[1]"), ServerUnclear),
        (cut, TimedOut),
        (slow, TimedOut),
        (failure(400, "Bad Request: message text is empty"), BadRequest),
        (failure(403, "Forbidden: bot was blocked by the user"), Forbidden),
    ],
)
async def test_each_failure_is_told_apart(
    step: Step, error: type[TelegramError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with scripted(step) as (script, connection):
        with pytest.raises(error) as raised:
            await connection.call("sendMessage", {"text": "secret words"}, 0.3)
        assert type(raised.value) is error
        assert len(script.asked) == 1  # nothing repeats by itself
    assert "secret words" not in caplog.text + str(raised.value)


async def test_a_refused_connection_is_certainly_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    async with connect(TOKEN, url) as connection:
        with pytest.raises(NotConnected):
            await connection.call("getMe", {})


async def test_a_pause_is_as_long_as_telegram_says() -> None:
    async with scripted(failure(429, "Too Many Requests: retry after 7", retry_after=7)) as (_, connection):
        with pytest.raises(TooMany) as raised:
            await connection.call("getMe", {})
    assert raised.value.retry_after == 7


async def test_nested_parameters_and_letters_of_every_script_arrive_whole() -> None:
    async with scripted((200, ok({"message_id": 1}))) as (script, connection):
        words = "Čau, Талси & 50% + 😀\n=#"
        keyboard = {"inline_keyboard": [[{"text": "Jā", "callback_data": "1:a"}]]}
        result = await connection.call(
            "sendMessage", {"chat_id": "5", "text": words, "reply_markup": keyboard, "nothing": None}
        )
    assert result == {"message_id": 1}
    assert script.asked[0].parameters == {
        "chat_id": "5",
        "text": words,
        "reply_markup": '{"inline_keyboard":[[{"text":"Jā","callback_data":"1:a"}]]}',
    }


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_a_form_says_what_was_put_into_it(parameters: dict[str, str]) -> None:
    encoded = body(RequestData([RequestParameter(name, value, None) for name, value in parameters.items()]))
    assert isinstance(encoded, bytes)
    assert dict(parse_qsl(encoded.decode("ascii"), keep_blank_values=True)) == parameters


async def test_a_file_goes_as_multipart_under_its_own_name() -> None:
    async with scripted() as (script, connection):
        file = InputFile(b"%PDF", filename="pārskats Талси.pdf")
        await connection.call("sendDocument", {"chat_id": "5", "document": file})
    assert script.asked[0].parameters == {
        "chat_id": "5",
        "document": ("pārskats Талси.pdf", "application/pdf", b"%PDF"),
    }


async def test_connections_are_kept_for_the_next_call() -> None:
    peers = set()

    def remember(request: web.Request) -> tuple[int, Any]:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return 200, ok(True)

    async with scripted(remember, remember, remember) as (_, connection):
        for _ in range(3):
            await connection.call("getMe", {})
    assert len(peers) == 1


def test_a_server_on_this_machine_is_never_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert proxy_for("http://127.0.0.1:8081") is None
    assert proxy_for("https://api.telegram.org") == "http://proxy.example:3128"
