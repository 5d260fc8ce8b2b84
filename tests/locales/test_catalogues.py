"""Plural forms as people say them, months in their cases, and a check of the catalogues that can fail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.catalogues import Catalogues
from core.periods import Period
from handlers.months import about_month, capital, in_month, on_day, until_day, with_year
from locales import check

CATALOGUES = Catalogues()
ONE, MANY = "{count} answer is no longer needed.", "{count} answers are no longer needed."

LV = {0: "atbilžu", 1: "atbilde", 2: "atbildes", 10: "atbilžu", 11: "atbilžu", 21: "atbilde", 111: "atbilžu"}
RU = {0: "ответов", 1: "ответ", 2: "ответа", 10: "ответов", 11: "ответов", 21: "ответ", 111: "ответов"}
EN = {0: "answers", 1: "answer", 2: "answers", 10: "answers", 11: "answers", 21: "answers", 111: "answers"}


@pytest.mark.parametrize(("language", "words"), [("lv", LV), ("ru", RU), ("en", EN)])
def test_plural_forms_are_right_in_every_language(language: str, words: dict[int, str]) -> None:
    texts = CATALOGUES.texts(language)
    for count, word in words.items():
        assert texts.ngettext(ONE, MANY, count).format(count=count).split()[:2] == [str(count), word]


def test_months_and_days_stand_in_the_case_the_sentence_needs() -> None:
    latvian, russian = CATALOGUES.texts("lv"), CATALOGUES.texts("ru")
    october, day = Period(2026, 10), date(2026, 11, 15)
    assert capital(in_month(latvian, october)) == "Oktobrī"
    assert about_month(latvian, october) == "oktobri"
    assert in_month(russian, october) == "в октябре"
    assert with_year(latvian, until_day(latvian, day), day) == "2026. gada 15. novembrim"
    assert with_year(russian, on_day(russian, day), day) == "15 ноября 2026 года"


@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_every_month_has_its_own_words(language: str) -> None:
    texts = CATALOGUES.texts(language)
    months = [Period(2026, month) for month in range(1, 13)]
    assert len({in_month(texts, month) for month in months}) == 12
    assert len({about_month(texts, month) for month in months}) == 12
    assert len({until_day(texts, month.first_day) for month in months}) == 12


def test_the_check_finds_what_is_missing_and_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: catalogues with one text left out and one placeholder misspelt do not pass."""
    for language in check.LANGUAGES:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "kheten.po").write_bytes((check.HERE / language / "LC_MESSAGES" / "kheten.po").read_bytes())
    template = (check.HERE / "kheten.pot").read_text("utf-8")
    (tmp_path / "kheten.pot").write_text(template.replace('msgid "Later"', 'msgid "Sooner"'), "utf-8")
    latvian = tmp_path / "lv" / "LC_MESSAGES" / "kheten.po"
    text = latvian.read_text("utf-8")
    text = text.replace('msgstr "Vēlāk"', 'msgstr ""').replace("Pārskats par {month}", "Pārskats par {mēnesi}")
    latvian.write_text(text, "utf-8")
    wanted = check.texts_in_code()
    monkeypatch.setattr(check, "HERE", tmp_path)
    assert any("'Later'" in problem for problem in check.problems_of_template(wanted))
    problems = check.problems_of("lv", wanted)
    assert any("not translated: 'Later'" in problem for problem in problems)
    assert any("placeholders differ" in problem for problem in problems)
    assert check.problems_of("ru", wanted) == []
