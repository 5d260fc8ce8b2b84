"""Bots that run in processes of their own, started by the nursery and watched from the test."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Nursery:
    """The process that forks bots; one for the whole run of tests."""

    def __init__(self, database: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.process.nursery", str(database)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read() == "ready"

    def start(self, settings: dict[str, str], log: Path, runner: str = "run") -> Bot:
        """Start a bot."""
        return Bot(self, int(self.ask(runner=runner, settings=settings, log=str(log))), log)

    def ask(self, **request: Any) -> Any:
        """Return the answer to a request."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End it, and every bot that still runs."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the nursery ended; its complaint stands above"
        return json.loads(line)


@dataclass(eq=False)
class Bot:
    """One bot process; `code` is None while it runs."""

    nursery: Nursery
    pid: int
    log: Path
    code: int | None = None

    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        if self.code is None:
            self.code = self.nursery.ask(pid=self.pid)
        return self.code is not None

    async def ends(self, seconds: float = 10.0) -> int:
        """Wait for its end and return the exit code, minus the number of a signal."""
        async with asyncio.timeout(seconds):
            while not self.has_ended():
                await asyncio.sleep(0.005)
        assert self.code is not None
        return self.code

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.kill_at_once()
        await self.ends()

    def kill_at_once(self) -> None:
        """Send it SIGKILL and do not wait."""
        self.signal(signal.SIGKILL)

    def signal(self, number: int) -> None:
        """Send a signal, unless it is gone already."""
        if not self.has_ended():
            os.kill(self.pid, number)

    def output(self) -> str:
        """Return all it wrote."""
        return self.log.read_text("utf-8") if self.log.exists() else ""
