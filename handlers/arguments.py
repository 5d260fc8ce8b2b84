"""Arguments of buttons, read as if they were forged: what cannot be meant is None."""

from __future__ import annotations

from core.periods import Period
from handlers.visit import Visit

OLDEST, NEWEST = Period(2015, 1), Period(2099, 12)
LARGEST = 2**63 - 1


def number_named(visit: Visit, index: int = 0) -> int | None:
    """Return the id in a button."""
    text = visit.argument(index)
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:
        return None
    return int(text) if int(text) <= LARGEST else None


def period_named(visit: Visit, index: int) -> Period | None:
    """Return the period in a button."""
    try:
        period = Period.parse(visit.argument(index))
    except ValueError:
        return None
    return period if OLDEST <= period <= NEWEST else None
