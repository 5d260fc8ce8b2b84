"""`python -m tests.bench`: three scenarios, rounds interleaved, every figure beside that of the same round's floor."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import Figures, Round, figures_of
from tests.bench.plan import Plan
from tests.bench.runs import run
from tests.bench.seeding import Kinds, seed
from tests.bench.subjects import AT_ONCE, ECHO, FLOOR, INTERVIEW, KHETEN, ROOT, Subject
from tests.bench.tables import comparison, draft_lines, run_line, verdict_lines
from tests.bench.targets import Verdict, closed_verdicts, draft_verdicts, open_verdicts

MEDIATORS = 1_500
OPEN_SUBJECTS = (AT_ONCE, KHETEN)
"""In the open loop the floor has to handle updates beside each other: one after the other is 20 a second at 50 ms."""

USERS = 64
OPEN_USERS = 400
OPEN_RATE = 100.0
OPEN_DELAY = 0.05
FEW, MANY = 10, 100_000


@dataclass(frozen=True, slots=True)
class Size:
    """How long everything takes."""

    rounds: int = 5
    seconds: float = 6.0
    open_rounds: int = 3
    open_seconds: float = 15.0
    draft_rounds: int = 5


QUICK = Size(rounds=1, seconds=3.0, open_rounds=1, open_seconds=5.0, draft_rounds=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the runs happen: a folder on a real disk, the seeded database of (d), the form's questions."""

    place: Path
    database: Path
    kinds: Kinds

    def figures(self, subject: Subject, plan: Plan, database: Path | None = None) -> Figures:
        """Play a plan against a subject."""
        plan = replace(plan, users=subject.users)
        if subject is KHETEN:
            return figures_of(run(subject, replace(plan, kinds=self.kinds, chats=MEDIATORS), self.place, database))
        return figures_of(run(subject, replace(plan, chats=plan.active), self.place))


def interleaved(ground: Ground, subjects: Sequence[Subject], plan: Plan, rounds: int) -> list[Round]:
    """Run all subjects in each round, each round in another order, and print each run."""
    done: list[Round] = []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        one: Round = {}
        for place in range(len(subjects)):
            subject = subjects[(place + number) % len(subjects)]
            one[subject.letter] = ground.figures(subject, plan, ground.database)
            print(run_line(subject.letter, subject.name, one[subject.letter]), flush=True)
        done.append(one)
    return done


def closed_loop(ground: Ground, size: Size) -> list[Verdict]:
    """Compare the bots, 64 users who answer at once."""
    print(f"\nClosed loop: {USERS} users, each goes on as soon as they are answered", flush=True)
    subjects = (ECHO, FLOOR, AT_ONCE, INTERVIEW, KHETEN)
    rounds = interleaved(ground, subjects, Plan(active=USERS, warm=3.0, seconds=size.seconds), size.rounds)
    print(*comparison(rounds, {one.letter: one.name for one in subjects}), sep="\n", flush=True)
    return closed_verdicts(rounds)


def open_loop(ground: Ground, size: Size) -> list[Verdict]:
    """Compare floor and ours at a fixed rate, with the way to Telegram."""
    print(f"\nOpen loop: {OPEN_RATE:.0f} updates a second, {OPEN_DELAY * 1000:.0f} ms to Telegram", flush=True)
    plan = Plan(active=OPEN_USERS, rate=OPEN_RATE, delay=OPEN_DELAY, warm=2.0, seconds=size.open_seconds)
    rounds = interleaved(ground, OPEN_SUBJECTS, plan, size.open_rounds)
    print(*comparison(rounds, {one.letter: one.name for one in OPEN_SUBJECTS}, AT_ONCE.letter), sep="\n", flush=True)
    return open_verdicts(rounds)


def open_drafts(ground: Ground, size: Size, now: datetime) -> list[Verdict]:
    """Compare start-up and memory with few and with many open drafts.

    A third line is for comparison only: as many people in office, whose reminders are planned at each start of a day.
    """
    few, many, office = f"{FEW:,}", f"{MANY:,}", f"{MANY:,} in office"
    print(f"\nStart-up and memory with {few} and with {many} open drafts", flush=True)
    databases = {name: ground.place / f"drafts_{number}.db" for number, name in enumerate((few, many, office))}
    asyncio.run(seed(databases[few], MEDIATORS, FEW, now))
    asyncio.run(seed(databases[many], MEDIATORS, MANY, now))
    asyncio.run(seed(databases[office], MEDIATORS, MANY, now, in_office=True))
    rounds: list[Round] = []
    for turn in range(size.draft_rounds):
        one: Round = {}
        for name in (few, many, office) if turn % 2 == 0 else (office, many, few):
            figures = ground.figures(KHETEN, Plan(active=USERS, seconds=2.0), databases[name])
            one[name] = figures
            print(f"  {name:>18} start-up {figures.startup:.2f} s, {figures.rss:.1f} MB", flush=True)
        rounds.append(one)
    print(*draft_lines(rounds, list(databases)), sep="\n", flush=True)
    return draft_verdicts(rounds, few, many)


def sync_seconds(folder: Path) -> float:
    """Return how long this disk takes to keep a small write for good, on average."""
    times = 20
    with (folder / "probe").open("wb") as file:
        begin = time.perf_counter()
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return (time.perf_counter() - begin) / times


def main() -> None:
    """Measure and tell; always ends with 0, because a busy machine is no mistake."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of everything")
    parser.add_argument("--only", choices=("closed", "open", "drafts"), help="one of the three scenarios")
    options = parser.parse_args()
    size, now = QUICK if options.quick else Size(), datetime.now(UTC)
    (ROOT / "var").mkdir(exist_ok=True)  # on the disk of the project: a folder in memory would make every commit free
    with tempfile.TemporaryDirectory(prefix="bench", dir=ROOT / "var") as name:
        place = Path(name)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, fsync {sync_seconds(place) * 1000:.2f} ms")
        kinds = asyncio.run(seed(place / "seed.db", MEDIATORS, FEW, now))
        ground = Ground(place, place / "seed.db", kinds)
        verdicts: list[Verdict] = []
        if options.only in (None, "closed"):
            verdicts += closed_loop(ground, size)
        if options.only in (None, "open"):
            verdicts += open_loop(ground, size)
        if options.only in (None, "drafts"):
            verdicts += open_drafts(ground, size, now)
    print("", *verdict_lines(verdicts), sep="\n")


if __name__ == "__main__":
    main()
