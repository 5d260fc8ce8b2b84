"""Messages in hand: one after the other within a chat, chats beside each other; an outcome goes to the ledger.

A message in hand is `sending` in the database already, so nothing here waits for a commit.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.channel import Channel, ChannelDown, Letter, NotSent, Rejected, Uncertain, Undelivered, Unreachable
from bot.pipeline.ledger import Chat, Ledger
from bot.pipeline.verdicts import Verdict, verdict
from core.errors import OperatorMustAct, StorageProblem
from core.messages import Attachment, Care
from storage import outbox
from storage.database import Database
from storage.outbox import UNASKED, Parcel

REMEMBERED = 20_000
PAUSE = timedelta(seconds=60)
CANCELLED = Verdict("cancelled", "superseded")
log = structlog.get_logger()


class Lanes:
    """Delivers what it is given and notes what must wait; `changed` is called when the ledger has something."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        changed: Callable[[], None],
        attach: Callable[[Attachment], Awaitable[Attachment]] | None = None,
        in_flight: int = 96,
    ) -> None:
        self.ledger = Ledger()
        self.waiting: dict[Chat, datetime] = {}
        self.down: dict[str, datetime] = {}
        self.doubtful: set[Chat] = set()
        self.closing = False
        self.load = 0
        self._database = database
        self._channels = channels
        self._now = now
        self._chance = chance
        self._changed = changed
        self._attach = attach
        self._room = asyncio.Semaphore(in_flight)
        self._lanes: dict[Chat, deque[Parcel]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: OrderedDict[int, str] = OrderedDict()

    def put(self, parcels: Iterable[Parcel]) -> None:
        """Deliver these, each after what its chat has in hand."""
        for parcel in parcels:
            self.load += 1
            lane = self._lanes.get(parcel.chat)
            if lane is not None:
                lane.append(parcel)
                continue
            self._lanes[parcel.chat] = deque((parcel,))
            task = asyncio.create_task(self._run(parcel.chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def is_busy(self, chat: Chat) -> bool:
        """Tell whether the chat has a message in hand, or has to wait."""
        return chat in self._lanes or chat in self.waiting

    def holds(self, chat: Chat) -> bool:
        """Tell whether the chat has a message in hand."""
        return chat in self._lanes

    def is_idle(self) -> bool:
        """Tell whether nothing is in hand."""
        return not self._lanes

    def drop(self, chat: Chat, why: str) -> None:
        """Give up what a chat has in hand, except the one being sent."""
        lane = self._lanes.get(chat)
        while lane:
            self._settle(lane.popleft(), Verdict("cancelled", why))
            self.load -= 1

    async def close(self, seconds: float) -> None:
        """Start nothing more and let what is being sent finish; what does not is left to the next start."""
        self.closing = True
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, chat: Chat) -> None:
        lane = self._lanes[chat]
        while lane:
            if self.closing or chat[0] in self.down:
                self._hold(chat, lane, self._now())
                break
            parcel = lane.popleft()
            result = await self._deliver(parcel, lane)
            self.load -= 1
            if result is not None:
                self._settle(parcel, result)
                self._follow(parcel, result, lane)
        del self._lanes[chat]
        self._changed()

    def _follow(self, parcel: Parcel, result: Verdict, lane: deque[Parcel]) -> None:
        """Let the rest of the lane wait where order or the channel asks for it."""
        if result.ambiguous > parcel.ambiguous:
            self.doubtful.add(parcel.chat)
        talk = parcel.care.value not in UNASKED
        if result.again is not None and (talk or result.reason == "too many"):
            self._hold(parcel.chat, lane, result.again)
        elif result.reason == "unreachable":
            self.ledger.unreachable.add(parcel.chat)
            self.drop(parcel.chat, "unreachable")

    def _hold(self, chat: Chat, lane: deque[Parcel], until: datetime) -> None:
        self.waiting[chat] = self.ledger.postponed[chat] = until
        while lane:
            self.ledger.put_back(lane.popleft(), until)
            self.load -= 1

    async def _deliver(self, parcel: Parcel, behind: Iterable[Parcel]) -> Verdict | None:
        """Send one message; None when it arrived."""
        if parcel.expires_at is not None and parcel.expires_at <= self._now():
            return Verdict("expired", "too late", ambiguous=parcel.ambiguous)
        target = None
        try:
            target = await self._target(parcel)
            if _is_edit(parcel):
                if any(_supersedes(later, parcel, target) for later in behind):
                    self._stand_for(parcel, target)
                    return CANCELLED
                if target is None and not parcel.screen.buttons:
                    return Verdict("cancelled", "nothing to change")
            async with self._room:
                if self.closing:
                    return Verdict("queued", "the bot stopped", self._now(), parcel.ambiguous, counted=False)
                await self._show(parcel, target)
        except Undelivered as error:
            return self._failed(parcel, error, target)
        except StorageProblem as error:
            return self._failed(parcel, NotSent(str(error)), target)
        except OperatorMustAct as error:
            log.error("a message cannot be made", id=parcel.id, problem=str(error))
            return self._failed(parcel, Rejected(str(error)), target)
        except Exception as error:  # a fault of ours must not stop the chat; it may have been sent
            log.error("delivery failed", id=parcel.id, error=type(error).__name__, exc_info=error)
            return self._failed(parcel, Uncertain(type(error).__name__), target)
        return None

    async def _show(self, parcel: Parcel, target: str | None) -> None:
        attachment = parcel.screen.attachment
        if attachment is not None and attachment.file_id is not None and self._attach is not None:
            attachment = await self._attach(attachment)
        channel = self._channels[parcel.channel]
        letter = Letter(parcel.address, parcel.screen, target, attachment)
        try:
            message = await channel.show(letter)
        except Rejected:
            if target is None or not parcel.screen.buttons:
                raise
            # The message to change is gone from the chat: show the question anew, or the person is stuck.
            target = None
            message = await channel.show(Letter(parcel.address, parcel.screen, None, attachment))
        message = message or target
        self.ledger.sent[parcel.id] = message
        if message is not None:
            self._remember(parcel.id, message)
            if parcel.replaces is not None and target is None:
                self._stand_for(parcel, message, parcel.replaces)
        self._changed()

    def _failed(self, parcel: Parcel, error: Undelivered, target: str | None) -> Verdict:
        now = self._now()
        log.info("not delivered", id=parcel.id, error=type(error).__name__, attempts=parcel.attempts)
        if isinstance(error, ChannelDown):
            if parcel.channel not in self.down:
                log.error("the channel refuses the bot; check its token", channel=parcel.channel, error=str(error))
            self.down[parcel.channel] = now + PAUSE
        elif isinstance(error, Unreachable):
            log.info("a person cannot be reached", person=parcel.person)
        edits = target is not None and parcel.care in (Care.EDIT, Care.REPLY)
        return verdict(parcel, error, now, self._chance(), edits=edits)

    def _settle(self, parcel: Parcel, result: Verdict) -> None:
        self.ledger.settle(parcel, result, self._known.get(parcel.id))
        self._changed()

    async def _target(self, parcel: Parcel) -> str | None:
        """Return the channel's id of the message to change, None when there is none (any more)."""
        if parcel.replaces_message is not None or parcel.replaces is None:
            return parcel.replaces_message
        known = self._known.get(parcel.replaces)
        if known is not None:
            return known
        async with self._database.reading() as conn:
            return (await outbox.load_messages(conn, [parcel.replaces])).get(parcel.replaces)

    def _stand_for(self, parcel: Parcel, message: str | None, number: int | None = None) -> None:
        """Remember that what changes this message later has to change `message`."""
        number = parcel.id if number is None else number
        if message is not None:
            self._remember(number, message)
            if number != parcel.id:
                self.ledger.stands_for[number] = message

    def _remember(self, number: int, message: str) -> None:
        self._known[number] = message
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _is_edit(parcel: Parcel) -> bool:
    return parcel.replaces is not None or parcel.replaces_message is not None


def _supersedes(later: Parcel, parcel: Parcel, target: str | None) -> bool:
    """Tell whether a later message changes the same one, so that the earlier change need not be shown."""
    if later.replaces is not None and later.replaces in (parcel.id, parcel.replaces):
        return True
    return later.replaces_message is not None and later.replaces_message == target
