"""When a bot has nothing left to do: the embedded bot says so itself, a foreign one is watched from outside."""

import asyncio
import time
from typing import TYPE_CHECKING

from bot.playground.world import Bot

if TYPE_CHECKING:
    from bot.playground.server import Playground

QUIET_SECONDS = 0.15
GONE_SECONDS = 3.0
_LOOK_SECONDS = 0.02


async def is_idle(playground: "Playground", seconds: float) -> bool:
    """Wait until nothing is left to do; return False when that did not happen within the time.

    A foreign bot counts as done when it has confirmed every update, waits for the next one (in getUpdates or behind
    its webhook) and has not called anything for 150 ms.
    """
    until = time.monotonic() + seconds
    while True:
        if await _is_quiet(playground, until):
            return True
        if time.monotonic() >= until:
            return False
        await asyncio.sleep(_LOOK_SECONDS)


async def _is_quiet(playground: "Playground", until: float) -> bool:
    bots = list(playground.world.bots.values())
    own = playground.first_bot if playground.on_idle else None
    foreign = [bot for bot in bots if bot is not own and (bot.queue.has_been_polled or bot.webhook)]
    alive = [bot for bot in foreign if _is_alive(bot)]
    if own is None and not foreign and any(bot.queue.pending for bot in bots):
        return False
    if not all(map(_is_done, alive if own or alive else foreign)):
        return False
    if own is None or playground.on_idle is None:
        return True
    if own.queue.pending:
        return False
    is_done = await playground.on_idle(max(until - time.monotonic(), 0.05))
    return is_done and not own.queue.pending


def _is_alive(bot: Bot) -> bool:
    """Leave out bots that stood beside this one and have gone."""
    return bot.queue.is_polled or bot.webhook is not None or time.monotonic() - bot.last_call < GONE_SECONDS


def _is_done(bot: Bot) -> bool:
    if bot.queue.pending or bot.deliveries:
        return False
    is_waiting = bot.queue.is_polled or bot.webhook is not None
    return is_waiting and time.monotonic() - bot.last_call >= QUIET_SECONDS
