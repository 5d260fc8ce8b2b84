"""Send reminders, digests and news: evenly paced, one claim and one commit each, so that `once` stays once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

import structlog

from bot.pipeline.lanes import Lanes
from bot.pipeline.pacer import Pacer
from core.errors import StorageProblem
from storage import outbox
from storage.database import Database
from storage.outbox import UNASKED, Parcel

AT_MOST = 64
MOST_NAMED = 500
IDLE_SECONDS = 20.0
BUSY_SECONDS = 0.2
log = structlog.get_logger()


class Unasked:
    """The loop beside delivery that claims what nobody asked for."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        pacer: Pacer,
        *,
        now: Callable[[], datetime],
        channels: Callable[[], Collection[str]],
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._pacer = pacer
        self._now = now
        self._channels = channels
        self._awake = asyncio.Event()
        self._next: datetime | None = None
        self._busy = False
        self._stopping = False

    def wake(self) -> None:
        """Look at once: something was queued, or the clock was moved."""
        self._awake.set()

    def is_idle(self) -> bool:
        """Tell whether nothing waits that could be sent now."""
        return not self._busy and not self._awake.is_set() and (self._next is None or self._next > self._now())

    def stop(self) -> None:
        """End the loop after the present message."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Send what is due until stopped."""
        self._awake.set()
        while not self._stopping:
            self._busy = True
            try:
                pause = await self._round()
            except StorageProblem as problem:
                log.error("storage problem", problem=str(problem))
                pause = 1.0
            except Exception as error:  # whatever it is, reminders must not end with it
                log.error("unasked round failed", error=type(error).__name__, exc_info=error)
                pause = 1.0
            self._busy = False
            try:
                async with asyncio.timeout(pause):
                    await self._awake.wait()
            except TimeoutError:
                continue

    async def _round(self) -> float:
        """Send each chat's first due message and return the seconds until it is worth looking again."""
        self._awake.clear()
        now, channels = self._now(), self._channels()
        # Chats that have to wait are looked at again when they need not any more: `wake` is called then.
        waiting = [address for _, address in list(self._lanes.waiting)[:MOST_NAMED]]
        cooling = [address for _, address in self._pacer.cooling(self._seconds())]
        async with self._database.reading() as conn:
            due = await outbox.find_due(conn, now, UNASKED, channels, AT_MOST, but=waiting + cooling[:MOST_NAMED])
            self._next = await outbox.load_next_due(conn, UNASKED, channels, but=waiting)
        for parcel in due:
            if self._stopping:
                break
            if not self._lanes.is_busy(parcel.chat) and not self._pacer.chat_wait(parcel.chat, self._seconds()):
                await self._send(parcel)
        if self._next is None:
            return IDLE_SECONDS
        return max(BUSY_SECONDS, min(IDLE_SECONDS, (self._next - self._now()).total_seconds()))

    async def _send(self, parcel: Parcel) -> None:
        await asyncio.sleep(self._pacer.wait(self._seconds()))
        async with self._database.writing() as conn:
            mine = await outbox.claim_one(conn, parcel.id)
        if mine:
            self._pacer.sent(parcel.chat, self._seconds())
            self._lanes.put([replace(parcel, attempts=parcel.attempts + 1)])

    def _seconds(self) -> float:
        return asyncio.get_running_loop().time()
