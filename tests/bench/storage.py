"""Updates per second of intake, worker, outbox and delivery alone: `python -m tests.bench.storage [updates]`.

64 chats, each of which writes again when its answer has arrived; a decision is an answer, a draft and an edit, as in
a report. Nothing is sent over a network, so this is the ceiling the durable way puts on everything else.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import structlog

from bot.channel import Letter
from bot.clock import Ids
from core.conversations import Conversation, Outcome, Situation
from core.drafts import Draft, OpenDraft
from core.messages import Answered, Button, Care, Press, Received, Screen, Shown
from core.people import Person
from handlers.turn import Env
from storage import drafts, people, situations
from storage.database import Database
from tests import databases
from tests.bot.house import NOON, FakeChannel, House

CHATS = 64
ANSWERS = {f"/data/group/question_{number}": str(number) for number in range(20)}
ROWS = tuple((Button(f"Choice {number}", Press.of("q.choose", 7, 12, number)),) for number in range(6))


class Loop(FakeChannel):
    """Lets each person write again as soon as the second message of an answer has arrived."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.left = total
        self.last = 0
        self.count = 0
        self.began: dict[str, float] = {}
        self.took: list[float] = []
        self.waiting: list[dict[str, object]] = []

    async def show(self, letter: Letter) -> str | None:
        await asyncio.sleep(0)
        self.count += 1
        if letter.changes is None:
            self.took.append(time.perf_counter() - self.began[letter.address])
            self.write(letter.address)
        return letter.changes or str(self.count)

    def write(self, chat: str) -> None:
        """Let one person write."""
        if self.left > 0:
            self.left -= 1
            self.last += 1
            self.began[chat] = time.perf_counter()
            self.waiting.append({"id": self.last, "chat": chat, "text": "12"})


def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
    """Answer as a report does: the draft grows, the question shrinks, the next one is asked."""
    kept = situation.draft
    assert kept is not None
    draft = kept.draft.changed(answers={**ANSWERS, "/data/a": str(kept.draft.revision)})
    person = kept.person
    old = situation.conversation.prompt
    answered = Shown(
        env.new_id(), Screen("✓ How many families? – 12"), received.sender, person, Care.EDIT, replaces=old
    )
    asked = Shown(env.new_id(), Screen("How many families did you work with?\nLast: 14", ROWS), received.sender, person)
    shown = (asked,) if old is None else (answered, asked)
    return Outcome(Answered(shown), Conversation("report", {}, kept.id, asked.id), replace(kept, draft=draft))


async def settle(database: Database) -> None:
    """Add people in the middle of a report."""
    async with database.writing() as conn:
        for number in range(1, CHATS + 1):
            await people.add_person(conn, Person(number, "fake", str(number), "A", "lv", "1"), NOON)
            await drafts.add_draft(conn, OpenDraft(number, number, ("f", "1"), "talsi", "2026-10", Draft()), NOON)
        conversations = {number: Conversation("report", {}, number) for number in range(1, CHATS + 1)}
        await situations.save_conversations(conn, conversations)


async def measure(database: Database, total: int) -> tuple[float, float, list[float]]:
    """Return seconds, CPU seconds and each answer's latency."""
    await settle(database)
    channel = Loop(total)
    house = House(database, channel, decide=decide)
    house.ids = iter(Ids().__call__, None)  # type: ignore[assignment]
    await house.start()
    began, cpu = time.perf_counter(), cpu_seconds()
    for number in range(1, CHATS + 1):
        channel.write(str(number))
    while len(channel.took) < total:
        batch, channel.waiting = channel.waiting[:100], channel.waiting[100:]
        await house.intake.take(channel, batch)
        if not channel.waiting:
            await asyncio.sleep(0.001)
    await house.idle(60)
    took = time.perf_counter() - began
    await house.stop()
    return took, cpu_seconds() - cpu, sorted(channel.took)


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def main(total: int) -> None:
    """Print one line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        template = databases.make_template(Path(folder))
        database = await databases.open_copy(template, Path(folder))
        seconds, cpu, took = await measure(database, total)
        await database.close()
    print(
        f"{total} updates, {CHATS} chats, SQLite FULL: {total / seconds:,.0f} updates/s, "
        f"{cpu / total * 1000:.2f} s CPU per 1,000, p50 {took[len(took) // 2] * 1000:.0f} ms, "
        f"p99 {took[len(took) * 99 // 100] * 1000:.0f} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
