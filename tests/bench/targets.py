"""What is to be reached, and whether it was: said loudly, but the bench itself never fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from tests.bench.figures import Round, ratio_of

TOLERANCE = 0.10


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target in words, what was measured, and whether that is enough."""

    target: str
    measured: str
    is_met: bool


def closed_verdicts(rounds: Sequence[Round]) -> list[Verdict]:
    """Return what the closed loop was to reach."""
    wanted = (
        ("a", 1.0, "(d) at least 1.0 × (a) in updates a second"),
        ("b", 0.5, "(d) at least 0.5 × (b)"),
        ("B", 0.5, "(d) at least 0.5 × (B), stricter than asked"),
    )
    verdicts = []
    for other, least, words in wanted:
        found = ratio_of(rounds, "d", other, attrgetter("rate"))
        verdicts.append(Verdict(words, f"{found.middle:.2f} ({found.low:.2f}-{found.high:.2f})", found.middle >= least))
    return verdicts


def open_verdicts(rounds: Sequence[Round]) -> list[Verdict]:
    """Return what the open loop was to reach; a p99 counts only when everything was answered."""
    found = ratio_of(rounds, "d", "B", attrgetter("p99"))
    late = sum(one["d"].late for one in rounds if "d" in one)
    words = "open loop: p99 of (d) under 3 × that of (B)"
    measured = f"{found.middle:.2f} ({found.low:.2f}-{found.high:.2f}), {late} unanswered"
    return [Verdict(words, measured, 0 < found.middle < 3 and late == 0)]


def draft_verdicts(rounds: Sequence[Round], few: str, many: str) -> list[Verdict]:
    """Return whether start-up and memory stay the same, whatever the number of open drafts."""
    verdicts = []
    for name, value in (("start-up", attrgetter("startup")), ("memory", attrgetter("rss"))):
        found = ratio_of(rounds, many, few, value)
        words = f"{name} with {many} open drafts as with {few} (± 10 %)"
        verdicts.append(
            Verdict(words, f"{found.middle:.2f} ({found.low:.2f}-{found.high:.2f})", 0 < found.middle <= 1 + TOLERANCE)
        )
    return verdicts
