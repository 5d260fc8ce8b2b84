"""A playground, a seeded database and the bot between them; what the tests look at afterwards is read here."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.playground.bot_api.limits import Json
from bot.playground.bot_api.methods import Answer
from bot.playground.bot_api.updates import FIRST_UPDATE_ID
from bot.playground.clock import MovableClock
from bot.playground.faults import Fault
from bot.playground.files import Upload
from bot.playground.people import Phone
from bot.playground.server import Playground
from bot.playground.world import Bot as BotAccount
from tests.process.bots import Bot, Nursery
from tests.process.seeding import COORDINATOR, FIRST_ADDRESS, KEY, MEDIATORS

USERNAME = "kheten_test_bot"


class InVain(AssertionError):
    """What was waited for did not come."""


class WatchedPlayground(Playground):
    """A playground that tells `aim` at which point of the way the bot is: `confirming`, `fetched` or `sending`."""

    aim: Callable[[str], None] | None = None

    async def perform(self, bot: BotAccount, name: str, parameters: Json, uploads: dict[str, Upload]) -> Answer:
        """Perform a method as always, and tell about it before the caller learns anything."""
        oldest = bot.queue.pending[0]["update_id"] if bot.queue.pending else 0
        if self.aim and name == "getUpdates" and oldest and int(parameters.get("offset") or 0) > oldest:
            self.aim("confirming")
        answer = await super().perform(bot, name, parameters, uploads)
        if self.aim and name == "getUpdates" and answer:
            self.aim("fetched")
        elif self.aim and name == "sendMessage":
            self.aim("sending")
        return answer


class House:
    """Everything one test needs; people are numbered from 0, `COORDINATOR` is the last of them."""

    def __init__(self, playground: WatchedPlayground, nursery: Nursery, database: Path) -> None:
        self.playground = playground
        self.nursery = nursery
        self.database = database
        self.log = database.with_suffix(".log")
        assert playground.first_bot is not None
        self.account = playground.first_bot

    @property
    def settings(self) -> dict[str, str]:
        """The settings a bot of this house is started with."""
        return {
            "KHETEN_BOT_TOKEN": self.playground.token,
            "KHETEN_BOT_API_URL": self.playground.url,
            "KHETEN_BOT_USERNAME": USERNAME,
            "KHETEN_DATABASE_URL": f"sqlite:///{self.database}",
            "KHETEN_DATA_KEY": KEY,
            "KHETEN_SEND_RATE": "1000",
        }

    def launch(self, runner: str = "run", **settings: str) -> Bot:
        """Start a bot and do not wait for it."""
        return self.nursery.start(self.settings | settings, self.log, runner)

    @asynccontextmanager
    async def bot(self, runner: str = "run", **settings: str) -> AsyncIterator[Bot]:
        """Give a bot that takes updates already; killed afterwards where the test did not end it."""
        bot = self.launch(runner, **settings)
        try:
            await self.until_ready(bot)
            yield bot
        finally:
            await bot.kill()

    async def until_ready(self, bot: Bot, seconds: float = 15.0) -> None:
        """Wait until the bot has asked for updates, or has told where to bring them."""
        account = self.account
        account.queue.has_been_polled, account.webhook = False, None
        await self.until(
            lambda: account.queue.has_been_polled or account.webhook or bot.has_ended(), seconds, "the bot to be ready"
        )
        assert not bot.has_ended(), bot.output()

    def fail(self, method: str, code: int | None, times: int = 1, to: int | None = None, **more: Any) -> Fault:
        """Let the next calls of a method fail; `to` is a person's number, code 0 cuts the connection."""
        person = None if to is None else FIRST_ADDRESS + to
        fault = Fault(method.lower(), code, times, person=person, **more)
        self.playground.faults.waiting.append(fault)
        return fault

    async def until(self, is_so: Callable[[], object], seconds: float = 10.0, what: str = "") -> None:
        """Wait until something holds; fails with what the bot wrote."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not is_so():
                    await asyncio.sleep(0.01)
                return
        written = self.log.read_text("utf-8")[-2000:] if self.log.exists() else ""
        raise InVain(f"waited {seconds} s in vain for {what or is_so}\n{written}")

    def phone(self, number: int) -> Phone:
        """Return the hands of a person."""
        return Phone(self.playground.world, self.account, self.playground.world.people[FIRST_ADDRESS + number])

    def received(self, number: int) -> list[Json]:
        """Return what the bot's messages in a person's chat are now, the oldest first."""
        messages = self.account.conversation(FIRST_ADDRESS + number).messages.values()
        return [message for message in messages if message["from"]["id"] == self.account.id]

    def sees(self, number: int, *words: str) -> bool:
        """Tell whether one message of the bot has all these words, on its buttons or in its text."""
        return any(all(word in words_of(message) for word in words) for message in self.received(number))

    async def until_sees(self, number: int, *words: str, seconds: float = 10.0) -> None:
        """Wait until a person sees one message with all these words."""
        await self.until(lambda: self.sees(number, *words), seconds, f"{words} at person {number}")

    async def until_done(self, seconds: float = 20.0) -> None:
        """Wait until every update is taken and answered, and nothing is on its way."""

        def is_done() -> bool:
            return not self.account.queue.pending and not self.waiting()

        await self.until(is_done, seconds, "the bot to finish")

    def waiting(self) -> int:
        """Return how many updates and messages the database still holds undone."""
        inbox = self.rows("SELECT count(*) FROM inbox WHERE state = 'new'")[0][0]
        outbox = self.rows("SELECT count(*) FROM outbox WHERE state IN ('sending', 'queued')")[0][0]
        return int(inbox) + int(outbox)

    def created(self) -> int:
        """Return how many updates people have made so far."""
        return self.account.queue.next_id - FIRST_UPDATE_ID

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the bot's database."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as conn:
            return conn.execute(statement, values).fetchall()

    def states(self, table: str) -> dict[str, int]:
        """Return how many rows of `inbox` or `outbox` are in which state."""
        return dict(self.rows(f"SELECT state, count(*) FROM {table} GROUP BY state"))

    def drafts(self) -> dict[int, tuple[int, Json]]:
        """Return each person's draft as revision and state."""
        found = self.rows("SELECT person_id, revision, state FROM drafts")
        return {person - FIRST_ADDRESS: (revision, json.loads(state)) for person, revision, state in found}

    def reports(self, number: int) -> list[Json]:
        """Return the answers of every version a person sent, by question name."""
        found = self.rows("SELECT answers FROM submissions WHERE person_id = ? ORDER BY id", FIRST_ADDRESS + number)
        return [{ref.rsplit("/", 1)[-1]: value for ref, value in json.loads(one[0]).items()} for one in found]

    def calls(self, *methods: str, to: int | None = None) -> list[Json]:
        """Return the calls the bot made, as the playground's drawer shows them."""
        address = None if to is None else str(FIRST_ADDRESS + to)
        return [
            call
            for call in self.playground.world.calls.since(0)
            if call["method"] in methods and address in (None, str(call["parameters"].get("chat_id")))
        ]

    def most_copies(self) -> int:
        """Return how often the most often repeated question arrived; its buttons tell at which revision it was asked.

        Other screens, such as the home screen, look the same each time somebody asks for them.
        """
        arrived = Counter(
            tuple(str(call["parameters"].get(name)) for name in ("chat_id", "text", "reply_markup"))
            for call in self.calls("sendMessage")
            if call["answer"]["ok"] and ":q." in str(call["parameters"].get("reply_markup"))
        )
        return max(arrived.values(), default=0)

    def is_sound(self) -> bool:
        """Tell whether SQLite finds nothing wrong with the file."""
        return self.rows("PRAGMA integrity_check") == [("ok",)] and not self.rows("PRAGMA foreign_key_check")


def words_of(message: Json) -> str:
    """Return a message's text and the labels of its buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return "\n".join([message.get("text", ""), *(f"[{button['text']}]" for row in rows for button in row)])


@asynccontextmanager
async def open_house(nursery: Nursery, database: Path) -> AsyncIterator[House]:
    """Open a playground for everybody in the database."""
    playground = WatchedPlayground(MovableClock(datetime.now(UTC)), bot_username=USERNAME)
    for number in range(MEDIATORS):
        playground.add_person(f"Persona {FIRST_ADDRESS + number}", "lv", "mediator", "Talsi")
    assert playground.add_person("Koordinatore", "lv", "coordinator").id == COORDINATOR
    await playground.start()
    try:
        yield House(playground, nursery, database)
    finally:
        await playground.stop()
