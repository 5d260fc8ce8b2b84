"""What a coordinator is told about a month: exceptions first, then sums against the month before; values, no words.

A mediator is named as missing only after two reminders, or when the period is closed; until then they only count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from core.figures import Change, Figures, add_up, conspicuous
from core.periods import Period
from core.standings import ReportState, Standing

TOLD_AFTER = 2
"""Reminders a mediator gets before a coordinator is told."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """The figures of one report that is in."""

    municipality: str
    report: int
    figures: Figures
    worked: bool = True


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures added up over so many reports."""

    reports: int = 0
    figures: Figures = field(default_factory=Figures)


@dataclass(frozen=True, slots=True)
class Warned:
    """A figure somebody should ask about, in the report of that id."""

    municipality: str
    report: int
    change: Change


@dataclass(frozen=True, slots=True)
class Digest:
    """A month at one moment; `missing` are told as missing, `waiting` only as not begun yet."""

    period: Period
    due: date
    closed: bool
    sent: int
    expected: int
    missing: tuple[ReportState, ...] = ()
    begun: tuple[ReportState, ...] = ()
    waiting: tuple[ReportState, ...] = ()
    nobody: tuple[str, ...] = ()
    warned: tuple[Warned, ...] = ()
    now: Sums = field(default_factory=Sums)
    before: Sums = field(default_factory=Sums)
    undelivered: int = 0


def digest_of(
    period: Period,
    due: date,
    *,
    closed: bool,
    states: Sequence[ReportState],
    reports: Sequence[ReportFigures],
    earlier: Sequence[ReportFigures],
    undelivered: int = 0,
) -> Digest:
    """Return the digest of a period from how its reports stand, their figures and those of the period before."""
    expected = [state for state in states if state.standing is not Standing.NOBODY]
    late = [state for state in expected if state.is_missing and is_told(state, closed)]
    early = [state for state in expected if state.is_missing and not is_told(state, closed)]
    return Digest(
        period=period,
        due=due,
        closed=closed,
        sent=sum(1 for state in expected if state.is_in),
        expected=len(expected),
        missing=tuple(sorted(late, key=lambda state: -state.reminded)),
        begun=tuple(state for state in early if state.standing is Standing.BEGUN),
        waiting=tuple(state for state in early if state.standing is Standing.NOT_BEGUN),
        nobody=tuple(state.municipality for state in states if state.standing is Standing.NOBODY),
        warned=warnings_of(reports, earlier),
        now=sums_of(reports),
        before=sums_of(earlier),
        undelivered=undelivered,
    )


def is_told(state: ReportState, closed: bool) -> bool:
    """Tell whether a coordinator is told that this report is missing."""
    return closed or state.reminded >= TOLD_AFTER or not state.reachable


def sums_of(reports: Sequence[ReportFigures]) -> Sums:
    """Return the sums; a month without work is a report and adds nothing."""
    return Sums(len(reports), add_up(report.figures for report in reports))


def warnings_of(reports: Sequence[ReportFigures], earlier: Sequence[ReportFigures]) -> tuple[Warned, ...]:
    """Return the conspicuous change of each municipality in which somebody worked in both months."""
    before = {report.municipality: report.figures for report in earlier if report.worked}
    found = []
    for report in reports:
        if report.worked and report.municipality in before:
            change = conspicuous(before[report.municipality], report.figures)
            if change is not None:
                found.append(Warned(report.municipality, report.report, change))
    return tuple(found)


def fit(items: Sequence[Item], room: int) -> tuple[Sequence[Item], int]:
    """Return as many items as there is room for and how many are left out, for which one place is kept."""
    if len(items) <= room:
        return items, 0
    return items[: room - 1], len(items) - room + 1
