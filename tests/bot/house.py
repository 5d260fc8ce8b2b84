"""The way of an update with a channel that can be told to fail; `crash` drops everything that is not on the disk."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channel import Letter, Payload
from bot.pipeline.delivery import Delivery
from bot.pipeline.intake import Intake
from bot.pipeline.pacer import Pacer
from bot.pipeline.turns import Rules
from bot.pipeline.worker import Worker
from core.conversations import Conversation, Outcome, Situation
from core.messages import (
    Answered,
    Button,
    FileKind,
    FileSent,
    Left,
    Press,
    Received,
    Returned,
    Screen,
    Sender,
    Shown,
    Tapped,
    Toast,
    Typed,
    What,
)
from core.people import Person
from handlers.turn import Env
from storage import people
from storage.database import Database
from storage.tables import inbox, outbox

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@dataclass
class FakeChannel:
    """Remembers what it showed; `faults` are raised in turn, before showing or after it (`late`)."""

    name: str = "fake"
    shown: list[Letter] = field(default_factory=list)
    toasts: list[Toast] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    late: list[Exception] = field(default_factory=list)
    faults_of: dict[str, list[Exception]] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    times: list[float] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def number(self, payload: Payload) -> int:
        return int(payload["id"])

    def chat(self, payload: Payload) -> str:
        return str(payload["chat"])

    def parse(self, payload: Payload) -> Received | None:
        what: What = Typed(payload["text"])
        if payload["text"] == "ignore":
            return None
        if payload["text"] in ("left", "returned"):
            what = Left() if payload["text"] == "left" else Returned()
        if payload["text"] == "file":
            what = FileSent(FileKind.VOICE, "ref")
        if "press" in payload:
            what = Tapped(Press.decode(payload["press"]), str(payload["id"]), payload["press"])
        sender = Sender(self.name, str(payload.get("from", payload["chat"])))
        return Received(f"{self.name}:{payload['id']}", sender, what, NOON, payload.get("message"))

    async def show(self, letter: Letter) -> str | None:
        self.times.append(asyncio.get_running_loop().time())
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        for faults in (self.faults_of.get(letter.address, []), self.faults):
            if faults:
                raise faults.pop(0)
        self.shown.append(letter)
        number = f"m{len(self.shown)}"
        if self.late:
            raise self.late.pop(0)
        return letter.changes or number

    async def acknowledge(self, toast: Toast) -> None:
        self.toasts.append(toast)

    async def fetch(self, ref: str) -> bytes:
        if self.faults:
            raise self.faults.pop(0)
        return self.files[ref]

    def texts(self, address: str = "1") -> list[str]:
        """Return what one person was shown, in order; a changed message is marked with its id."""
        return [
            f"{letter.changes}={letter.screen.text}" if letter.changes else letter.screen.text
            for letter in self.shown
            if letter.address == address
        ]


@dataclass
class Clock:
    """A clock that only moves when told."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class House:
    """Intake, worker and delivery on one database; `decide` and `handle` echo unless given."""

    def __init__(self, database: Database, channel: FakeChannel, **rules: Any) -> None:
        self.database = database
        self.channel = channel
        self.clock = Clock()
        self.ids = itertools.count(1)
        self.rules = Rules(rules.get("decide", echo), rules.get("handle", nothing), rules.get("apologise", sorry))
        self.build()

    def build(self) -> None:
        """Make the parts, as after a start."""
        channels = {self.channel.name: self.channel}
        self.delivery = Delivery(
            self.database, channels, now=self.clock.now, chance=lambda: 0.0, pacer=Pacer(1000.0, 0.0)
        )
        self.woken: list[str] = []
        self.worker = Worker(
            self.database,
            channels,
            self.rules,
            env_of=self.env,
            delivery=self.delivery,
            wake_files=lambda: self.woken.append("files"),
        )
        self.intake = Intake(self.database, self.clock.now, self.worker.wake)

    def env(self) -> Env:
        return cast(Env, SimpleNamespace(now=self.clock.now(), new_id=self.new_id))

    def new_id(self) -> int:
        return next(self.ids)

    async def start(self) -> None:
        await self.delivery.start()
        await self.worker.start()

    async def stop(self) -> None:
        await self.worker.stop()
        await self.delivery.stop()

    async def crash(self) -> None:
        """Drop everything in memory between two steps, and begin anew from the disk."""
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and _is_ours(task)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.build()

    async def say(self, number: int, text: str = "hello", chat: str = "1", **more: Any) -> None:
        await self.intake.take(self.channel, [{"id": number, "chat": chat, "text": text, **more}])

    async def idle(self, seconds: float = 5.0) -> None:
        """Wait until nothing is left to do."""
        async with asyncio.timeout(seconds):
            while not (self.intake.is_idle() and self.worker.is_idle() and self.delivery.is_idle()):
                await asyncio.sleep(0.001)

    async def forward(self, seconds: float) -> None:
        """Move the clock and wait for what that leads to."""
        self.clock.forward(seconds)
        self.delivery.wake()
        await self.idle()

    async def queue(self, *shown: Shown) -> None:
        """Put messages in the outbox as a handler elsewhere would."""
        from storage.outbox import add_shown

        async with self.database.writing() as conn:
            await add_shown(conn, shown, self.clock.now())
        self.delivery.wake()

    async def rows(self, *columns: str) -> list[Any]:
        """Return columns of the outbox, in order."""
        async with self.database.reading() as conn:
            statement = select(*(outbox.c[name] for name in columns)).order_by(outbox.c.id)
            rows = (await conn.execute(statement)).all()
        return [tuple(row) if len(columns) > 1 else row[0] for row in rows]

    async def received(self, *columns: str) -> list[Any]:
        """Return columns of the inbox, in order."""
        async with self.database.reading() as conn:
            statement = select(*(inbox.c[name] for name in columns)).order_by(inbox.c.id)
            rows = (await conn.execute(statement)).all()
        return [tuple(row) if len(columns) > 1 else row[0] for row in rows]


