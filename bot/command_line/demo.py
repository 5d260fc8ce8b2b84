"""`kheten demo`: the real bot beside a Bot API server of its own, with people to play; a new folder each time."""

from __future__ import annotations

import asyncio
import base64
import os
import webbrowser
from datetime import datetime
from pathlib import Path

import structlog
from pydantic import SecretStr

from bot.app import App, build
from bot.clock import new_key
from bot.command_line.run import stop_signal
from bot.logs import set_up_logs
from bot.playground.cast import CAST, seed_cast, seed_programme
from bot.playground.clock import MovableClock
from bot.playground.people import Phone
from bot.playground.server import Playground
from bot.settings import Settings
from core.errors import OperatorMustAct, SettingProblem
from core.messages import Sender

PAGE = Path(__file__).parent.parent / "playground" / "page"
USERNAME = "kheten_demo_bot"
LOG = "demo.log"
FILES = ("kheten.db", "kheten.db-wal", "kheten.db-shm", "kheten.db.lock", LOG)
HOME = {"lv": "/sakums", "ru": "/nachalo", "en": "/home"}

log = structlog.get_logger(__name__)


def run_demo(port: int, folder: Path, now: str, browser: bool) -> None:
    """Run until SIGTERM or SIGINT; what cannot be used is told in one line."""
    clock = MovableClock(moment(now))
    fresh_folder(folder)
    with (folder / LOG).open("w", encoding="utf-8") as stream:
        set_up_logs("info", stream=stream)
        asyncio.run(Demo(folder, clock).run(port, browser))


class Demo:
    """The playground and the bot in one process, on one clock."""

    def __init__(self, folder: Path, clock: MovableClock) -> None:
        self.folder = folder
        self.clock = clock
        self.playground = Playground(clock, bot_username=USERNAME, page_dir=PAGE)
        self.addresses = {
            member.name: str(
                self.playground.add_person(
                    member.name,
                    member.language,
                    member.role.value,
                    member.municipality or None,
                ).id
            )
            for member in CAST
        }
        self.key = base64.b64encode(new_key()).decode()
        self.app: App | None = None
        self.ready = asyncio.Event()

    async def run(self, port: int, browser: bool) -> None:
        """Start, say where it is, and wait to be stopped."""
        stopping = stop_signal()
        await self.start(port)
        print(f"Open {self.playground.url}/ in a browser. Stop with Ctrl+C.\nLog: {self.folder / LOG}", flush=True)
        if browser and has_desktop():
            webbrowser.open(self.playground.url)
        try:
            await stopping.wait()
        finally:
            await self.stop()

    async def start(self, port: int = 0) -> None:
        """Let everybody come home, begin to listen, seed the cast and start the bot.

        What is said before the bot runs waits for it, as with Telegram; so a script that is quicker than the start
        still comes after the cast, and `idle` waits for the start too.
        """
        self.come_home()
        self.playground.on_idle = self.idle
        self.playground.on_clock_moved = self.clock_moved
        self.playground.on_kill = self.kill
        try:
            await self.playground.start(port=port)
        except OSError as error:
            raise OperatorMustAct(f"port {port} cannot be used ({error.strerror}): try --port 0") from None
        self.app = self.make_app()
        await self.seed(self.app)
        await self.app.start()
        for address in self.addresses.values():
            await self.app.set_menu_of(Sender(self.app.channel.name, address))
        self.ready.set()

    async def stop(self) -> None:
        """Stop the bot, then the server it talks to."""
        if self.app is not None:
            await self.app.stop()
        await self.playground.stop()

    def make_app(self) -> App:
        """Return the bot with settings of its own, whatever the surroundings say."""
        return build(
            Settings.of(
                bot_token=SecretStr(self.playground.token),
                bot_username=USERNAME,
                bot_api_url=self.playground.url,
                database_url=f"sqlite:///{self.folder / 'kheten.db'}",
                data_key=SecretStr(self.key),
                send_rate=1000,
            ),
            self.clock,
        )

    async def seed(self, app: App) -> None:
        """Store the cast before anybody can write."""
        database = await app.open()
        async with database.writing() as conn:
            await seed_programme(conn, self.clock.now())
            await app.surroundings.read(conn)
            await seed_cast(conn, app.surroundings.env(), self.addresses)

    def come_home(self) -> None:
        """Let everybody ask for their home screen, so that no phone is empty."""
        world, bot = self.playground.world, self.playground.first_bot
        assert bot is not None
        for member in CAST:
            person = world.people[int(self.addresses[member.name])]
            Phone(world, bot, person).say(HOME[member.language])

    async def idle(self, seconds: float) -> bool:
        """Wait until the bot runs and has nothing left to do; False when that takes longer."""
        until = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds):
                await self.ready.wait()
        except TimeoutError:
            return False
        return self.app is not None and await self.app.idle(until - asyncio.get_running_loop().time())

    async def clock_moved(self) -> None:
        """Let the bot look at the clock again."""
        if self.app is not None and self.ready.is_set():
            self.app.wake()

    async def kill(self) -> None:
        """End the bot as a crash would and start it again on what it had stored."""
        if self.app is None or not self.ready.is_set():
            return
        self.ready.clear()
        await self.app.stop(patience=0)
        self.app = self.make_app()
        await self.app.start()
        self.ready.set()


def moment(text: str) -> datetime:
    """Return the moment a demo begins; SettingProblem when it is none, or has no zone."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError("no zone")
    except ValueError:
        raise SettingProblem(f"--now {text!r} is not a moment such as 2026-11-02T09:00+02:00") from None
    return at


def fresh_folder(folder: Path) -> None:
    """Make the demo's folder and remove what an earlier demo left there, and nothing else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise SettingProblem(f"--dir {folder} cannot be used ({error.strerror})") from None


def has_desktop() -> bool:
    """Tell whether there is somewhere a browser could open."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) or os.name == "nt"
