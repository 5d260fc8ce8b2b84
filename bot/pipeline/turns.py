"""One transaction of updates: parse each, load all senders at once, decide, save all at once; set aside what fails.

Only what `decide` cannot answer from what was loaded goes through `handle`, after the rest, each in a savepoint.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channel import Channel
from bot.pipeline.delivery import Delivery
from core.conversations import Outcome, Situation
from core.messages import FileSent, Left, Received, Returned, Sender, Shown, Tapped, Toast
from handlers.turn import Env
from storage import inbox, outbox, situations
from storage.complaints import storage_problem
from storage.inbox import Waiting
from storage.outbox import UNASKED, Parcel
from storage.situations import Seen

Decide = Callable[[Received, Situation, Env], Outcome | None]
Handle = Callable[[AsyncConnection, Received, Situation, Env], Awaitable[Outcome]]
Apologise = Callable[[Received, Situation, Env, str], Outcome]

ATTEMPTS = 3
BREATH = 16
SEEN_AGAIN = timedelta(seconds=60)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rules:
    """What answers messages: on values alone where that is enough, else with the transaction."""

    decide: Decide
    handle: Handle
    apologise: Apologise


@dataclass(frozen=True, slots=True)
class Turn:
    """One update on its way through."""

    waiting: Waiting
    received: Received

    @property
    def sender(self) -> Sender:
        return self.received.sender

    @property
    def address(self) -> tuple[str, str]:
        return self.sender.channel, self.sender.address


@dataclass(slots=True)
class Aftermath:
    """What is left to do once the transaction is committed; `again` when more waits already."""

    taken: int = 0
    again: bool = False
    parcels: list[Parcel] = field(default_factory=list)
    queued: bool = False
    toasts: list[tuple[str, Toast]] = field(default_factory=list)
    menus: list[Sender] = field(default_factory=list)
    files: bool = False
    left: list[tuple[str, str]] = field(default_factory=list)
    certain: list[tuple[str, str]] = field(default_factory=list)


class Turns:
    """Works through the given updates inside one transaction; made anew for each."""

    def __init__(
        self, conn: AsyncConnection, rules: Rules, env: Env, channels: Mapping[str, Channel], delivery: Delivery
    ) -> None:
        self._conn = conn
        self._rules = rules
        self._env = env
        self._channels = channels
        self._delivery = delivery
        self._known: dict[tuple[str, str], Situation] = {}
        self._done: list[Waiting] = []
        self._failed: list[tuple[Waiting, str, str]] = []
        self.aftermath = Aftermath()

    async def take(self, waiting: Sequence[Waiting]) -> Aftermath:
        """Answer these updates and save everything; the caller commits and then sees to the aftermath."""
        self.aftermath.taken = len(waiting)
        self.aftermath.again = any(row.behind > 1 for row in waiting)
        turns = self._parsed(waiting)
        self._known = await situations.load_situations(self._conn, [turn.sender for turn in turns], self._env.now)
        await self._note_presence(turns)
        cold = await self._decide(turns)
        handled = [await self._handle(turn, reload=index > 0) for index, turn in enumerate(cold)]
        await self._save([one for one in handled if one is not None])
        await inbox.save_done(self._conn, self._done)
        await inbox.save_set_aside(self._conn, self._failed)
        return self.aftermath

    def _parsed(self, waiting: Sequence[Waiting]) -> list[Turn]:
        """Return what can be read, one turn a sender; the rest is set aside, or left for the next batch."""
        turns: dict[tuple[str, str], Turn] = {}
        for row in waiting:
            try:
                received = self._channels[row.channel].parse(json.loads(row.payload))
            except Exception as error:  # one malformed update must not stop its neighbours
                log.warning("update quarantined", key=row.key, error=type(error).__name__, exc_info=error)
                self._failed.append((row, "quarantined", type(error).__name__))
                continue
            if received is None:
                self._done.append(row)
                continue
            turn = Turn(row, received)
            if turns.setdefault(turn.address, turn) is not turn:
                self.aftermath.again = True
        return list(turns.values())

    async def _note_presence(self, turns: Sequence[Turn]) -> None:
        """Keep when people wrote last and whether they can be reached; a tap proves that its message arrived."""
        now, seen = self._env.now, []
        for turn in turns:
            what, person = turn.received.what, self._known[turn.address].person
            reachable = not isinstance(what, Left)
            if isinstance(what, Left | Returned):
                await outbox.cancel_queued(self._conn, turn.address, "left")
                self.aftermath.left.append(turn.address)
            if person and (
                person.reachable != reachable or person.wrote_at is None or now - person.wrote_at > SEEN_AGAIN
            ):
                seen.append(Seen(person.id, reachable))
            if isinstance(what, Tapped) and turn.address in self._delivery.doubtful and turn.received.message:
                await self._prove(turn, what.raw, turn.received.message)
        await situations.save_seen(self._conn, seen, now)

    async def _prove(self, turn: Turn, raw: str, message: str) -> None:
        if not await outbox.save_proof(self._conn, turn.sender, raw, message):
            self.aftermath.certain.append(turn.address)

    async def _decide(self, turns: Sequence[Turn]) -> list[Turn]:
        """Save together what could be decided at once and return the rest."""
        cold, hot = [], []
        for index, turn in enumerate(turns):
            if index % BREATH == BREATH - 1:
                await asyncio.sleep(0)
            try:
                outcome = self._rules.decide(turn.received, self._known[turn.address], self._env)
            except Exception as error:  # a fault in one conversation must not stop the others
                await self._fail(turn, error)
                continue
            if outcome is None:
                cold.append(turn)
            else:
                hot.append((turn, outcome))
        await self._save(hot)
        return cold

    async def _handle(self, turn: Turn, *, reload: bool) -> tuple[Turn, Outcome] | None:
        """Answer one update with the transaction in hand; what it did is undone when it fails, and None returned.

        What it leads to is not saved yet: nobody else's turn reads it, and saving all together is cheaper.
        """
        try:
            async with self._conn.begin_nested():
                if reload:
                    self._known |= await situations.load_situations(self._conn, [turn.sender], self._env.now)
                situation = self._known[turn.address]
                outcome = await self._rules.handle(self._conn, turn.received, situation, self._env)
                if situation.person is None and outcome.conversation is not None:
                    self._known |= await situations.load_situations(self._conn, [turn.sender], self._env.now)
        except Exception as error:
            if storage_problem(error) is not None:
                raise
            await self._fail(turn, error)
            return None
        return turn, outcome

    async def _save(self, outcomes: Sequence[tuple[Turn, Outcome]]) -> None:
        """Save what turns led to, with one statement for each table."""
        changed = {}
        for turn, outcome in outcomes:
            person = self._known[turn.address].person
            if outcome.conversation is not None and person is not None:
                changed[person.id] = outcome.conversation
        drafts = [outcome.draft for _, outcome in outcomes if outcome.draft is not None]
        await situations.save_conversations(self._conn, changed)
        await situations.save_drafts(self._conn, drafts, self._env.now)
        parcels: list[Parcel] = []
        shown = [one for _, outcome in outcomes for one in outcome.answered.shown]
        await outbox.add_rows(self._conn, [self._row(one, parcels) for one in shown])
        # Nothing of a turn that failed above may leave the house.
        self.aftermath.parcels += parcels
        for turn, outcome in outcomes:
            self._finish(turn, outcome)

    def _row(self, shown: Shown, parcels: list[Parcel]) -> dict[str, Any]:
        """Return the outbox row of a message, noting it when delivery can take it at once."""
        now, chat = self._env.now, (shown.address.channel, shown.address.address)
        planned = shown.not_before is not None and shown.not_before > now
        if shown.care.value in UNASKED or planned:
            self.aftermath.queued = True
            return outbox.outbox_row(shown, now)
        until = self._delivery.place(chat)
        if until is None and shown.key is not None:
            until = self._delivery.hold(chat)
        if until is not None:
            self.aftermath.queued = True
            return outbox.outbox_row(shown, now, not_before=until)
        parcels.append(Parcel.of(shown))
        return outbox.outbox_row(shown, now, sending=True)

    def _finish(self, turn: Turn, outcome: Outcome) -> None:
        self._done.append(turn.waiting)
        if isinstance(turn.received.what, Tapped):
            toast = outcome.answered.toast or Toast(turn.received.what.query)
            self.aftermath.toasts.append((turn.sender.channel, toast))
        if isinstance(turn.received.what, FileSent):
            self.aftermath.files = True
        if outcome.answered.menu:
            self.aftermath.menus.append(turn.sender)

    async def _fail(self, turn: Turn, error: Exception) -> None:
        """Count the attempt; after the last one the person is told, with a number to name."""
        row, name = turn.waiting, type(error).__name__
        log.error("update failed", key=row.key, attempt=row.attempts + 1, error=name, exc_info=error)
        if row.attempts + 1 < ATTEMPTS:
            self.aftermath.again = True
            self._failed.append((row, "new", name))
            return
        self._failed.append((row, "dead", name))
        reference = f"{row.id % 1_000_000:06}"
        log.error("update given up", key=row.key, reference=reference, error=name)
        try:
            sorry = self._rules.apologise(turn.received, self._known[turn.address], self._env, reference)
        except Exception as worse:  # then there is nothing left to say
            log.error("apology failed", key=row.key, error=type(worse).__name__, exc_info=worse)
            return
        parcels: list[Parcel] = []
        await outbox.add_rows(self._conn, [self._row(one, parcels) for one in sorry.answered.shown])
        self.aftermath.parcels += parcels
        if isinstance(turn.received.what, Tapped):
            toast = sorry.answered.toast or Toast(turn.received.what.query)
            self.aftermath.toasts.append((turn.sender.channel, toast))

    async def give_up_once(self, row: Waiting, error: Exception) -> Aftermath:
        """Count the failure of an update that could not even be saved; the person is told after the last attempt."""
        self.aftermath.taken = 1
        turns = self._parsed([row])
        self._known = await situations.load_situations(self._conn, [turn.sender for turn in turns], self._env.now)
        for turn in turns:
            await self._fail(turn, error)
        await inbox.save_done(self._conn, self._done)
        await inbox.save_set_aside(self._conn, self._failed)
        return self.aftermath
