"""The bot put together: `build` makes the parts and starts nothing, `App` starts and stops them in order.

What comes in stops first and what goes out stops last, so that at the end nothing is in flight.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalogues import Catalogues
from bot.channel import ChannelDown, Payload, Undelivered
from bot.clock import Clock, Ids, chance, jitter
from bot.keys import DEFAULT_FILE, obtain_data_key
from bot.pipeline.delivery import Delivery
from bot.pipeline.files import Files
from bot.pipeline.intake import Intake
from bot.pipeline.pacer import Pacer
from bot.pipeline.schedule import Schedule
from bot.pipeline.turns import Rules
from bot.pipeline.worker import Worker
from bot.settings import Settings
from bot.shelf import open_shelf
from bot.surroundings import Surroundings
from bot.telegram.channel import TelegramChannel
from bot.telegram.commands import describe_bot, set_menu
from bot.telegram.connection import connect
from bot.telegram.polling import Poller
from bot.telegram.webhook import Webhook
from core.errors import OperatorMustAct, SettingProblem
from core.messages import Sender, Shown
from handlers import router
from handlers.report.voice import lost_voice
from handlers.schedule import tick
from handlers.turn import Contact, Env
from storage.database import Database, open_database
from storage.engine import database_url, sqlite_file
from storage.files import WantedFile
from storage.migrations import upgrade
from storage.people import load_person, load_person_at

MEETING_SECONDS = 10.0
MEET_AGAIN_SECONDS = 30.0

log = structlog.get_logger(__name__)


class App:
    """One bot on one database; made by `build`."""

    def __init__(self, settings: Settings, clock: Clock, data_key_file: Path = DEFAULT_FILE) -> None:
        self.settings = settings
        self.clock = clock
        self.ids = Ids()
        self.catalogues = Catalogues()
        self.connection = connect(settings.token, settings.bot_api_url)
        self.channel = TelegramChannel(self.connection, settings.username)
        self.surroundings = Surroundings(
            clock,
            self.ids,
            self.catalogues.texts,
            Contact(settings.contact_phone, settings.contact_email),
            lambda: self.channel.username,
        )
        self._data_key_file = data_key_file
        self.database: Database | None = None
        self._closing = contextlib.AsyncExitStack()
        self._fetching: asyncio.Task[None] | None = None
        self._errands: list[asyncio.Task[None]] = []
        self._patience = 1.0

    async def open(self) -> Database:
        """Open the database as this program expects it, and the forms in it; OperatorMustAct says what is wrong."""
        if self.database is None:
            make_folder(self.settings.database_url)
            self.database = await open_database(self.settings.database_url)
            self._closing.push_async_callback(self.database.close)
            await upgrade(self.database)
            self.surroundings.forms = await open_shelf(self.database, self.clock.now())
            async with self.database.reading() as conn:
                await self.surroundings.read(conn)
        return self.database

    async def start(self) -> None:
        """Settle what a crash left and begin to answer; OperatorMustAct says what is wrong."""
        try:
            database = await self.open()
            self._data_key = obtain_data_key(self.settings, self._data_key_file)
            await self._closing.enter_async_context(self.connection)
            await self._meet()
            await self._start_parts(database)
        except BaseException:
            await self.stop()
            raise
        self._errands.append(asyncio.create_task(self._describe()))
        log.info("bot started", bot=self.channel.username, webhook=self.settings.webhook_url is not None)

    async def _start_parts(self, database: Database) -> None:
        """Make and start the parts that need the database, the way out before the way in."""
        channels = {self.channel.name: self.channel}
        now = self.clock.now
        self.files = Files(database, channels, self._data_key, now=now, regret=self._regret, queued=self._queued)
        self.delivery = Delivery(
            database,
            channels,
            now=now,
            chance=chance,
            attach=self.files.attach,
            pacer=Pacer(self.settings.send_rate),
        )
        self.worker = Worker(
            database,
            channels,
            Rules(router.decide, router.handle, router.apologise),
            env_of=self.surroundings.env,
            delivery=self.delivery,
            set_menu=self.set_menu_of,
            wake_files=self.files.wake,
        )
        self.intake = Intake(database, now, self.worker.wake)
        self.schedule = Schedule(database, self._tick, env_of=self.surroundings.env, delivery=self.delivery)
        self._parts = (self.intake, self.worker, self.files, self.schedule, self.delivery)
        await self.delivery.start()
        self._closing.push_async_callback(lambda: self.delivery.stop(1.5 * self._patience))
        await self.worker.start()
        self._closing.push_async_callback(lambda: self.worker.stop(self._patience))
        await self.files.start()
        self._closing.push_async_callback(lambda: self.files.stop(0.5 * self._patience))
        await self.schedule.start()
        self._closing.push_async_callback(self.schedule.stop)
        self._fetching = asyncio.create_task(self._fetch())

    async def stop(self, patience: float = 1.0) -> None:
        """Stop within five seconds; what is not finished is taken up at the next start.

        With patience 0 nothing is waited for, as when the process is killed.
        """
        self._patience = patience
        tasks = [task for task in (self._fetching, *self._errands) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._closing.aclose()

    async def wait(self) -> None:
        """Wait for the way in to end by itself; OperatorMustAct when Telegram refuses the bot."""
        assert self._fetching is not None
        try:
            await asyncio.shield(self._fetching)
        except ChannelDown as error:
            raise OperatorMustAct(str(error)) from None

    def wake(self) -> None:
        """Look at everything that waits for a moment: the clock was moved."""
        self.schedule.wake()
        self.files.wake()
        self.delivery.wake()
        self.worker.wake()

    async def idle(self, seconds: float) -> bool:
        """Wait until there is nothing left to do; False when that takes longer.

        An answer that is tried again later than that is not waited for.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        try:
            async with asyncio.timeout(seconds):
                while self._has_to_do(until - loop.time()):  # noqa: ASYNC110 - many parts, and only the playground asks
                    await asyncio.sleep(0.01)
        except TimeoutError:
            return False
        return True

    def _has_to_do(self, seconds: float) -> bool:
        return not self.is_idle() or self.delivery.is_next_within(seconds)

    def is_idle(self) -> bool:
        """Tell whether nothing is under way and nothing is due."""
        return all(part.is_idle() for part in self._parts)

    async def _fetch(self) -> None:
        """Bring updates in, the way the settings say."""
        settings = self.settings
        if settings.webhook_url is None or settings.webhook_secret is None:
            await Poller(self.connection, self._take, jitter=jitter).run()
            return
        secret = settings.webhook_secret.get_secret_value()
        await Webhook(self.connection, self._take, settings.webhook_url, secret, settings.webhook_listen).run(jitter)

    async def _take(self, updates: Sequence[Payload]) -> None:
        await self.intake.take(self.channel, updates)

    async def _tick(self, conn: AsyncConnection, env: Env) -> tuple[Shown, ...]:
        """Do what is due, under the programme as it is stored now."""
        await self.surroundings.read(conn)
        return await tick(conn, self.surroundings.env())

    async def _meet(self) -> None:
        """Learn the bot's own name; a refused token stops the start, an unreachable server does not."""
        try:
            async with asyncio.timeout(MEETING_SECONDS):
                await self.channel.learn_username()
        except ChannelDown:
            raise SettingProblem("KHETEN_BOT_TOKEN is refused by Telegram") from None
        except (Undelivered, TimeoutError) as error:
            log.warning("Telegram cannot be reached yet", reason=str(error))

    async def _describe(self) -> None:
        """See to it in the background that Telegram knows the bot's menus, and the bot its own name."""
        while not self.channel.username:
            await asyncio.sleep(MEET_AGAIN_SECONDS)
            with contextlib.suppress(Undelivered):
                await self.channel.learn_username()
        changed = await describe_bot(self.connection, self.catalogues.texts)
        log.debug("menus checked", changed=changed)

    async def _regret(self, file: WantedFile) -> tuple[Shown, ...]:
        """Return what somebody is told whose voice message is lost."""
        assert self.database is not None
        async with self.database.reading() as conn:
            person = await load_person(conn, file.person, self.clock.now())
        return () if person is None else (lost_voice(self.surroundings.env(), person),)

    def _queued(self) -> None:
        self.delivery.wake()

    async def set_menu_of(self, sender: Sender) -> None:
        """Set the menu of somebody whose language or role changed."""
        assert self.database is not None
        async with self.database.reading() as conn:
            await self.surroundings.read(conn)  # a new role may be in a municipality not heard of before
            person = await load_person_at(conn, sender.channel, sender.address, self.clock.now())
        if person is not None:
            await set_menu(self.connection, sender.address, person.role, self.catalogues.texts(person.language))


def build(settings: Settings, clock: Clock, data_key_file: Path = DEFAULT_FILE) -> App:
    """Return the bot, not started; SettingProblem when a setting it needs is missing."""
    return App(settings, clock, data_key_file)


def make_folder(address: str) -> None:
    """Make the folder of the default database, so that a first start needs no preparation."""
    path = sqlite_file(database_url(address))
    default = Settings.model_fields["database_url"].default
    if path is not None and address == default:
        path.parent.mkdir(parents=True, exist_ok=True)
