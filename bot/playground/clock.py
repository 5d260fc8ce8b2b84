"""The playground's time: it runs like any clock and can be moved, so that a reminder day comes when it is wanted."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the playground asks for the time of day."""

    def now(self) -> datetime:
        """Return the present moment, with its zone."""
        ...


class MovableClock:
    """A clock that starts at `start` and then runs with real time, unless `running` is false.

    The embedded bot is given the same object, so both live in one present. A `start` without a zone is refused
    with ValueError: a moment nobody can place is the one thing a reminder cannot use.
    """

    def __init__(self, start: datetime, running: bool = True) -> None:
        self.is_running = running
        self.set(start)

    def now(self) -> datetime:
        """Return the present moment in the zone it was set in."""
        passed = time.monotonic() - self._set_at if self.is_running else 0.0
        return (self._base + timedelta(seconds=passed)).astimezone(self._zone)

    def set(self, to: datetime) -> None:
        """Move to a moment, forward or back."""
        if to.tzinfo is None:
            raise ValueError("the clock needs a time with a zone, such as 2026-11-02T09:00+02:00")
        self._base = to.astimezone(UTC)
        self._zone = to.tzinfo
        self._set_at = time.monotonic()

    def forward(self, delta: timedelta) -> None:
        """Move by a span."""
        self.set((self.now().astimezone(UTC) + delta).astimezone(self._zone))
