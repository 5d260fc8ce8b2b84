"""The figures of sent reports: totals and numbers by area, found by the form's own names and hints.

They count work done (process), never what came of it; people of several months do not add up to distinct people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from core.forms.model import Form, Question

TOTALS = ("people", "families", "women", "children", "hours")
"""Names of the questions that are added up, in the order they are told."""

WORKED, NOT_WORKED = "worked", "no"
AREA = "area"
NUMBERS = frozenset({"integer", "decimal", "range"})


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers by name of the total and by code of the area; what was not asked is not there."""

    totals: Mapping[str, Decimal] = field(default_factory=dict)
    areas: Mapping[str, Decimal] = field(default_factory=dict)

    def total(self, name: str) -> Decimal:
        """Return one total, 0 when nothing was said."""
        return self.totals.get(name, Decimal(0))

    def area(self, code: str) -> Decimal:
        """Return the number of one area, 0 when nothing was said."""
        return self.areas.get(code, Decimal(0))


@dataclass(frozen=True, slots=True)
class Change:
    """A total of one report that is far from the one before in the same municipality."""

    name: str
    before: Decimal
    after: Decimal


def worked(form: Form, answers: Mapping[str, str]) -> bool:
    """Tell whether the report says that the mediator worked that month."""
    return all(answers.get(node.ref) != NOT_WORKED for node in form.questions if node.name == WORKED)


def figures_of(form: Form, answers: Mapping[str, str]) -> Figures:
    """Return the figures of one report's answers (by ref)."""
    totals: dict[str, Decimal] = {}
    areas: dict[str, Decimal] = {}
    for question in form.questions:
        value = number(answers.get(question.ref, ""))
        if value is None or question.type not in NUMBERS:
            continue
        if question.name in TOTALS:
            totals[question.name] = value
        elif area_of(question):
            areas[area_of(question)] = areas.get(area_of(question), Decimal(0)) + value
    return Figures(totals, areas)


def area_of(question: Question) -> str:
    """Return the code of the area a question counts, '' when it counts none."""
    return question.hints.get(AREA, "")


def number(text: str) -> Decimal | None:
    """Return a canonical number, None when the text is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def add_up(all_figures: Iterable[Figures]) -> Figures:
    """Return the sums of several reports."""
    totals: dict[str, Decimal] = {}
    areas: dict[str, Decimal] = {}
    for figures in all_figures:
        for name, value in figures.totals.items():
            totals[name] = totals.get(name, Decimal(0)) + value
        for code, value in figures.areas.items():
            areas[code] = areas.get(code, Decimal(0)) + value
    return Figures(totals, areas)


TIMES, AT_LEAST = 3, 5
"""A figure is conspicuous when it changed by this factor and by at least so much."""


def conspicuous(before: Figures, after: Figures) -> Change | None:
    """Return the total that grew or shrank most since the report before, at least threefold; None when none did."""
    changes = [
        Change(name, before.totals[name], after.totals[name])
        for name in TOTALS
        if name in before.totals and name in after.totals
    ]
    found = [change for change in changes if is_conspicuous(change)]
    return max(found, key=factor, default=None)


def is_conspicuous(change: Change) -> bool:
    """Tell whether somebody should ask about a change."""
    return factor(change) >= TIMES and abs(change.after - change.before) >= AT_LEAST


def factor(change: Change) -> Decimal:
    """Return how many times the larger is the smaller, which counts as at least one."""
    small, large = sorted((change.before, change.after))
    return large / max(small, Decimal(1))
