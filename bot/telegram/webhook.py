"""The webhook: 200 is answered only after the update is stored, so Telegram repeats whatever we could not keep."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channel import ChannelDown
from bot.telegram.connection import Connection
from bot.telegram.polling import LONGEST_PAUSE, Take
from bot.telegram.updates import ALLOWED_UPDATES, update_number
from core.errors import OperatorMustAct, StorageProblem

LARGEST_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a name
SIDE_BY_SIDE = 40

log = structlog.get_logger(__name__)


class Webhook:
    """A small server of its own at `listen` (host:port), for a reverse proxy that holds the certificate."""

    def __init__(self, connection: Connection, take: Take, url: str, secret: str, listen: str) -> None:
        self._connection = connection
        self._take = take
        self._url = url
        self._secret = secret.encode()
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._runner: web.AppRunner | None = None

    @property
    def path(self) -> str:
        """The path Telegram calls."""
        return urlsplit(self._url).path or "/"

    async def run(self, jitter: Callable[[float], float] = lambda most: 0.0) -> None:
        """Listen, tell Telegram where, and serve until cancelled; raises ChannelDown or OperatorMustAct."""
        await self.listen()
        try:
            pause = 1.0
            while not await self._announced():
                await asyncio.sleep(pause + jitter(pause / 4))
                pause = min(pause * 2, LONGEST_PAUSE)
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def listen(self) -> int:
        """Begin to listen and return the port; OperatorMustAct when it is taken."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_post(self.path, self.receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host.strip("[]"), self._port).start()
        except OSError as error:
            await self.close()
            raise OperatorMustAct(f"KHETEN_WEBHOOK_LISTEN: cannot listen there ({error.strerror})") from None
        port: int = self._runner.addresses[0][1]
        return port

    async def close(self) -> None:
        """Stop listening; Telegram keeps what comes meanwhile."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def receive(self, request: web.Request) -> web.Response:
        """Store one update and only then say so."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=400)
        try:
            update = json.loads(await request.read())
            if not isinstance(update, dict):
                return web.Response(status=400)
            update_number(update)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            await self._take([update])
        except StorageProblem:
            log.error("update not stored, Telegram will send it again")
            return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response()

    async def _announced(self) -> bool:
        """Tell Telegram the address; False when it must be tried again."""
        parameters = {
            "url": self._url,
            "secret_token": self._secret.decode(),
            "allowed_updates": list(ALLOWED_UPDATES),
            "max_connections": SIDE_BY_SIDE,
            "drop_pending_updates": False,
        }
        try:
            await self._connection.call("setWebhook", parameters)
        except InvalidToken as error:
            raise ChannelDown("Telegram refuses the bot's token (KHETEN_BOT_TOKEN)") from error
        except BadRequest as error:
            raise OperatorMustAct(f"Telegram refuses KHETEN_WEBHOOK_URL: {error.message}") from error
        except TelegramError as error:
            log.warning("webhook not announced", reason=type(error).__name__)
            return False
        log.info("webhook announced")
        return True
