"""The command line as its users meet it: processes, exit codes, one line when something is wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer

from bot.command_line import app
from bot.command_line.demo import moment
from bot.settings import PREFIX
from core.errors import SettingProblem
from tests.bot.telegram.scripted import TOKEN, scripted

ROOT = Path(__file__).parents[3]


def environment(**settings: str) -> dict[str, str]:
    """Return the surroundings of a command: none of the settings around, only these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {PREFIX + name.upper(): value for name, value in settings.items()}
    return clean | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | given


def kheten(folder: Path, arguments: Sequence[str], **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in an empty folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_command_and_every_option_has_help() -> None:
    group = typer.main.get_command(app)
    commands = getattr(group, "commands")  # noqa: B009 - a group's, which the type does not show
    assert {"run", "demo", "invite", "version"} <= set(commands)
    for command in commands.values():
        assert command.help
        assert all(getattr(option, "help", "x") for option in command.params), command.name


def test_help_and_version(tmp_path: Path) -> None:
    shown = kheten(tmp_path, ["--help"])
    assert shown.returncode == 0
    for name in ("run", "demo", "invite", "version"):
        assert name in shown.stdout
    assert kheten(tmp_path, ["version"]).stdout.startswith("kheten 0.")


def test_running_without_settings_is_one_line_and_exit_78(tmp_path: Path) -> None:
    result = kheten(tmp_path, ["run"])
    assert result.returncode == 78
    assert result.stderr == "kheten: KHETEN_BOT_TOKEN is missing: get one from @BotFather and put it into .env\n"
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_used_is_one_line_and_exit_78(tmp_path: Path) -> None:
    result = kheten(tmp_path, ["run"], bot_token=TOKEN, database_url="sqlite:///nowhere/k.db")
    assert result.returncode == 78
    assert result.stderr == "kheten: the folder of the database does not exist: nowhere\n"


def test_an_invitation_is_printed_without_a_network_and_adds_the_municipality_once(tmp_path: Path) -> None:
    arguments = ["invite", "--role", "mediator", "--municipality", "Viļaka"]
    first = kheten(tmp_path, arguments, bot_username="@kheten_bot")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Added the municipality Viļaka, taking part from ")
    assert "https://t.me/kheten_bot?start=" in first.stdout
    assert "█" in first.stdout
    second = kheten(tmp_path, [*arguments[:-1], "vilaka"], bot_username="kheten_bot")
    assert second.stdout.startswith("https://t.me/kheten_bot?start=")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--role", "mediator"], "--municipality Talsi"),
        (["--role", "participant"], "nobody needs an invitation"),
        (["--role", "king"], "king"),
        (["--role", "mediator", "--municipality", "!!"], "has letters"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(tmp_path: Path, arguments: list[str], words: str) -> None:
    result = kheten(tmp_path, ["invite", *arguments], bot_username="kheten_bot")
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("text", ["yesterday", "2026-11-02T09:00", ""])
def test_a_demo_begins_at_a_moment_with_a_zone(text: str) -> None:
    with pytest.raises(SettingProblem, match="--now"):
        moment(text)


@pytest.mark.process
async def test_the_running_bot_stops_within_five_seconds_and_keeps_a_second_one_out(tmp_path: Path) -> None:
    async with scripted() as (script, _):
        script.results |= {"getMe": {"id": 1, "is_bot": True, "username": "kheten_bot"}, "getUpdates": []}
        settings = environment(bot_token=TOKEN, bot_api_url=script.url)
        bot = await start(tmp_path, settings)
        try:
            await asked_for(script.asked, "getUpdates")
            second = await start(tmp_path, settings)
            _, words = await second.communicate()
            assert second.returncode == 78
            assert words.decode().splitlines()[-1] == "kheten: another bot is running on var/kheten.db; stop it first"
            began = time.monotonic()
            bot.send_signal(signal.SIGTERM)
            _, log = await bot.communicate()
            assert time.monotonic() - began < 5
            assert bot.returncode == 0
            assert "Traceback" not in log.decode()
            assert TOKEN not in log.decode()
        finally:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()


@pytest.mark.process
async def test_a_refused_token_is_one_line_and_exit_78(tmp_path: Path) -> None:
    async with scripted((401, {"ok": False, "error_code": 401, "description": "Unauthorized"})) as (script, _):
        bot = await start(tmp_path, environment(bot_token=TOKEN, bot_api_url=script.url))
        _, words = await bot.communicate()
    assert bot.returncode == 78
    assert words.decode().splitlines()[-1] == "kheten: KHETEN_BOT_TOKEN is refused by Telegram"


async def start(folder: Path, settings: dict[str, str]) -> asyncio.subprocess.Process:
    """Start the bot as its operator would."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env=settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def asked_for(asked: Sequence[object], method: str) -> None:
    """Wait until the bot has called a method."""
    async with asyncio.timeout(30):
        while not any(getattr(one, "method", "") == method for one in asked):
            await asyncio.sleep(0.05)
