"""The negative control: the same bot, except that it confirms updates to Telegram before they are stored."""

from __future__ import annotations

import asyncio

from bot.app import App
from bot.clock import SystemClock, jitter
from bot.command_line.run import until_stopped
from bot.settings import load_settings
from bot.telegram.polling import Poller, next_offset


class HastyPoller(Poller):
    """Says thank you before it has put anything away, as a bot does that keeps its updates in memory."""

    async def _step(self) -> None:
        batch = await self._fetch()
        if batch:
            self._offset = next_offset(batch)
            await self._connection.call("getUpdates", {"timeout": 0, "limit": 1, "offset": self._offset})
            await self._take(batch)


class HastyApp(App):
    """The bot with that poller."""

    async def _fetch(self) -> None:
        await HastyPoller(self.connection, self._take, jitter=jitter).run()


def run_hastily() -> None:
    """Run it until stopped."""
    asyncio.run(until_stopped(HastyApp(load_settings(), SystemClock())))
