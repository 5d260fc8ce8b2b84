"""What runs come to in figures: a run alone, many rounds together, and each as a ratio to the floor of its round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.runs import Run

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: updates a second, CPU seconds per 1,000 updates (of the bot, of the server), times in ms, memory in MB.

    `startup` is in seconds from the start of the process to its first answer.
    """

    rate: float
    cpu: float
    server_cpu: float
    calls: float
    p50: float
    p99: float
    rss: float
    startup: float
    late: int
    idle: int
    reports: int


def figures_of(run: Run) -> Figures:
    """Return the figures of one run, all 0 for a bot that never answered."""
    seen, many = run.seen, max(run.seen.answered, 1)
    return Figures(
        rate=seen.answered / seen.seconds if seen.seconds else 0.0,
        cpu=seen.cpu / many * 1000,
        server_cpu=seen.server_cpu / many * 1000,
        calls=seen.calls / many,
        p50=percentile(seen.latencies, 50) * 1000,
        p99=percentile(seen.latencies, 99) * 1000,
        rss=seen.rss / MEGABYTE,
        startup=run.startup,
        late=seen.late,
        idle=seen.idle,
        reports=run.reports,
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that so many percent do not exceed, 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Spread:
    """The same figure of several rounds."""

    middle: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Return median and range; zeros for none."""
    return Spread(median(values), min(values), max(values)) if values else Spread(0.0, 0.0, 0.0)


Round = dict[str, Figures]
"""The figures of one round, by the letter of the subject."""


def spread_of(rounds: Sequence[Round], letter: str, value: Callable[[Figures], float]) -> Spread:
    """Return one figure of one subject over all rounds."""
    return spread([value(one[letter]) for one in rounds if letter in one])


def ratio_of(rounds: Sequence[Round], letter: str, other: str, value: Callable[[Figures], float]) -> Spread:
    """Return the ratio to another subject's figure of the same round, over all rounds; 0 where there is none."""
    pairs = [(value(one[letter]), value(one[other])) for one in rounds if letter in one and other in one]
    return spread([mine / theirs if theirs else 0.0 for mine, theirs in pairs])
