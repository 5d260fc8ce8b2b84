"""One run: a fresh server process, a fresh bot process, one plan between them, and what was seen."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.plan import Plan, Seen
from tests.bench.seeding import FILE
from tests.bench.subjects import ROOT, Subject, end, running

MARGIN = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """What was seen of one subject; `startup` is from its start to its first answer, in seconds.

    `reports` are those that stand in the database as sent when the bot has ended.
    """

    subject: Subject
    seen: Seen
    startup: float
    reports: int = 0


def run(subject: Subject, plan: Plan, place: Path, database: Path | None = None) -> Run:
    """Play a plan against a subject, in a new folder below `place`."""
    with tempfile.TemporaryDirectory(dir=place) as name, server(plan) as (process, address):
        folder = Path(name)
        with running(subject, address, folder, database) as bot:
            limit = 2 * plan.patience + plan.warm + plan.seconds + MARGIN
            written, _ = process.communicate(json.dumps(bot.pid).encode() + b"\n", timeout=limit)
            seen = Seen.from_json(written.decode())
        if seen.late or not seen.answered:
            print((folder / f"{subject.letter}.log").read_text("utf-8", "replace")[-2000:], file=sys.stderr)
        startup = seen.replied - bot.started if seen.replied else 0.0
        return Run(subject, seen, startup, 0 if database is None else reports_in(folder / FILE))


def reports_in(database: Path) -> int:
    """Return how many reports were sent, those seeded (which have no XML) left out."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM submissions WHERE xml <> ''").fetchone()[0])


@contextmanager
def server(plan: Plan) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the fake server for one plan and give it with its address."""
    words = [sys.executable, "-m", "tests.bench.server", plan.to_json()]
    process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield process, f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        end(process)
