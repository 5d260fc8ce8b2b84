"""Bring the outbox to the people: writes outcomes and claims what is due again, together in one commit.

Answers just made are handed over in memory (`accept`), already committed as `sending`. Whatever has to wait, after a
refusal, a crash or a 429, goes through the table and is claimed when it is due; `place` keeps new answers behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channel import Channel
from bot.pipeline.lanes import Lanes
from bot.pipeline.ledger import Chat, Ledger
from bot.pipeline.pacer import Pacer
from bot.pipeline.unasked import Unasked
from bot.pipeline.verdicts import doubtful
from core.errors import StorageProblem
from core.messages import Attachment
from storage import outbox
from storage.database import Database
from storage.outbox import TALK, Parcel

CLAIMED_AT_ONCE = 256
HEAVIEST = 5_000
IDLE_SECONDS = 20.0
REST = 1.0
GATHER = 0.005
log = structlog.get_logger()


class Delivery:
    """The only way out."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        attach: Callable[[Attachment], Awaitable[Attachment]] | None = None,
        pacer: Pacer | None = None,
        in_flight: int = 96,
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._chance = chance
        self._awake = asyncio.Event()
        self._lanes = Lanes(
            database, channels, now=now, chance=chance, changed=self._awake.set, attach=attach, in_flight=in_flight
        )
        self._unasked = Unasked(database, self._lanes, pacer or Pacer(), now=now, channels=self._up)
        self._alone: set[Chat] = set()
        self._due_again = True
        self._busy = False
        self._next: datetime | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def doubtful(self) -> set[Chat]:
        """The chats where a tap may prove that a message arrived."""
        return self._lanes.doubtful

    def place(self, chat: Chat) -> datetime | None:
        """Return None when a new answer to the chat can be delivered at once, else the moment it has to wait for."""
        until = self._lanes.waiting.get(chat)
        if until is None and (self._closed() or chat[0] in self._lanes.down or self._lanes.load > HEAVIEST):
            until = self._lanes.waiting[chat] = self._now()
        return until

    def hold(self, chat: Chat) -> datetime:
        """Make a chat's further answers wait behind one that is only queued; return until when."""
        return self._lanes.waiting.setdefault(chat, self._now())

    def accept(self, parcels: Iterable[Parcel]) -> None:
        """Deliver messages whose rows are committed as `sending`."""
        self._lanes.put(parcels)

    def drop(self, chat: Chat) -> None:
        """Give up what is in hand for somebody who left."""
        self._lanes.drop(chat, "left")

    def wake(self) -> None:
        """Look at the table at once: something was queued, or the clock was moved."""
        self._due_again = True
        self._awake.set()
        self._unasked.wake()

    def is_idle(self) -> bool:
        """Tell whether nothing is in hand, unwritten or deliverable now."""
        due = self._busy or self._due_again or (self._next is not None and self._next <= self._now())
        waiting = due or bool(self._alone)
        return self._lanes.is_idle() and not self._lanes.ledger and not waiting and self._unasked.is_idle()

    def is_next_within(self, seconds: float) -> bool:
        """Tell whether an answer somebody waits for is tried (again) within so many seconds."""
        return self._next is not None and (self._next - self._now()).total_seconds() < seconds

    async def start(self) -> None:
        """Settle what a crash left behind and begin to deliver."""
        await self._recover()
        self._lanes.closing = False
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._unasked.run())]
        self.wake()

    async def stop(self, seconds: float = 3.0) -> None:
        """Claim nothing more, let what is being sent finish, write how it went."""
        self._unasked.stop()
        self._lanes.closing = True
        self._awake.set()
        await self._lanes.close(seconds)
        await asyncio.gather(*self._tasks)
        self._tasks = []
        try:
            await self._round()
        except StorageProblem as problem:
            log.error("storage problem", problem=str(problem))

    def _closed(self) -> bool:
        return self._lanes.closing or not self._tasks

    def _up(self) -> list[str]:
        """Return the channels that work, letting those try again whose pause is over."""
        now = self._now()
        for name, until in list(self._lanes.down.items()):
            if until <= now:
                del self._lanes.down[name]
        return [name for name in self._channels if name not in self._lanes.down]

    async def _run(self) -> None:
        while not self._lanes.closing:
            try:
                async with asyncio.timeout(self._pause()):
                    await self._awake.wait()
            except TimeoutError:
                self._due_again = True
            self._awake.clear()
            self._busy = True
            try:
                self._lanes.put(await self._round())
            except StorageProblem as problem:
                log.error("storage problem", problem=str(problem))
                await self._rest()
            except Exception as error:  # whatever it is, a bot that no longer delivers is worse
                log.error("delivery round failed", error=type(error).__name__, exc_info=error)
                await self._rest()
            self._busy = False

    async def _rest(self) -> None:
        self._awake.set()
        if not self._lanes.closing:
            await asyncio.sleep(REST)

    def _pause(self) -> float:
        if self._next is None:
            return IDLE_SECONDS
        return max(0.01, min(IDLE_SECONDS, (self._next - self._now()).total_seconds()))

    async def _round(self) -> list[Parcel]:
        """Write how deliveries went and return what is due again, claimed."""
        due = self._next is not None and self._next <= self._now()
        free = any(not self._lanes.holds(chat) for chat in self._alone)
        looking = self._due_again or due or free or bool(self._lanes.ledger.postponed)
        if not looking and not self._lanes.closing:
            # Whoever writes meanwhile takes the outcomes along, and saves a commit.
            await asyncio.sleep(GATHER)
        if not self._lanes.ledger and not looking:
            return []
        claimed: list[Parcel] = []
        waiting = dict(self._lanes.waiting)
        try:
            with self.settling() as settle:
                async with self._database.writing() as conn:
                    await settle(conn)
                    if looking and not self._lanes.closing:
                        claimed = await self._claim(conn)
        except BaseException:
            self._lanes.waiting = {**waiting, **self._lanes.waiting}
            self._due_again = True
            raise
        return claimed

    @contextmanager
    def settling(self) -> Iterator[Callable[[AsyncConnection], Awaitable[None]]]:
        """Give what writes how deliveries went into somebody's transaction; taken back when that fails inside."""
        taken: list[Ledger] = []

        async def settle(conn: AsyncConnection) -> None:
            ledger, self._lanes.ledger = self._lanes.ledger, Ledger()
            taken.append(ledger)
            await ledger.write(conn)
            if any(row["again"] for row in ledger.settled):
                self._due_again = True
                self._awake.set()

        try:
            yield settle
        except BaseException:
            for ledger in taken:
                self._lanes.ledger.merge(ledger)
            self._awake.set()
            raise

    async def _claim(self, conn: AsyncConnection) -> list[Parcel]:
        now, channels = self._now(), self._up()
        self._alone = {chat for chat in self._alone if self._lanes.holds(chat)}
        but = [address for _, address in self._alone]
        found = await outbox.find_due(conn, now, TALK, channels, CLAIMED_AT_ONCE, but=but)
        due, held_back = one_doubt_at_a_time(found)
        self._alone |= held_back
        await outbox.claim(conn, [parcel.id for parcel in due])
        but = [address for _, address in self._alone]
        self._next = await outbox.load_next_due(conn, TALK, channels, but=but)
        self._due_again = len(found) == CLAIMED_AT_ONCE
        if self._due_again:
            self._awake.set()
        else:
            self._free(now, channels)
        if self._lanes.down:
            self._next = min(filter(None, (self._next, *self._lanes.down.values())))
        return [replace(parcel, attempts=parcel.attempts + 1) for parcel in due]

    def _free(self, now: datetime, channels: Collection[str]) -> None:
        """Let chats be answered at once again; inside the transaction, for whoever writes next must know it."""
        waiting = self._lanes.waiting
        free = [one for one, until in waiting.items() if until <= now and one[0] in channels and one not in self._alone]
        for chat in free:
            del waiting[chat]
        if free:
            self._unasked.wake()

    async def _recover(self) -> None:
        """Treat what was being sent when the process ended as perhaps arrived."""
        now, ledger = self._now(), Ledger()
        async with self._database.writing() as conn:
            for parcel, edits in await outbox.find_unfinished(conn):
                result = doubtful(parcel, now, self._chance(), edits=edits, reason="the bot stopped while sending")
                ledger.settle(parcel, result)
                if result.again is not None and parcel.care.value in TALK:
                    until = max(result.again, self._lanes.waiting.get(parcel.chat, now))
                    self._lanes.waiting[parcel.chat] = ledger.postponed[parcel.chat] = until
            await ledger.write(conn)
            self._lanes.doubtful |= await outbox.find_doubtful_chats(conn)


def one_doubt_at_a_time(found: Iterable[Parcel]) -> tuple[list[Parcel], set[Chat]]:
    """Return what may be claimed now, and the chats in which more waits behind a message that may have arrived.

    Such a message goes alone: were the process to end again, what was never tried behind it must not count as tried.
    """
    due: list[Parcel] = []
    begun: set[Chat] = set()
    closed: set[Chat] = set()
    held_back: set[Chat] = set()
    for parcel in found:
        doubted = parcel.ambiguous > 0
        if parcel.chat in closed or (doubted and parcel.chat in begun):
            closed.add(parcel.chat)
            held_back.add(parcel.chat)
            continue
        due.append(parcel)
        begun.add(parcel.chat)
        if doubted:
            closed.add(parcel.chat)
    return due, held_back
