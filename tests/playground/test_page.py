"""The page's promises that need no browser: complete words, nothing from elsewhere, small files."""

import re
from pathlib import Path

import bot.playground

PAGE = Path(bot.playground.__file__).parent / "page"
LANGUAGES = ("lv", "ru", "en")
SCRIPTS = sorted(PAGE.glob("*.js"))
FOREIGN = re.compile(r"(?:src|href|url\(|from|import)\W{1,3}(?:https?:)?//", re.IGNORECASE)


def words(language: str) -> dict[str, str]:
    """Return one language's dictionary of the page."""
    return dict(re.findall(r'^  "([^"]+)": "([^"]*)",$', (PAGE / f"words_{language}.js").read_text(), re.MULTILINE))


def test_every_text_of_the_page_is_there_in_every_language() -> None:
    latvian = words("lv")
    assert len(latvian) > 100
    for language in LANGUAGES:
        assert words(language).keys() == latvian.keys()
        assert all(words(language).values())


def test_a_translation_has_the_same_places_for_values() -> None:
    places = re.compile(r"\{\w+\}")
    for key, text in words("lv").items():
        for language in LANGUAGES:
            assert set(places.findall(words(language)[key])) == set(places.findall(text)), (language, key)


def test_every_text_the_page_asks_for_exists() -> None:
    asked = {key for script in SCRIPTS for key in re.findall(r'\bsay\("([^"]+)"', script.read_text())}
    assert asked
    assert asked <= words("lv").keys()


def test_the_page_loads_nothing_from_elsewhere() -> None:
    assert FOREIGN.search('<script src="https://elsewhere.example/a.js">')
    for file in PAGE.iterdir():
        assert not FOREIGN.search(file.read_text()), file.name
    assert "default-src 'self'" in (PAGE / "index.html").read_text()


def test_a_bots_text_can_never_become_markup() -> None:
    for script in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text())


def test_every_file_the_page_asks_for_exists() -> None:
    asked = set(re.findall(r'(?:href|src)="(?:/page/)?([\w.]+)"', (PAGE / "index.html").read_text()))
    asked |= {name for script in SCRIPTS for name in re.findall(r'from "\./([\w.]+)"', script.read_text())}
    assert {"main.js", "style.css", "words_lv.js"} <= asked
    assert {name for name in asked if not (PAGE / name).is_file()} == set()


def test_no_file_of_the_page_is_long() -> None:
    for file in PAGE.iterdir():
        assert len(file.read_text().splitlines()) < 400, file.name
