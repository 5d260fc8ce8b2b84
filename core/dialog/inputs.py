"""What a person typed, as the canonical text the engine takes; lenient at this edge so that nothing behind it is.

Commas, spaces and full-width digits are understood; two numbers are not one. A choice may be typed by its number, by
its label or by the label's beginning when only one fits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_TEXT = 4000
"""Characters of one free text; more is not an answer to any question of ours."""

SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
THOUSANDS = re.compile(rf"[+-]?\d{{1,3}}({SPACES.pattern}\d{{3}})+([.,]\d*)?")
DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,9})?")
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\.?")
SEPARATORS = re.compile(r"[\s,;]+")


class Misreading(StrEnum):
    """Why a typed text could not be read."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    TOO_LARGE = "too_large"
    NOT_A_DATE = "not_a_date"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Misread:
    """A text that is not an answer; `guess` is the one number found in it, if there is just one."""

    why: Misreading
    guess: str = ""


Read = str | Misread


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as the person sees it."""

    name: str
    label: str


def plain(text: str) -> str:
    """Return the text with compatibility forms (full-width digits and the like) made ordinary, trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def read_integer(text: str) -> Read:
    """Return a whole number as `-12`; `1 200` and `12.` are read, `12 or 13` is not."""
    written = joined(plain(text)).rstrip(".,").replace(",", ".")
    if not DECIMAL.fullmatch(written):
        return Misread(Misreading.NOT_A_NUMBER if written else Misreading.EMPTY, guess=only_number(text))
    whole, _, rest = written.partition(".")
    if rest.strip("0"):
        return Misread(Misreading.NOT_WHOLE)
    number = int(whole)
    return str(number) if -(2**31) <= number < 2**31 else Misread(Misreading.TOO_LARGE)


def joined(written: str) -> str:
    """Return a number without the blanks between its thousands; other blanks stay: `12 13` is two numbers."""
    return SPACES.sub("", written) if THOUSANDS.fullmatch(written) else written


def only_number(text: str) -> str:
    """Return the one number that stands in a sentence, '' when there is none or more than one."""
    found = re.findall(r"\d+", plain(text))
    return found[0] if len(found) == 1 and len(found[0]) < 10 else ""


def read_decimal(text: str) -> Read:
    """Return a number with a point: `0,5` and `1 200,50` are read as `0.5` and `1200.50`."""
    written = joined(plain(text)).replace(",", ".").rstrip(".")
    if DECIMAL.fullmatch(written):
        return written.lstrip("+")
    return Misread(Misreading.NOT_A_NUMBER if written else Misreading.EMPTY, guess=only_number(text))


def read_date(text: str) -> Read:
    """Return an ISO date; the day comes first (`5.11.2026`, `05/11/2026`), ISO is understood too."""
    written = plain(text)
    try:
        if match := DAY_FIRST.fullmatch(written):
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return Misread(Misreading.NOT_A_DATE if written else Misreading.EMPTY)


def read_text(text: str) -> Read:
    """Return the text without blanks around it."""
    written = text.strip()
    if not written:
        return Misread(Misreading.EMPTY)
    return written if len(written) <= MAX_TEXT else Misread(Misreading.TOO_LONG)


def read_choice(text: str, options: Sequence[Option]) -> Read:
    """Return the name of the choice typed as a number, a label or the only label that begins so."""
    written = bare(text)
    if not written:
        return Misread(Misreading.EMPTY)
    if written.isdecimal() and 1 <= int(written[:6]) <= len(options):
        return options[int(written) - 1].name
    labels = [(bare(option.label), option.name) for option in options]
    exact = [name for label, name in labels if label == written]
    begun = [name for label, name in labels if label.startswith(written)]
    for found in (exact, begun):
        if len(found) == 1:
            return found[0]
    return Misread(Misreading.NOT_A_CHOICE)


def read_choices(text: str, options: Sequence[Option]) -> Read:
    """Return names with a space between, in the form's order: `1 3 4`, `Skola, NVA` or one label."""
    single = read_choice(text, options)
    if isinstance(single, str):
        return single
    parts = SEPARATORS.split(plain(text)) if re.fullmatch(r"[\d\s,;.]+", plain(text)) else re.split(r"[,;\n]+", text)
    names: set[str] = set()
    for part in filter(str.strip, parts):
        read = read_choice(part.rstrip("."), options)
        if isinstance(read, Misread):
            return read
        names.add(read)
    chosen = [option.name for option in options if option.name in names]
    return " ".join(chosen) if chosen else Misread(Misreading.EMPTY)


def bare(text: str) -> str:
    """Return the letters and digits of a label, lower case, without the picture in front of it."""
    kept = "".join(letter for letter in plain(text).casefold() if letter.isalnum() or letter in " -,/")
    return " ".join(kept.split())
