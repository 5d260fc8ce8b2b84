"""The bot's two connection pools, one for calls and one for long polls, so that a poll never holds up an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from telegram import Bot, InputFile
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.transport import READ_SECONDS, AiohttpRequest

TELEGRAM = "https://api.telegram.org"


class Connection:
    """A `Bot` and its pools; open while it is entered. Nothing is asked of Telegram on entering."""

    def __init__(self, bot: Bot, pools: tuple[AiohttpRequest, AiohttpRequest]) -> None:
        self.bot = bot
        self._pools = pools

    async def call(self, method: str, parameters: Mapping[str, Any], read_seconds: float = READ_SECONDS) -> Any:
        """Return the raw result of one call; raises `telegram.error.TelegramError` (see transport).

        `Bot.do_api_request` ends in the same `post`, but looks at each value for objects of its own (a hundred
        isinstance a call), encodes it twice, and warns that there is a method which would build objects.
        """
        pool = self._pools[1 if method == "getUpdates" else 0]
        given = [parameter(name, value) for name, value in parameters.items() if value is not None]
        return await pool.post(f"{self.bot.base_url}/{method}", RequestData(given), read_timeout=read_seconds)

    async def download(self, path: str) -> bytes:
        """Return a file by the path `getFile` told."""
        return await self._pools[0].retrieve(f"{self.bot.base_file_url}/{path.lstrip('/')}")

    async def __aenter__(self) -> Self:
        for pool in self._pools:
            await pool.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in self._pools:
            await pool.shutdown()


def parameter(name: str, value: Any) -> RequestParameter:
    """Return one parameter as it goes over the wire: text as it is, a file beside it, everything else as JSON."""
    if isinstance(value, str):
        return RequestParameter(name, value, None)
    if isinstance(value, InputFile):
        return RequestParameter(name, None, [value])
    return RequestParameter(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")), None)


def connect(token: str, api_url: str = TELEGRAM) -> Connection:
    """Return the unopened connection of a bot to Telegram or to another Bot API server."""
    server = api_url.rstrip("/")
    proxy = proxy_for(server)
    calls, polls = AiohttpRequest(proxy=proxy), AiohttpRequest(connections=2, proxy=proxy)
    bot = Bot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=calls,
        get_updates_request=polls,
    )
    return Connection(bot, (calls, polls))


def proxy_for(url: str) -> str | None:
    """Return the proxy the surroundings name for a server, asked once and not at each call."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or "") or parts.hostname in ("127.0.0.1", "localhost", "::1"):
        return None
    return getproxies().get(parts.scheme)
