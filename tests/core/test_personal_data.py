"""Personal codes are masked, what looks like a person is shown to the writer, dates and places are left alone."""

from __future__ import annotations

import pytest

from core.personal_data import MASK, Sort, find_personal_data, mask_personal_codes


@pytest.mark.parametrize("code", ["010190-12345", "010190–12345", "01019012345", "320000-12345", "39123412345"])
def test_a_personal_code_is_masked_in_every_writing(code: str) -> None:
    masked = mask_personal_codes(f"kods {code}, jā")
    assert code not in masked
    assert MASK in masked


def test_a_code_hidden_with_invisible_letters_is_masked_too() -> None:
    assert "12345" not in mask_personal_codes("010190-1\u200b2345")


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("zvans 26 123 456", Sort.PHONE),
        ("+371 26123456", Sort.PHONE),
        ("rakstīt uz anna@example.lv", Sort.EMAIL),
        ("Runāju ar Annu Bērziņu par skolu", Sort.NAME),
        ("Anna Bērziņa atrada darbu.", Sort.NAME),
        ("Встретил Анну Петрову у школы", Sort.NAME),
    ],
)
def test_what_looks_like_a_person_is_found(text: str, sort: Sort) -> None:
    assert [finding.sort for finding in find_personal_data(text)] == [sort]


@pytest.mark.parametrize(
    "text",
    [
        "157 ģimenēm 28.11.2026.",
        "Palīdzēju 120 cilvēkiem 2026. gadā. Jauna ģimene sāka",
        "Bija Talsu bāriņtiesa un Sociālais dienests",
        "Rīgas Dome palīdzēja. Kopā Ar mums",
        "Виделись с Рижской школой",
        "Trīs ģimenes saņēma pabalstu, viens bērns sāka iet skolā.",
        "",
    ],
)
def test_numbers_dates_and_institutions_are_left_alone(text: str) -> None:
    assert find_personal_data(text) == ()
    assert mask_personal_codes(text) == text
