"""Catalogues: a language that lacks a text shows Latvian, then English; never blank."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogues import Catalogues
from core.errors import OperatorMustAct

LV = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);\\n"

msgid "Hello"
msgstr "Sveiki"

msgid "Back"
msgstr "Atpakaļ"

msgid "Later"
msgstr ""

msgid "{n} person"
msgid_plural "{n} people"
msgstr[0] "{n} cilvēks"
msgstr[1] "{n} cilvēki"
msgstr[2] "{n} cilvēku"
"""
RU = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello"
msgstr "Здравствуйте"
"""


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    for language, text in (("lv", LV), ("ru", RU)):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "kheten.po").write_text(text, "utf-8")
    return Catalogues(tmp_path)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lv", ["Sveiki", "Atpakaļ", "Later", "New"]),
        ("ru", ["Здравствуйте", "Atpakaļ", "Later", "New"]),
        ("en", ["Hello", "Back", "Later", "New"]),
        ("rml", ["Sveiki", "Atpakaļ", "Later", "New"]),
    ],
)
def test_what_is_missing_falls_back(catalogues: Catalogues, language: str, words: list[str]) -> None:
    texts = catalogues.texts(language)
    assert [texts.gettext(text) for text in ("Hello", "Back", "Later", "New")] == words


def test_plurals_follow_the_header_of_the_file(catalogues: Catalogues) -> None:
    texts = catalogues.texts("lv")
    shown = [texts.ngettext("{n} person", "{n} people", n).format(n=n) for n in (0, 1, 2, 11, 21)]
    assert shown == ["0 cilvēku", "1 cilvēks", "2 cilvēki", "11 cilvēki", "21 cilvēks"]


def test_a_language_is_read_once(catalogues: Catalogues) -> None:
    assert catalogues.texts("lv") is catalogues.texts("lv")


def test_a_broken_catalogue_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "lv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "kheten.po").write_text('msgid "a"\nnonsense', "utf-8")
    with pytest.raises(OperatorMustAct, match="is broken"):
        Catalogues(tmp_path).texts("lv")
