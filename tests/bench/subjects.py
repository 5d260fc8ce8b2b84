"""The bots that are compared, each a process of its own, started in a folder of its own and always ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import seeding

ROOT = Path(__file__).parents[2]
TOKEN = "1:bench_token"
STOP_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Subject:
    """One bot: its letter in the tables, what it is, the users it talks with, the words that start it."""

    letter: str
    name: str
    users: str
    words: Callable[[str, Path], list[str]]


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.{name}"]


def _echo(transport: str, at_once: int, server: str) -> list[str]:
    return [*_module("echo_bot"), transport, str(at_once), server, TOKEN]


ECHO = Subject("a", "PTB echo, own transport", "echo", lambda server, folder: _echo("default", 1, server))
FLOOR = Subject("b", "PTB echo, our transport", "echo", lambda server, folder: _echo("ours", 1, server))
AT_ONCE = Subject(
    "B", "PTB echo, our transport, 256 at once", "echo", lambda server, folder: _echo("ours", 256, server)
)
INTERVIEW = Subject(
    "c",
    "PTB ConversationHandler + pickle",
    "interview",
    lambda server, folder: [*_module("interview_bot"), server, TOKEN, str(folder / "state.pickle")],
)
KHETEN = Subject("d", "Kheten, monthly reports", "report", lambda server, folder: [sys.executable, "-m", "bot", "run"])
DEAF = Subject("x", "deaf", "echo", lambda server, folder: [*_module("deaf_bot"), server, TOKEN])


@dataclass(frozen=True, slots=True)
class Running:
    """A started bot: its process and the moment it was started, on the monotonic clock."""

    pid: int
    started: float


@contextmanager
def running(subject: Subject, server: str, folder: Path, database: Path | None = None) -> Iterator[Running]:
    """Run a subject; ends it at the end, however that comes. Its log stays in the folder."""
    if database is not None:
        seeding.copy(database, folder)
    with (folder / f"{subject.letter}.log").open("wb") as log:
        started = time.monotonic()
        process = subprocess.Popen(
            subject.words(server, folder), cwd=folder, env=surroundings(server, folder), stdout=log, stderr=log
        )
        try:
            yield Running(process.pid, started)
        finally:
            end(process)


def surroundings(server: str, folder: Path) -> dict[str, str]:
    """Return the environment: of this machine, but with no setting of ours except these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KHETEN_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "KHETEN_BOT_TOKEN": TOKEN,
        "KHETEN_BOT_API_URL": server,
        "KHETEN_DATABASE_URL": f"sqlite:///{folder / seeding.FILE}",
        "KHETEN_DATA_KEY": "A" * 43 + "=",
    }


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, and make it when it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
