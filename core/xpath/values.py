"""Values of expressions and the ways they turn into each other; a blank is '', and not-a-number is a blank too.

A date is a datetime without a zone, in the zone of the person who answers (as ODK Collect takes the phone's).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Value = str | float | bool | datetime
Closure = Callable[[Any], Any]
LabelOf = Callable[[Any, str], str]

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local time by design, see above
NAN = math.nan
NUMBER_LETTERS = frozenset("-.0123456789")
SMALL = 1e-12
INT_LOW, INT_HIGH = -(2**31), 2**31 - 1


class EvaluationError(Exception):
    """An expression met a value it cannot work with; the result counts as blank."""


class Spot:
    """A node a path has reached: its value, where it stands among its like (from 0), and what else it knows."""

    __slots__ = ("frame", "has_children", "index", "item", "value")

    def __init__(self, value: Value, index: int, *, item: Any = None, frame: Any = None, has_children: bool = False):
        self.value = value
        self.index = index
        self.item = item
        self.frame = frame
        self.has_children = has_children


class Nodes(list[Spot]):
    """The nodes a path has reached, in document order."""


def single(value: Value | Nodes) -> Value:
    """Return the one value of a set of nodes, '' when it is empty; EvaluationError when there are several."""
    if not isinstance(value, Nodes):
        return value
    if not value:
        return ""
    if len(value) > 1:
        raise EvaluationError("a question of a repeat is used as if it had one value")
    return value[0].value


def to_number(value: Value | Nodes) -> float:
    """Return a value as a number; a date counts days since 1970, a text that is none gives NaN."""
    if type(value) is float:
        return value
    if type(value) is str:
        return parse_number(value) if value else NAN
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, datetime):
        return float(days_since_epoch(value))
    if isinstance(value, Nodes):
        return to_number(single(value))
    return float(value)


def parse_number(text: str) -> float:
    """Return the number a text spells (comma or point, no exponent), or NaN."""
    spelled = text.replace(",", ".").strip("".join(map(chr, range(33))))
    if not NUMBER_LETTERS.issuperset(spelled):
        return NAN
    try:
        return float(spelled)
    except ValueError:
        return NAN


def to_boolean(value: Value | Nodes) -> bool:
    """Return a value as true or false: numbers but zero, texts but the empty one, and every date are true."""
    if value is True or value is False:
        return value
    if isinstance(value, float):
        return abs(value) > SMALL and value == value  # noqa: PLR0124 - NaN differs from itself
    if isinstance(value, str):
        return bool(value)
    if isinstance(value, Nodes):
        return to_boolean(single(value))
    return True


def to_text(value: Value | Nodes) -> str:
    """Return a value as text: whole numbers without a point, dates as yyyy-mm-dd."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.year > 999 else f"{value.year}-{value:%m-%d}"
    return to_text(single(value))


def number_text(value: float) -> str:
    """Return a number as XPath prints it."""
    if math.isnan(value):
        return "NaN"
    if abs(value) < SMALL:
        return "0"
    if math.isinf(value):
        return "-Infinity" if value < 0 else "Infinity"
    if INT_LOW <= value <= INT_HIGH and abs(value - int(value)) < SMALL:
        return str(int(value))
    return decimal_text(value)


def decimal_text(value: float) -> str:
    """Return a number as the submissions of ODK spell decimals: `3.0`, `1.0E10`, `1.0E-4`."""
    if math.isinf(value) or math.isnan(value):
        return number_text(value)
    if value == 0:
        return "-0.0" if math.copysign(1, value) < 0 else "0.0"
    if 1e-3 <= abs(value) < 1e7:
        plain = repr(value)
        return plain if "e" not in plain else f"{value:.17f}".rstrip("0")
    digits, _, exponent = f"{value!r}".partition("e")
    if not exponent:
        digits, _, exponent = _scientific(value).partition("e")
    mantissa = digits if "." in digits else f"{digits}.0"
    return f"{mantissa}E{int(exponent)}"


def _scientific(value: float) -> str:
    for precision in range(17):
        spelled = f"{value:.{precision}e}"
        if float(spelled) == value:
            return spelled
    return f"{value:.17e}"


def is_blank(value: Value | Nodes) -> bool:
    """Return whether a value is empty text or not a number."""
    plain = single(value)
    return plain == "" or (isinstance(plain, float) and math.isnan(plain))


def are_equal(left: Value | Nodes, right: Value | Nodes) -> bool:
    """Compare as ODK does: as booleans if either is one, else as numbers if either is one, else as texts."""
    left, right = single(left), single(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return abs(to_number(left) - to_number(right)) < SMALL
    return to_text(left) == to_text(right)


def days_since_epoch(moment: datetime) -> int:
    """Return the whole days from 1970-01-01 to the day of a moment."""
    return (moment - EPOCH).days


def add_days(moment: datetime, days: int) -> datetime:
    """Return the moment so many days later; EvaluationError outside the years 1 to 9999."""
    try:
        return moment + timedelta(days=days)
    except OverflowError as error:
        raise EvaluationError("the date is out of range") from error
