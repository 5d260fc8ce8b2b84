"""The digest as values: exceptions first, sums against the month before, warnings at threefold changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.digest import ReportFigures, digest_of, fit
from core.figures import TOTALS, Change, Figures, add_up, conspicuous, figures_of, worked
from core.periods import Period
from core.standings import ReportState, Standing
from tests.core.forms.building import monthly_report

DUE = date(2026, 11, 5)
OCTOBER = Period(2026, 10)


def figures(**totals: int) -> Figures:
    return Figures({name: Decimal(value) for name, value in totals.items()})


def state(municipality: str, standing: Standing, **more: int) -> ReportState:
    return ReportState(municipality, standing, DUE, person=1, grant=1, **more)  # type: ignore[arg-type]


STATES = (
    state("jelgava", Standing.SENT, report=71),
    state("riga", Standing.ABSENT, report=72),
    state("talsi", Standing.NOT_BEGUN, reminded=2),
    state("tukums", Standing.NOT_BEGUN, reminded=1),
    state("ventspils", Standing.BEGUN, reminded=1, done=3, total=16),
    state("vilaka", Standing.BEGUN, reminded=3, done=9, total=16),
    ReportState("dobele", Standing.NOBODY, DUE),
)
REPORTS = (
    ReportFigures("jelgava", 71, Figures({"people": Decimal(61), "hours": Decimal(50)}, {"edu": Decimal(20)})),
    ReportFigures("riga", 72, Figures(), worked=False),
)
EARLIER = (
    ReportFigures("jelgava", 51, Figures({"people": Decimal(14), "hours": Decimal(48)}, {"edu": Decimal(9)})),
    ReportFigures("riga", 52, Figures({"people": Decimal(30)}, {"job": Decimal(4)})),
    ReportFigures("talsi", 53, figures(people=10)),
)


def test_a_month_in_the_middle_reads_like_this() -> None:
    digest = digest_of(OCTOBER, DUE, closed=False, states=STATES, reports=REPORTS, earlier=EARLIER, undelivered=1)
    assert (digest.sent, digest.expected) == (2, 6)
    assert [one.municipality for one in digest.missing] == ["vilaka", "talsi"]
    assert [one.municipality for one in digest.begun] == ["ventspils"]
    assert [one.municipality for one in digest.waiting] == ["tukums"]
    assert digest.nobody == ("dobele",)
    (warned,) = digest.warned
    assert (warned.municipality, warned.report) == ("jelgava", 71)
    assert warned.change == Change("people", Decimal(14), Decimal(61))
    assert (digest.now.reports, digest.before.reports) == (2, 3)
    assert digest.now.figures == Figures({"people": Decimal(61), "hours": Decimal(50)}, {"edu": Decimal(20)})
    assert digest.before.figures.total("people") == 54
    assert digest.before.figures.areas == {"edu": 9, "job": 4}
    assert digest.undelivered == 1


def test_a_closed_month_names_everybody_who_is_missing() -> None:
    digest = digest_of(OCTOBER, DUE, closed=True, states=STATES, reports=REPORTS, earlier=EARLIER)
    assert [one.municipality for one in digest.missing] == ["vilaka", "talsi", "tukums", "ventspils"]
    assert digest.begun == digest.waiting == ()


def test_who_cannot_be_reached_is_named_before_two_reminders() -> None:
    lost = ReportState("talsi", Standing.NOT_BEGUN, DUE, person=1, grant=1, reachable=False)
    digest = digest_of(OCTOBER, DUE, closed=False, states=(lost,), reports=(), earlier=())
    assert digest.missing == (lost,)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(14, 61, True), (61, 14, True), (14, 41, False), (1, 4, False), (2, 7, True), (0, 3, False), (0, 9, True)],
)
def test_a_figure_is_told_when_it_is_three_times_another_and_not_just_by_chance(
    before: int, after: int, told: bool
) -> None:
    assert (conspicuous(figures(people=before), figures(people=after)) is not None) is told


def test_of_several_changes_the_largest_is_told() -> None:
    before, after = figures(people=10, families=5, hours=40), figures(people=40, families=50, hours=41)
    assert conspicuous(before, after) == Change("families", Decimal(5), Decimal(50))


def test_a_month_without_work_is_no_change_to_ask_about() -> None:
    absent = ReportFigures("riga", 72, figures(people=0), worked=False)
    digest = digest_of(OCTOBER, DUE, closed=False, states=(), reports=(absent,), earlier=EARLIER)
    assert digest.warned == ()


def test_the_figures_come_from_the_names_and_areas_of_the_shipped_form() -> None:
    form = monthly_report()
    by_name = {question.name: question.ref for question in form.questions}
    answers = {
        by_name[name]: value
        for name, value in {
            "worked": "yes",
            "hours": "40",
            "families": "5",
            "people": "14",
            "women": "8",
            "children": "3",
            "edu_people": "9",
            "edu_what": "enrol",
            "disc_cases": "2",
            "families_new": "1",
        }.items()
    }
    found = figures_of(form, answers)
    assert found.totals == {"people": 14, "families": 5, "women": 8, "children": 3, "hours": 40}
    assert found.areas == {"edu": 9, "disc": 2}
    assert set(TOTALS) <= set(by_name)
    assert worked(form, answers)
    assert not worked(form, {by_name["worked"]: "no"})


@given(st.lists(st.dictionaries(st.sampled_from(TOTALS), st.integers(0, 1000)), max_size=8))
def test_sums_do_not_depend_on_the_order_and_lose_nothing(reports: list[dict[str, int]]) -> None:
    values = [figures(**one) for one in reports]
    assert add_up(values) == add_up(reversed(values))
    assert add_up(values).total("people") == sum(one.get("people", 0) for one in reports)


@given(st.integers(0, 40), st.integers(1, 12))
def test_what_does_not_fit_leaves_room_for_the_line_that_says_so(count: int, room: int) -> None:
    shown, left = fit(range(count), room)
    assert len(shown) + left == count
    assert len(shown) + (1 if left else 0) <= room
