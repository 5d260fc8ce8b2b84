"""The whole bot against the playground: both ways in, what is stored first, and stopping in between."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import App, build
from bot.playground.clock import MovableClock
from bot.playground.faults import EVERY_TIME, Fault
from bot.playground.people import Phone
from bot.playground.server import Playground
from bot.settings import Settings
from core.errors import OperatorMustAct, SettingProblem

NOW = datetime.fromisoformat("2026-11-02T09:00+02:00")


class House:
    """A playground with one stranger in it, and the bot's settings for it."""

    def __init__(self, folder: Path, playground: Playground) -> None:
        self.folder = folder
        self.playground = playground
        self.person = playground.add_person("Zane", "lv")

    @property
    def phone(self) -> Phone:
        assert self.playground.first_bot is not None
        return Phone(self.playground.world, self.playground.first_bot, self.person)

    def app(self, **settings: Any) -> App:
        given = {
            "bot_token": SecretStr(self.playground.token),
            "bot_api_url": self.playground.url,
            "database_url": f"sqlite:///{self.folder}/k.db",
            **settings,
        }
        return build(Settings.of(**given), self.playground.clock, self.folder / "data.key")

    async def answered(self, messages: int) -> str:
        """Wait until the chat has so many messages and return the text of the last."""
        async with asyncio.timeout(15):
            while len(self.phone.chat.messages) < messages:
                await asyncio.sleep(0.02)
        return str(list(self.phone.chat.messages.values())[-1].get("text"))


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    playground = Playground(MovableClock(NOW), bot_username="kheten_test_bot")
    await playground.start()
    try:
        yield House(folder, playground)
    finally:
        await playground.stop()


async def test_a_stranger_is_greeted_by_polling(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.phone.say("/start")
        app = home.app()
        await app.start()
        try:
            assert "Sveiki!" in await home.answered(2)
            assert await app.idle(5)
            assert app.channel.username == "kheten_test_bot"
        finally:
            await app.stop()


async def test_a_stranger_is_greeted_by_webhook_and_polling_takes_it_back(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    async with house(tmp_path) as home:
        app = home.app(
            webhook_url=f"http://{address}/hook", webhook_secret=SecretStr("geheim-1"), webhook_listen=address
        )
        await app.start()
        try:
            home.phone.say("/start")
            assert "Sveiki!" in await home.answered(2)
        finally:
            await app.stop()
        home.phone.say("/start")  # while nobody listens
        app = home.app()
        await app.start()
        try:
            await home.answered(4)
        finally:
            await app.stop()


async def test_what_came_in_before_a_kill_is_answered_after_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        app = home.app()
        await app.start()
        home.phone.say("/start")
        while home.playground.first_bot and home.playground.first_bot.queue.pending:
            await asyncio.sleep(0)
        await app.stop(patience=0)
        app = home.app()
        await app.start()
        try:
            await home.answered(2)
            assert await app.idle(5)
        finally:
            await app.stop()


async def test_stopping_takes_less_than_five_seconds_also_while_telegram_hangs(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        app = home.app()
        await app.start()
        home.playground.faults.waiting.append(Fault("sendmessage", None, EVERY_TIME, delay=60))
        home.phone.say("/start")
        await asyncio.sleep(0.5)
        began = asyncio.get_running_loop().time()
        await app.stop()
        assert asyncio.get_running_loop().time() - began < 5


async def test_an_unreachable_telegram_does_not_keep_the_bot_from_starting(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.playground.stop()
        app = home.app()
        await app.start()
        assert app.channel.username == ""
        assert await app.idle(5)
        await app.stop()


async def test_a_second_bot_on_the_same_database_is_refused(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        app = home.app()
        await app.start()
        try:
            with pytest.raises(OperatorMustAct, match="another bot is running"):
                await home.app().start()
        finally:
            await app.stop()


def test_building_starts_nothing_and_needs_a_token(tmp_path: Path) -> None:
    settings = Settings.of(bot_token=SecretStr("1:abcdef"), database_url=f"sqlite:///{tmp_path}/k.db")
    build(settings, MovableClock(NOW), tmp_path / "data.key")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SettingProblem, match="KHETEN_BOT_TOKEN"):
        build(Settings.of(), MovableClock(NOW))
