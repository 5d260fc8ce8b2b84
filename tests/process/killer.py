"""Kills a bot again and again, at moments by chance and at moments by aim, and starts it anew each time."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

from tests.process.house import House

LONGEST = 0.25
AIMS = ("", "fetched", "confirming", "sending")
"""By chance up to LONGEST seconds after the first poll; else when updates were just handed over (and 0 to 12 ms later,
around the commit), when a poll confirms updates, or when a message has arrived and the bot does not know it yet."""


class Killer:
    """Counts what was hit: kills by aim, and how many of all came while updates were unconfirmed."""

    def __init__(self, house: House, runner: str = "run", seed: int = 1) -> None:
        self._house = house
        self._runner = runner
        self._chance = Random(seed)
        self.hits: Counter[str] = Counter()
        self.busy = 0

    async def run(self, times: int, aims: tuple[str, ...] = AIMS) -> None:
        """Start and kill so often."""
        for number in range(times):
            await self.once(aims[number % len(aims)])

    async def once(self, aim: str) -> None:
        """Start a bot, wait for the moment, kill it."""
        house = self._house
        bot = house.launch(self._runner)
        try:
            if aim:
                await self._until(aim)
            else:
                await house.until_ready(bot)
                await asyncio.sleep(self._chance.uniform(0, LONGEST))
                self.hits["by chance"] += 1
        finally:
            house.playground.aim = None
            self.busy += bool(house.account.queue.pending)
            bot.kill_at_once()
        await bot.ends()

    async def _until(self, aim: str) -> None:
        moment = asyncio.Event()

        def strike(reached: str) -> None:
            if reached == aim:
                moment.set()

        self._house.playground.aim = strike
        try:
            await asyncio.wait_for(moment.wait(), 1.5)
        except TimeoutError:
            self.hits["missed"] += 1
            return
        self.hits[aim] += 1
        if aim == "fetched":
            await asyncio.sleep(self._chance.uniform(0, 0.012))
