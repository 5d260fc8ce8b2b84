"""Answers as texts and as values: each data type reads its text, and writes it as a submission holds it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING

from core.xpath.dates import date_text, moment_text, read_date, read_moment, read_time, time_text
from core.xpath.values import INT_HIGH, INT_LOW, Value, decimal_text, to_boolean

if TYPE_CHECKING:
    from core.forms.frames import Run

Reader = Callable[[str, "Run"], Value]

INTEGER = re.compile(r"[+-]?\d{1,10}\Z", re.ASCII)
DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII)
BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


def _integer(text: str, run: Run) -> Value:
    if not INTEGER.match(text):
        return ""
    number = int(text)
    return float(number) if INT_LOW <= number <= INT_HIGH else ""


def _decimal(text: str, run: Run) -> Value:
    if not DECIMAL.match(text):
        return ""
    number = float(text)
    return "" if math.isinf(number) else number


def _date(text: str, run: Run) -> Value:
    moment = read_date(text)
    return "" if moment is None else moment


def _moment(text: str, run: Run) -> Value:
    moment = read_moment(text, run.zone)
    return "" if moment is None else moment


def _time(text: str, run: Run) -> Value:
    moment = read_time(text, run.zone, run.today)
    return "" if moment is None else moment


def _boolean(text: str, run: Run) -> Value:
    return BOOLEANS.get(text.lower(), "")


def _geopoint(text: str, run: Run) -> Value:
    """Latitude, longitude, altitude and accuracy; what is missing of the last two is 0."""
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(DECIMAL.match(part) for part in parts):
        return ""
    numbers = [float(part) for part in parts] + [0.0] * (4 - len(parts))
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180 or not any(numbers):
        return ""
    return " ".join(map(decimal_text, numbers))


READERS: dict[str, Reader] = {
    "int": _integer,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _moment,
    "time": _time,
    "boolean": _boolean,
    "geopoint": _geopoint,
}
"""Readers of the types that are more than text; a text that does not fit reads as ''."""
CONVERTED = ("date", "dateTime", "time", "geopoint")


def fits(data: str, text: str, run: Run) -> bool:
    """Return whether a text is an answer of that type."""
    reader = READERS.get(data)
    return reader is None or reader(text, run) != ""


def read_value(text: str, data: str, run: Run) -> Value:
    """Return an answer's text as expressions see it."""
    reader = READERS.get(data)
    return text if reader is None else reader(text, run)


def offered_names(text: str, kind: str, names: set[str]) -> bool:
    """Return whether every name in a choice answer can be chosen."""
    chosen = [text] if kind == "select1" else text.split()
    return bool(chosen) and all(name in names for name in chosen)


def stored(value: Value, data: str, run: Run) -> Value:
    """Return the value a calculated node of that type keeps; NaN and what does not fit become ''."""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if data == "boolean":
            return to_boolean(value)
        return float(_cut(value)) if data == "int" else value
    if isinstance(value, str):
        if value and data == "boolean":
            return True
        return READERS[data](value, run) if data in CONVERTED else value
    return value


def _cut(value: float) -> int:
    return int(max(min(value, INT_HIGH), INT_LOW))


def written(value: Value, data: str, zone: tzinfo, *, calculated: bool = False) -> str:
    """Return a value as the text of a submission."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return _number(value, data, calculated=calculated)
    if data == "date":
        return date_text(value)
    return time_text(value, zone) if data == "time" else moment_text(value, zone)


def _number(value: float, data: str, *, calculated: bool) -> str:
    if data == "decimal" and not calculated:
        return decimal_text(value)
    if math.isinf(value):
        return decimal_text(value)
    whole = math.trunc(value)
    if data == "int" or (abs(value - whole) < 1e-9 and abs(whole) < 2**63):
        return str(whole)
    return decimal_text(value)
