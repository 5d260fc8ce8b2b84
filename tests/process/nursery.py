"""Starts bots quickly: imports the bot once and forks; each child is a whole process that runs `kheten run`.

Importing costs a second or two, opening the database and polling a tenth of it; sixty kills should not wait for the
imports. A database given as argument is opened and closed once, so that all is imported. One JSON request a line comes
in on stdin, one JSON answer a line goes out; at its end all children die.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
from pathlib import Path

from pydantic import SecretStr

from bot.app import build
from bot.clock import SystemClock
from bot.command_line import main
from bot.playground.world import DEFAULT_TOKEN
from bot.settings import Settings
from tests.process.hasty import run_hastily
from tests.process.seeding import KEY

RUNNERS = {"run": main, "hasty": run_hastily}

children: set[int] = set()


def start(runner: str, settings: dict[str, str], log: str) -> int:
    """Fork a bot with these settings that writes to a log file; return its process id."""
    pid = os.fork()
    if pid:
        children.add(pid)
        return pid
    try:
        for name in [name for name in os.environ if name.startswith("KHETEN_")]:
            del os.environ[name]
        os.environ.update(settings)
        os.chdir(Path(log).parent)
        with Path(log).open("ab", buffering=0) as file:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["kheten", "run"]
        RUNNERS[runner]()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def ended(pid: int) -> int | None:
    """Return how a child ended: its exit code, minus the signal's number, or None while it lives."""
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    children.discard(pid)
    return os.waitstatus_to_exitcode(status)


async def rehearse(database: str) -> None:
    """Do once what every start does, except talking to a server."""
    import bot.command_line.run  # noqa: F401 - the command line imports it when it is asked for

    settings = Settings.of(
        bot_token=SecretStr(DEFAULT_TOKEN), data_key=SecretStr(KEY), database_url=f"sqlite:///{database}"
    )
    app = build(settings, SystemClock())
    await app.open()
    await app.stop()


def serve() -> None:
    """Answer requests until stdin ends."""
    asyncio.run(rehearse(sys.argv[1]))
    gc.collect()
    gc.freeze()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer = ended(request["pid"]) if "pid" in request else start(**request)
        print(json.dumps(answer), flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    serve()
