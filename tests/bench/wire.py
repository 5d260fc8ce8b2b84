"""Just enough HTTP/1.1 for Bot API clients, on a bare asyncio protocol, so that the server is never the bottleneck.

A request needs a Content-Length (both aiohttp and httpx write one); parameters come as a form or in the address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl

HEAD_END = b"\r\n\r\n"

Parameters = dict[str, str]
Reply = Callable[[bytes], None]
"""Sends the JSON of one answer; may be called later, once."""

Answer = Callable[[str, str, Parameters, Reply], None]
"""Gets a token, a method and its parameters, and the way to answer."""


class Wire(asyncio.Protocol):
    """One connection, kept alive; one request after the other."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(HEAD_END)) >= 0:
            head = self._buffer[:end]
            body_end = end + len(HEAD_END) + content_length(head)
            if len(self._buffer) < body_end:
                return
            body = self._buffer[end + len(HEAD_END) : body_end]
            self._buffer = self._buffer[body_end:]
            self._answer(*request(head, body), self._reply)

    def _reply(self, body: bytes) -> None:
        if self._transport is not None:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            self._transport.write(head + body)


def content_length(head: bytes) -> int:
    """Return how many bytes follow the head."""
    lower = head.lower()
    found = lower.find(b"\r\ncontent-length:")
    if found < 0:
        return 0
    return int(lower[found + 17 :].split(b"\r\n", 1)[0])


def request(head: bytes, body: bytes) -> tuple[str, str, Parameters]:
    """Return token, method (lower case, as Telegram does not mind) and parameters of `POST /bot<token>/<method>`."""
    address = head.split(b" ", 2)[1].decode("ascii")
    path, _, query = address.partition("?")
    _, token, method = path.split("/", 2)
    parameters = dict(parse_qsl(query)) | dict(parse_qsl(body.decode("utf-8")))
    return token.removeprefix("bot"), method.lower(), parameters
