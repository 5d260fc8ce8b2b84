"""Long polling that asks for the next updates only after the ones before are safely stored.

It starts without an offset, because after a quiet week Telegram begins its numbers anew; what comes twice is known by
its number in the inbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channel import ChannelDown, Payload
from bot.telegram.connection import Connection
from bot.telegram.transport import TooMany
from bot.telegram.updates import ALLOWED_UPDATES, update_number

Take = Callable[[Sequence[Payload]], Awaitable[None]]
"""Stores updates; returns after the commit, raises StorageProblem when nothing can be written."""

BATCH = 100
LONGEST_PAUSE = 30.0
EMPTY_PAUSE = 0.2  # a server that does not wait must not be asked in a circle
READ_MARGIN = 10.0

log = structlog.get_logger(__name__)


class Poller:
    """Fetches until it is cancelled; `poll_seconds` is how long Telegram holds an empty answer back."""

    def __init__(
        self,
        connection: Connection,
        take: Take,
        poll_seconds: float = 30.0,
        first_pause: float = 1.0,
        jitter: Callable[[float], float] = lambda most: 0.0,
    ) -> None:
        self._connection = connection
        self._take = take
        self._poll_seconds = poll_seconds
        self._first_pause = first_pause
        self._jitter = jitter
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll for ever; raises ChannelDown when Telegram refuses the token."""
        await self._leave_webhook()
        while True:
            try:
                await self._step()
                self._failures = 0
            except InvalidToken as error:
                raise ChannelDown("Telegram refuses the bot's token (KHETEN_BOT_TOKEN)") from error
            except Exception as error:  # whatever it is, a bot that no longer listens is worse
                await self._pause(error)

    async def _step(self) -> None:
        """Fetch one batch, store it, and only then move on."""
        began = asyncio.get_running_loop().time()
        batch = await self._fetch()
        if batch:
            await self._take(batch)
            self._offset = next_offset(batch)
        elif asyncio.get_running_loop().time() - began < EMPTY_PAUSE:
            await asyncio.sleep(EMPTY_PAUSE)

    async def _fetch(self) -> list[Payload]:
        parameters: dict[str, Any] = {
            "timeout": int(self._poll_seconds),
            "limit": BATCH,
            "allowed_updates": list(ALLOWED_UPDATES),
            "offset": self._offset,
        }
        batch = await self._connection.call("getUpdates", parameters, self._poll_seconds + READ_MARGIN)
        if not isinstance(batch, list):
            raise BadBatch("getUpdates did not answer with a list")
        return [update for update in batch if isinstance(update, dict)]

    async def _leave_webhook(self) -> None:
        """Take an earlier webhook away, which would refuse every poll; what waits there stays for us."""
        try:
            await self._connection.call("deleteWebhook", {"drop_pending_updates": False})
        except TelegramError as error:
            log.warning("webhook not taken away", reason=type(error).__name__)

    async def _pause(self, error: Exception) -> None:
        """Wait longer after each failure, at most half a minute, or as long as Telegram says."""
        pause = min(self._first_pause * 2**self._failures, LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 10)
        if isinstance(error, TooMany):
            pause = error.retry_after
        elif isinstance(error, BadBatch):
            pause = self._first_pause  # nothing of it can be confirmed; waiting longer only keeps the others waiting
        pause += self._jitter(pause / 4)
        if isinstance(error, Conflict):
            log.error("somebody else fetches this bot's updates: stop the other one", pause=round(pause, 1))
        else:
            log.warning("updates not fetched", reason=type(error).__name__, pause=round(pause, 1))
        await asyncio.sleep(pause)


class BadBatch(Exception):
    """The answer to a poll is not what it should be."""


def next_offset(batch: Sequence[Payload]) -> int:
    """Return the number that confirms a batch; BadBatch when no update in it has a number."""
    numbers = []
    for update in batch:
        try:
            numbers.append(update_number(update))
        except ValueError:
            continue
    if not numbers:
        raise BadBatch("no update has a number")
    return max(numbers) + 1
