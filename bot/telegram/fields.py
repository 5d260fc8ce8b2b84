"""Strict reading of one field of a raw update: the wrong type is an error, never a guess."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MISSING: Any = object()
LATEST = 2**33  # the year 2242; a later date is a fault and would not fit every database


class Malformed(ValueError):
    """A field is missing or of the wrong kind; the message names the field, never its value."""


def text(part: Mapping[str, Any], name: str, default: str = MISSING) -> str:
    """Return a text field; `default` when it is absent and one is given."""
    value = part.get(name, default)
    if not isinstance(value, str):
        raise Malformed(f"{name} is no text")
    return value


def number(part: Mapping[str, Any], name: str) -> int:
    """Return a whole number as Telegram's ids are; a bool is none."""
    value = part.get(name)
    if type(value) is not int or not -(2**62) < value < 2**62:
        raise Malformed(f"{name} is no number")
    return value


def whole(part: Mapping[str, Any], name: str, least: int, below: int = 2**53) -> int:
    """Return a whole number from `least` up, below `below`."""
    value = number(part, name)
    if not least <= value < below:
        raise Malformed(f"{name} is out of range")
    return value


def optional_whole(part: Mapping[str, Any], name: str) -> int | None:
    """Return a number from 0 up, or None when it is absent."""
    return whole(part, name, 0) if part.get(name) is not None else None


def degrees(part: Mapping[str, Any], name: str, most: float) -> float:
    """Return an angle between -most and most."""
    value = part.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed(f"{name} is no angle")
    if not math.isfinite(value) or abs(value) > most:
        raise Malformed(f"{name} is out of range")
    return float(value)


def boolean(part: Mapping[str, Any], name: str) -> bool:
    """Return a flag, False when it is absent."""
    value = part.get(name, False)
    if not isinstance(value, bool):
        raise Malformed(f"{name} is no flag")
    return value


def mapping(part: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a part that is an object of its own."""
    value = part.get(name)
    if not isinstance(value, dict):
        raise Malformed(f"{name} is no object")
    return value


def moment(part: Mapping[str, Any], name: str) -> datetime:
    """Return a Unix time in seconds as an aware moment."""
    return datetime.fromtimestamp(whole(part, name, 0, LATEST), UTC)
