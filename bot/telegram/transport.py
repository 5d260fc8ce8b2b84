"""HTTP for python-telegram-bot over aiohttp, because its own transport is four to six times slower.

What matters to delivery is whether a failed call may have reached Telegram, so errors are sorted here, where it is
known; the text of an answer never gets into an error or a log.

NetworkError (python-telegram-bot)
├── NotConnected    the call never left this machine
├── TooMany         429: come back after `retry_after` seconds
├── NotFound        404: the server does not know the token's shape, the method or the file
├── ServerFailed    Telegram's own answer says that it failed (5xx with its JSON)
├── ServerUnclear   an answer that is not Telegram's: a gateway's page, broken JSON
└── TimedOut        (python-telegram-bot) sent, or half sent, and no answer
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
KEEP_ALIVE_SECONDS = 30.0
UPLOAD_EXTRA_SECONDS = 120.0

Seconds = DefaultValue[float] | float | DefaultValue[None] | None


class NotConnected(NetworkError):
    """The call never left this machine."""


class TooMany(NetworkError):
    """Telegram wants a pause of `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"too many requests, retry after {retry_after:g} s")
        self.retry_after = retry_after


class NotFound(NetworkError):
    """The server does not know the token's shape, the method or the file: Telegram says 404 to all three."""


class ServerFailed(NetworkError):
    """Telegram says itself that it could not do it."""


class ServerUnclear(NetworkError):
    """The answer is not Telegram's own."""


class AiohttpRequest(BaseRequest):
    """A keep-alive pool of `connections` to one Bot API server, through `proxy` where there is one."""

    __slots__ = ("_connections", "_proxy", "_session")

    def __init__(self, connections: int = 256, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool; nothing is connected yet."""
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=300)
            self._session = ClientSession(
                connector=connector, cookie_jar=DummyCookieJar(), proxy=self._proxy, headers={"User-Agent": "kheten"}
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return Telegram's answer; `ServerUnclear` when it is not one (its content is not logged)."""
        answer = read_answer(payload)
        if answer is None:
            raise ServerUnclear("the answer is not Telegram's JSON")
        return answer

    async def do_request(  # noqa: PLR0917 - the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = DEFAULT_NONE,
        write_timeout: Seconds = DEFAULT_NONE,
        connect_timeout: Seconds = DEFAULT_NONE,
        pool_timeout: Seconds = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and body of one call; raises the errors drawn above."""
        if self._session is None:
            raise NotConnected("the transport is not open")
        uploads = request_data is not None and request_data.contains_files
        timeout = limits(given(connect_timeout, CONNECT_SECONDS), given(read_timeout, READ_SECONDS), uploads)
        try:
            async with self._session.request(
                method, url, data=body(request_data), headers=headers(request_data), timeout=timeout
            ) as response:
                status, payload = response.status, await response.read()
        except (ClientConnectorError, ConnectionTimeoutError, ClientHttpProxyError, InvalidURL) as error:
            raise NotConnected(type(error).__name__) from error
        except (TimeoutError, ClientConnectionError) as error:
            raise TimedOut(type(error).__name__) from error
        except ClientError as error:
            raise ServerUnclear(type(error).__name__) from error
        if status > 299:
            refuse_unclear(status, payload)
        return status, payload


def refuse_unclear(status: int, payload: bytes) -> None:
    """Raise for the failed answers python-telegram-bot does not tell apart; return for the others."""
    answer = read_answer(payload)
    if answer is None:
        raise ServerUnclear(f"status {status} without Telegram's JSON")
    if status == 429:
        wait = (answer.get("parameters") or {}).get("retry_after")
        raise TooMany(wait if isinstance(wait, int | float) and wait > 0 else 1)
    if status == 404:
        raise NotFound("status 404")
    if status in (502, 504):
        raise ServerUnclear(f"status {status}")
    if status >= 500:
        raise ServerFailed(f"status {status}")


def read_answer(payload: bytes) -> dict[str, Any] | None:
    """Return the JSON object every answer of a Bot API server is, or None."""
    try:
        answer = json.loads(payload)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and ("result" in answer or "ok" in answer) else None


def given(value: Seconds, default: float) -> float | None:
    """Return the caller's timeout where there is one."""
    return default if isinstance(value, DefaultValue) else value


@lru_cache(maxsize=32)
def limits(connect: float | None, read: float | None, uploads: bool) -> ClientTimeout:
    """Return the limits of one call; the whole call is bounded too, so that a trickling server cannot hold it."""
    total = None if read is None else (connect or 0) + read + (UPLOAD_EXTRA_SECONDS if uploads else 5)
    return ClientTimeout(total=total, connect=connect, sock_connect=connect, sock_read=read)


def body(request_data: RequestData | None) -> bytes | FormData | None:
    """Return the parameters as a form, the encoding every Bot API server knows; multipart when there are files."""
    if request_data is None:
        return None
    if not request_data.contains_files:
        # the same as urllib's urlencode, whose loop over bytes would be the most expensive part of a call
        return URL.build(path="/", query=request_data.json_parameters).raw_query_string.encode()
    form = FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form


def headers(request_data: RequestData | None) -> dict[str, str] | None:
    """Return the content type of a form without files; aiohttp writes the one of multipart itself."""
    if request_data is None or request_data.contains_files:
        return None
    return {"Content-Type": "application/x-www-form-urlencoded"}
