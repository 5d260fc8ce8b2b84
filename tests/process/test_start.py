"""A start that cannot succeed ends with exit code 78 and one line that says why; never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.playground.faults import EVERY_TIME
from tests.process.bots import ROOT
from tests.process.house import House

pytestmark = pytest.mark.process

CONFIG = 78


def one_line(output: str) -> str:
    """Return the only line that is no log entry."""
    said = [line for line in output.splitlines() if " level=" not in line]
    assert len(said) == 1, output
    assert "Traceback" not in output
    return said[0]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"KHETEN_BOT_TOKEN": ""}, "KHETEN_BOT_TOKEN is missing"),
        ({"KHETEN_BOT_TOKEN": "abc"}, "KHETEN_BOT_TOKEN is not of the form"),
        ({"KHETEN_BOT_API_URL": "telegram"}, "KHETEN_BOT_API_URL"),
        ({"KHETEN_SEND_RATE": "fast"}, "KHETEN_SEND_RATE"),
        ({"KHETEN_LOG_LEVEL": "loud"}, "KHETEN_LOG_LEVEL"),
        ({"KHETEN_DATA_KEY": "short"}, "KHETEN_DATA_KEY"),
        ({"KHETEN_WEBHOOK_URL": "https://a.example/x"}, "KHETEN_WEBHOOK_SECRET"),
        ({"KHETEN_WEBHOOK_LISTEN": "here"}, "KHETEN_WEBHOOK_LISTEN"),
        ({"KHETEN_DATABASE_URL": "sqlite:////no/such/folder/k.db"}, "/no/such/folder"),
        ({"KHETEN_DATABASE_URL": "mysql://x/y"}, "mysql"),
    ],
)
async def test_a_wrong_setting_is_named(house: House, settings: dict[str, str], named: str) -> None:
    bot = house.launch(**settings)
    assert await bot.ends() == CONFIG
    assert named in one_line(bot.output())


async def test_a_refused_token_is_told_and_not_shown(house: House) -> None:
    house.fail("", 401, times=EVERY_TIME)
    bot = house.launch()
    assert await bot.ends() == CONFIG
    assert "KHETEN_BOT_TOKEN" in one_line(bot.output())
    assert house.playground.token not in bot.output()


async def test_a_token_refused_later_ends_the_bot_too(house: House) -> None:
    async with house.bot() as bot:
        house.fail("getUpdates", 401, times=EVERY_TIME)
        house.phone(0).say("/sakums")
        assert await bot.ends() == CONFIG
    assert "KHETEN_BOT_TOKEN" in one_line(bot.output())


async def test_a_second_bot_on_the_database_is_refused_and_the_first_goes_on(house: House) -> None:
    async with house.bot() as first:
        second = house.nursery.start(house.settings, house.log.with_name("second.log"))
        assert await second.ends() == CONFIG
        assert "another bot" in one_line(second.output())
        assert not first.has_ended()
        house.phone(0).say("/sakums")
        await house.until_sees(0, "Talsi")


def test_the_command_itself_says_what_is_missing(tmp_path: Path) -> None:
    """The other tests fork a bot that is imported already; this one starts it as people do."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KHETEN_")}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        check=False,
        cwd=tmp_path,
        env=surroundings | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (CONFIG, "")
    assert one_line(ended.stderr) == "kheten: KHETEN_BOT_TOKEN is missing: get one from @BotFather and put it into .env"
