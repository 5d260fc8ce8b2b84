"""Ask every few seconds what is due; the truth about it is in the database, APScheduler only ticks.

What a tick makes goes into the outbox in the transaction that marks it done, so that it happens once; ticks missed
while the bot was down are made up for by the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pipeline.delivery import Delivery
from core.errors import StorageProblem
from core.messages import Shown
from core.periods import RIGA
from handlers.turn import Env
from storage import outbox
from storage.database import Database
from storage.retention import drop_expired

SECONDS = 20
log = structlog.get_logger()

Tick = Callable[[AsyncConnection, Env], Awaitable[tuple[Shown, ...]]]


class Schedule:
    """The tick, and once a day the forgetting of what is kept long enough."""

    def __init__(
        self,
        database: Database,
        tick: Tick,
        *,
        env_of: Callable[[], Env],
        delivery: Delivery,
    ) -> None:
        self._database = database
        self._tick = tick
        self._env_of = env_of
        self._delivery = delivery
        self._turn = asyncio.Lock()
        self._forgot_on: date | None = None
        self._scheduler: Any = None
        self._woken: set[asyncio.Task[None]] = set()

    def is_idle(self) -> bool:
        """Tell whether no tick is under way."""
        return not self._woken and not self._turn.locked()

    def wake(self) -> None:
        """Tick in the background: the clock was moved."""
        task = asyncio.create_task(self._tick_safely())
        self._woken.add(task)
        task.add_done_callback(self._woken.discard)

    async def tick_now(self) -> None:
        """Do what is due at this moment and return when it is committed; StorageProblem."""
        async with self._turn:
            env = self._env_of()
            async with self._database.writing() as conn:
                shown = await self._tick(conn, env)
                await outbox.add_shown(conn, shown, env.now)
            if shown:
                self._delivery.wake()
            await self._forget(env)

    async def start(self) -> None:
        """Tick once now and then every few seconds."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - not needed by the commands

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._tick_safely, "interval", seconds=SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()
        self.wake()

    async def stop(self) -> None:
        """Tick no more; one under way is finished."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        if self._woken:
            await asyncio.wait(set(self._woken), timeout=2)
        async with self._turn:
            return

    async def _tick_safely(self) -> None:
        try:
            await self.tick_now()
        except StorageProblem as problem:
            log.error("storage problem", problem=str(problem))
        except Exception as error:  # the next tick tries again
            log.error("tick failed", error=type(error).__name__, exc_info=error)

    async def _forget(self, env: Env) -> None:
        """Once a day, drop what is kept long enough and empty the log it could be read from."""
        today = env.now.astimezone(RIGA).date()
        if self._forgot_on == today:
            return
        async with self._database.writing() as conn:
            dropped = await drop_expired(conn, env.now)
        self._forgot_on = today
        if dropped:
            log.info("dropped what was kept long enough", **dropped)
            await self._database.checkpoint()
