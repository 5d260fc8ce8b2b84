"""Checks the catalogues: everything the code says is translated, placeholders agree, plural forms are all there.

`python -m locales.check` prints every problem and exits 1 if there is any; English is the text in the code itself and
may be left empty.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
ROOT = HERE.parent
LANGUAGES = ("lv", "ru", "en")
SOURCE = "en"
SOURCES = ("bot", "core", "handlers", "storage")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
PLACEHOLDER = re.compile(r"\{(\w+)\}")

Key = tuple[str | None, str]


def main() -> int:
    """Print the problems; return 1 if there are any."""
    wanted = texts_in_code()
    problems = list(problems_of_template(wanted))
    for language in LANGUAGES:
        problems += problems_of(language, wanted)
    for problem in problems:
        sys.stderr.write(problem + "\n")
    return 1 if problems else 0


def texts_in_code() -> set[Key]:
    """Return every text the code says, with its context."""
    found: set[Key] = set()
    for folder in SOURCES:
        for _, _, message, _, context in extract_from_dir(str(ROOT / folder), keywords=KEYWORDS):
            found.add((context, message[0] if isinstance(message, tuple) else message))
    return found


def load(path: Path) -> Catalog:
    """Return a catalogue as it is in its file."""
    with path.open("rb") as file:
        return read_po(file)


def key_of(message: Message) -> Key:
    """Return what tells a message from all others: its context and its (singular) text."""
    return message.context, listed(message.id)[0]


def problems_of_template(wanted: set[Key]) -> Iterator[str]:
    """Yield what `make catalogs` would change in the template."""
    known = {key_of(message) for message in load(HERE / "kheten.pot") if message.id}
    for _, text in sorted(wanted - known, key=str):
        yield f"kheten.pot: not taken in yet (make catalogs): {text!r}"
    for _, text in sorted(known - wanted, key=str):
        yield f"kheten.pot: no longer in the code (make catalogs): {text!r}"


def problems_of(language: str, wanted: set[Key]) -> list[str]:
    """Return what is wrong with one language."""
    catalogue = load(HERE / language / "LC_MESSAGES" / "kheten.po")
    messages = {key_of(message): message for message in catalogue if message.id}
    problems = [f"{language}: missing: {text!r}" for _, text in sorted(wanted - messages.keys(), key=str)]
    for (_, text), message in messages.items():
        problems += [f"{language}: {problem}: {text!r}" for problem in faults(language, catalogue, message)]
    return problems


def faults(language: str, catalogue: Catalog, message: Message) -> Iterator[str]:
    """Yield what is wrong with one message."""
    strings, ids = listed(message.string), listed(message.id)
    if not any(strings):
        if language != SOURCE:
            yield "not translated"
        return
    if message.fuzzy:
        yield "marked as doubtful"
    if len(ids) > 1 and (len(strings) != catalogue.num_plurals or not all(strings)):
        yield f"needs {catalogue.num_plurals} plural forms"
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    if any(set(PLACEHOLDER.findall(string)) != wanted for string in strings):
        yield "placeholders differ"


def listed(text: str | Sequence[str] | None) -> list[str]:
    """Return one text or the plural forms as a list."""
    return [text] if isinstance(text, str) else list(text or ())


if __name__ == "__main__":
    sys.exit(main())
