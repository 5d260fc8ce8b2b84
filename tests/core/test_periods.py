"""Months, due days and quiet hours, in Riga's wall-clock time and across the changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import RIGA, Period, Programme, local

PROGRAMME = Programme()


def riga(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a wall-clock moment in Riga."""
    return datetime(year, month, day, hour, minute, tzinfo=RIGA)


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(-11, 11))
def test_shifting_there_and_back_is_the_same_month(year: int, month: int, months: int) -> None:
    period = Period(year, month)
    assert Period.parse(str(period)) == period
    if year > 1:
        assert period.shifted(months).shifted(-months) == period


@pytest.mark.parametrize("text", ["2026-13", "2026", "oktobris", "", "2026-00"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(text)


def test_a_report_is_due_on_the_fifth_and_closes_ten_days_later() -> None:
    october = Period(2026, 10)
    assert PROGRAMME.due(october) == date(2026, 11, 5)
    assert PROGRAMME.closes(october) == riga(2026, 11, 16)
    assert PROGRAMME.closes(october, date(2026, 11, 12)) == riga(2026, 11, 23), "more time moves the end too"
    assert PROGRAMME.closes(october, date(2026, 11, 1)) == riga(2026, 11, 16), "less time does not"


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (riga(2026, 11, 2), Period(2026, 10)),
        (riga(2026, 11, 15, 23, 59), Period(2026, 10)),
        (riga(2026, 11, 16), None),
        (riga(2026, 11, 25), Period(2026, 11)),
        (riga(2027, 8, 3), Period(2027, 7)),
        (riga(2027, 8, 25), None),
        (riga(2026, 10, 2), None),
    ],
)
def test_the_month_to_report_is_the_last_of_the_season_that_is_open(now: datetime, period: Period | None) -> None:
    assert PROGRAMME.period_to_report(now) == period


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (riga(2026, 11, 15, 23, 59), Period(2026, 10)),
        (riga(2026, 11, 16), Period(2026, 11)),
        (riga(2026, 11, 22), Period(2026, 11)),
        (riga(2026, 12, 1), Period(2026, 11)),
        (riga(2026, 10, 2), Period(2026, 10)),
        (riga(2027, 8, 3), Period(2027, 7)),
    ],
)
def test_in_the_season_there_is_always_a_month_to_write(now: datetime, period: Period) -> None:
    assert PROGRAMME.newest_to_write(now) == period
    assert PROGRAMME.reports(period)


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        (riga(2026, 11, 5, 10), riga(2026, 11, 5, 10)),
        (riga(2026, 11, 5, 20), riga(2026, 11, 6, 9)),
        (riga(2026, 11, 5, 8, 59), riga(2026, 11, 5, 9)),
        (riga(2026, 10, 24, 23), riga(2026, 10, 25, 9)),
        (riga(2027, 3, 27, 23), riga(2027, 3, 28, 9)),
    ],
)
def test_nothing_goes_out_between_eight_in_the_evening_and_nine(moment: datetime, moved: datetime) -> None:
    assert PROGRAMME.out_of_quiet(moment) == moved


def test_an_hour_the_clock_skips_becomes_the_next_one_there_is() -> None:
    assert local(date(2027, 3, 28), time(3, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
