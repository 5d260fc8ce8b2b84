"""The playground's clock runs, moves and keeps its zone."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.playground.clock import MovableClock

RIGA = ZoneInfo("Europe/Riga")


def test_a_running_clock_runs_and_a_stopped_one_stands() -> None:
    start = datetime(2026, 11, 2, 9, tzinfo=RIGA)
    running, standing = MovableClock(start), MovableClock(start, running=False)
    time.sleep(0.02)
    assert timedelta(0) < running.now() - start < timedelta(seconds=5)
    assert standing.now() == start


def test_an_hour_over_the_change_to_winter_time_is_one_real_hour() -> None:
    clock = MovableClock(datetime(2026, 10, 25, 3, 30, tzinfo=RIGA), running=False)
    clock.forward(timedelta(hours=1))
    assert clock.now().isoformat() == "2026-10-25T03:30:00+02:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        MovableClock(datetime(2026, 11, 2))
