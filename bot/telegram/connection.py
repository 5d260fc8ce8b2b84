"""The bot's two connection pools, one for calls and one for long polls, so that a poll never holds up an answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from telegram import Bot

from bot.telegram.transport import READ_SECONDS, AiohttpRequest

TELEGRAM = "https://api.telegram.org"


class Connection:
    """A `Bot` and its pools; open while it is entered. Nothing is asked of Telegram on entering."""

    def __init__(self, bot: Bot, pools: tuple[AiohttpRequest, AiohttpRequest]) -> None:
        self.bot = bot
        self._pools = pools

    async def call(self, method: str, parameters: Mapping[str, Any], read_seconds: float = READ_SECONDS) -> Any:
        """Return the raw result of one call; raises `telegram.error.TelegramError` (see transport).

        `Bot._post` is what all methods of `Bot` end in; `do_api_request`, its public face, warns at each call that
        there is a method which builds objects, and building them is what costs.
        """
        return await self.bot._post(method, dict(parameters), read_timeout=read_seconds)

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
