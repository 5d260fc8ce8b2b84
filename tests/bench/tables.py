"""Figures as they are printed: a line a run while it goes, tables and targets at the end."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from tests.bench.figures import Figures, Round, Spread, ratio_of, spread_of
from tests.bench.targets import Verdict


def run_line(letter: str, name: str, one: Figures) -> str:
    """Return one run on one line."""
    line = (
        f"  ({letter}) {name:<34} {one.rate:7.0f}/s  CPU {one.cpu:5.2f} s/1,000  p50 {one.p50:5.0f} ms  "
        f"p99 {one.p99:6.0f} ms  {one.rss:4.0f} MB  {one.calls:.2f} calls/update  server {one.server_cpu:.2f} s/1,000"
    )
    remarks = ((one.reports, "reports sent"), (one.late, "UNANSWERED"), (one.idle, "not offered"))
    return line + "".join(f"  {many} {what}" for many, what in remarks if many)


def comparison(rounds: Sequence[Round], names: dict[str, str], floor: str = "b") -> list[str]:
    """Return the table of subjects side by side: medians, and ratios to the floor of the same round, with range."""
    lines = [
        f"{'':<40}{'updates/s':>10}{f'× ({floor}), median (range)':>25}{'CPU s/1,000':>13}{f'× ({floor})':>7}"
        f"{'p50 ms':>8}{'p99 ms':>8}{'MB':>6}"
    ]
    for letter, name in names.items():
        middle = {
            field: spread_of(rounds, letter, attrgetter(field)).middle for field in ("rate", "cpu", "p50", "p99", "rss")
        }
        rate, cpu = (ratio_of(rounds, letter, floor, attrgetter(field)) for field in ("rate", "cpu"))
        lines.append(
            f"({letter}) {name:<36}{middle['rate']:>10.0f}{ranged(rate):>25}{middle['cpu']:>13.2f}{cpu.middle:>7.2f}"
            f"{middle['p50']:>8.0f}{middle['p99']:>8.0f}{middle['rss']:>6.0f}"
        )
    return lines


def draft_lines(rounds: Sequence[Round], names: Sequence[str]) -> list[str]:
    """Return start-up and memory for each number of open drafts."""
    lines = [f"{'open drafts':<20}{'start-up s, median (range)':>30}{'memory MB':>24}{'p99 ms':>10}"]
    for name in names:
        startup, rss, p99 = (spread_of(rounds, name, attrgetter(field)) for field in ("startup", "rss", "p99"))
        lines.append(f"{name:<20}{ranged(startup):>30}{ranged(rss, 0):>24}{p99.middle:>10.0f}")
    return lines


def verdict_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the targets, the missed ones loudly."""
    lines = [f"{'met' if one.is_met else 'TARGET MISSED':<14} {one.target}: {one.measured}" for one in verdicts]
    missed = sum(not one.is_met for one in verdicts)
    return [*lines, f"{missed} of {len(verdicts)} targets missed" if missed else "all targets met"]


def ranged(found: Spread, digits: int = 2) -> str:
    """Return `0.61 (0.55-0.70)`."""
    return f"{found.middle:.{digits}f} ({found.low:.{digits}f}-{found.high:.{digits}f})"
