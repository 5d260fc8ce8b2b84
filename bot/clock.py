"""The one reader of the clock and the one maker of ids, codes and chance; everything else is given the values."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

ID_EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00Z
CHANCE_BITS = 20


class Clock(Protocol):
    """Who is asked for the present moment."""

    def now(self) -> datetime:
        """Return the present moment, aware."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


def machine_milliseconds() -> int:
    """Return the machine's own time in milliseconds since 1970, also where the bot's clock was moved."""
    return time.time_ns() // 1_000_000


class Ids:
    """Maker of 63-bit ids that only grow: milliseconds since 2026, then 20 bits of chance and counting.

    They follow the machine's time and not the bot's clock, so that a clock moved back in the playground, or a
    restart, never makes an id that comes before one already stored.
    """

    def __init__(self, milliseconds: Callable[[], int] = machine_milliseconds) -> None:
        self._milliseconds = milliseconds
        self._last = 0

    def __call__(self) -> int:
        """Return a new id, greater than every one before it."""
        base = max(self._milliseconds() - ID_EPOCH_MS, 0) << CHANCE_BITS
        fresh = base | secrets.randbits(CHANCE_BITS - 1)
        self._last = max(self._last + 1, fresh)
        return self._last


def new_code() -> str:
    """Return a one-time code of 32 random bytes as 43 letters that may stand in a link."""
    return secrets.token_urlsafe(32)


def new_key() -> bytes:
    """Return a new data key of 32 random bytes."""
    return secrets.token_bytes(32)


def chance() -> float:
    """Return a random number from 0 up to 1."""
    return random.random()  # noqa: S311 - nothing secret hangs on it


def jitter(most: float) -> float:
    """Return a random number of seconds from 0 to `most`, so that retries do not come all at once."""
    return random.uniform(0, most)  # noqa: S311 - nothing secret hangs on it