def _is_ours(task: asyncio.Task[Any]) -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and "/bot/" in code.co_filename and "/tests/" not in code.co_filename


def text_of(received: Received) -> str:
    what = received.what
    return what.text if isinstance(what, Typed) else what.raw if isinstance(what, Tapped) else ""


def shown_to(received: Received, env: Env, text: str, **more: Any) -> Shown:
    return Shown(env.new_id(), Screen(text, more.pop("buttons", ())), received.sender, **more)


def echo(received: Received, situation: Situation, env: Env) -> Outcome | None:
    """Answer with what was said, at once."""
    return Outcome(Answered((shown_to(received, env, text_of(received)),)))


async def nothing(conn: AsyncConnection, received: Received, situation: Situation, env: Env) -> Outcome:
    return Outcome()


def sorry(received: Received, situation: Situation, env: Env, reference: str) -> Outcome:
    return Outcome(Answered((shown_to(received, env, f"sorry {reference}"),)))


async def add_people(database: Database, *addresses: str) -> None:
    """Add people whose ids are their addresses."""
    async with database.writing() as conn:
        for address in addresses:
            await people.add_person(conn, Person(int(address), "fake", address, "A", "lv", "1"), NOON)


def counting() -> tuple[Callable[..., Outcome | None], dict[int, int]]:
    """Return a rule that counts a person's messages in their conversation, and what it counted by person."""
    seen: dict[int, int] = {}

    def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
        assert situation.person is not None
        count = situation.conversation.state.get("count", 0) + 1
        seen[situation.person.id] = count
        shown = (shown_to(received, env, str(count), person=situation.person.id),)
        return Outcome(Answered(shown), Conversation("count", {"count": count}))

    return decide, seen


def button(text: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button(text, Press.of("do", text)),),)


def numbers() -> Iterator[int]:
    return itertools.count(1)
