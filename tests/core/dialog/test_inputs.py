"""What people type is understood where it is clear, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialog.inputs import (
    Misread,
    Misreading,
    Option,
    read_choice,
    read_choices,
    read_date,
    read_decimal,
    read_integer,
    read_text,
)

AREAS = [Option("edu", "📚 Izglītība"), Option("job", "💼 Darbs"), Option("soc", "🤝 Sociālie jautājumi")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1 200 000", "1200000"),
        ("1'200", "1200"),
        ("12.", "12"),
        ("12,0", "12"),
        ("０１２", "12"),
        ("+7", "7"),
        ("-3", "-3"),
        ("007", "7"),
    ],
)
def test_a_whole_number_is_read_however_it_is_spaced(typed: str, read: str) -> None:
    assert read_integer(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["apmēram 12", "12 vai 13", "divpadsmit", "1-2", "12 13", "1 2", "1200 5", "12kg", "½", "１２３４５６７８９０１２"],
)
def test_what_is_not_one_number_is_not_guessed(typed: str) -> None:
    assert isinstance(read_integer(typed), Misread)


def test_the_only_number_in_a_sentence_becomes_the_example() -> None:
    assert read_integer("apmēram 12") == Misread(Misreading.NOT_A_NUMBER, guess="12")
    assert read_integer("12 vai 13") == Misread(Misreading.NOT_A_NUMBER)


def test_a_fraction_is_no_whole_number_and_a_number_has_a_largest() -> None:
    assert read_integer("2,5") == Misread(Misreading.NOT_WHOLE)
    assert read_integer("3000000000") == Misread(Misreading.TOO_LARGE)


@pytest.mark.parametrize(("typed", "read"), [("0,5", "0.5"), ("1 200,50", "1200.50"), ("3.", "3"), ("-1.25", "-1.25")])
def test_a_decimal_takes_comma_and_point(typed: str, read: str) -> None:
    assert read_decimal(typed) == read


@pytest.mark.parametrize("typed", ["5.11.2026", "05/11/2026", "5.11.2026.", "2026-11-05", "5-11-2026"])
def test_a_date_is_read_with_the_day_first_or_as_iso(typed: str) -> None:
    assert read_date(typed) == "2026-11-05"


@pytest.mark.parametrize("typed", ["31.2.2026", "rīt", "5.11", "2026-13-01", "11/05/26"])
def test_a_day_that_is_not_there_is_refused(typed: str) -> None:
    assert read_date(typed) == Misread(Misreading.NOT_A_DATE)


@pytest.mark.parametrize("typed", ["darbs", "2", "💼 Darbs", "DARBS", "dar"])
def test_a_choice_is_read_by_number_label_or_beginning(typed: str) -> None:
    assert read_choice(typed, AREAS) == "job"


def test_a_beginning_that_fits_two_choices_is_no_choice() -> None:
    assert read_choice("s", [Option("a", "Skola"), Option("b", "Slimnīca")]) == Misread(Misreading.NOT_A_CHOICE)


@pytest.mark.parametrize("typed", ["1 3", "3, 1", "1,3", "Izglītība, Sociālie jautājumi", "1. 3."])
def test_several_choices_come_in_the_order_of_the_form(typed: str) -> None:
    assert read_choices(typed, AREAS) == "edu soc"


def test_one_wrong_choice_among_several_refuses_all() -> None:
    assert read_choices("1 9", AREAS) == Misread(Misreading.NOT_A_CHOICE)


def test_a_text_too_long_is_refused_and_an_empty_one_too() -> None:
    assert read_text("x" * 10_000) == Misread(Misreading.TOO_LONG)
    assert read_text(" \n ") == Misread(Misreading.EMPTY)


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_breaks_a_reader(typed: str) -> None:
    for read in (read_integer(typed), read_decimal(typed), read_date(typed), read_text(typed)):
        assert isinstance(read, str | Misread)
    assert isinstance(read_choices(typed, AREAS), str | Misread)


@given(st.integers(-(2**31), 2**31 - 1))
def test_every_number_that_fits_is_read_back(number: int) -> None:
    assert read_integer(str(number)) == str(number)
