"""`kheten run`: the bot until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from typing import TYPE_CHECKING

import structlog

from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.app import App

log = structlog.get_logger(__name__)


def run_bot() -> None:
    """Run until SIGTERM or SIGINT; SettingProblem or OperatorMustAct when it cannot start."""
    settings = load_settings()
    token = settings.token
    secrets = [token, *(s.get_secret_value() for s in (settings.webhook_secret, settings.data_key) if s)]
    set_up_logs(settings.log_level, settings.log_format, secrets)
    from bot.app import build  # a wrong setting is told without waiting for it

    asyncio.run(until_stopped(build(settings, SystemClock())))


async def until_stopped(app: App) -> None:
    """Start, wait for a signal or for Telegram to refuse the bot, and stop in order."""
    stopping = stop_signal()
    await app.start()
    rarely_collect()
    try:
        waiting = [asyncio.create_task(app.wait()), asyncio.create_task(stopping.wait())]
        done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()
    finally:
        log.info("bot stops")
        await app.stop()


def rarely_collect() -> None:
    """Leave what lives as long as the process out of every collection, and collect less often.

    A tenth of the time of a busy bot went into looking at modules and tables again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def stop_signal() -> asyncio.Event:
    """Return what is set by the first SIGTERM or SIGINT."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping
