"""What follows from how a delivery went, as values."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel import ChannelDown, NotSent, Rejected, Uncertain, Undelivered, Unreachable
from bot.pipeline.pacer import Pacer
from bot.pipeline.verdicts import TRIES, back_off, verdict
from core.messages import Care, Screen
from storage.outbox import Parcel

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def parcel(care: Care = Care.REPLY, attempts: int = 1, ambiguous: int = 0) -> Parcel:
    return Parcel(1, "fake", "1", None, Screen("x"), care, attempts=attempts, ambiguous=ambiguous)


@pytest.mark.parametrize(
    ("error", "care", "ambiguous", "state"),
    [
        (NotSent("x"), Care.ONCE, 0, "queued"),
        (NotSent("x", 3), Care.ONCE, 0, "queued"),
        (Uncertain("x"), Care.ONCE, 0, "uncertain"),
        (Uncertain("x"), Care.REPLY, 0, "queued"),
        (Uncertain("x"), Care.REPLY, 1, "uncertain"),
        (Uncertain("x"), Care.NOTICE, 0, "queued"),
        (Uncertain("x"), Care.NOTICE, 1, "uncertain"),
        (Unreachable("x"), Care.REPLY, 0, "dead"),
        (Rejected("x"), Care.EDIT, 0, "dead"),
        (ChannelDown("x"), Care.ONCE, 0, "queued"),
    ],
)
def test_each_error_and_care_has_one_consequence(error: Undelivered, care: Care, ambiguous: int, state: str) -> None:
    assert verdict(parcel(care, ambiguous=ambiguous), error, NOW, 0.0, edits=False).state == state


def test_an_edit_is_repeated_freely_until_it_is_given_up() -> None:
    tried = [verdict(parcel(Care.EDIT, n, n), Uncertain("x"), NOW, 0.0, edits=True).state for n in (1, 50, TRIES)]
    assert tried == ["queued", "queued", "dead"]


def test_pauses_double_up_to_five_minutes_and_vary_by_a_quarter() -> None:
    assert [back_off(n, 0.0).total_seconds() for n in range(1, 11)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert back_off(10_000, 1.0) == timedelta(seconds=375)


def test_the_wait_a_channel_asks_for_is_kept() -> None:
    result = verdict(parcel(), NotSent("429", 40), NOW, 0.5, edits=False)
    assert result.again == NOW + timedelta(seconds=40.5)
    assert not result.counted


def test_the_pacer_spaces_evenly_and_never_catches_up() -> None:
    pacer, now, times = Pacer(per_second=25.0), 100.0, []
    for number in range(50):
        now += pacer.wait(now)
        if number == 25:
            now += 10.0
        pacer.sent(("fake", str(number)), now)
        times.append(now)
    gaps = [round(later - earlier, 6) for earlier, later in itertools.pairwise(times)]
    assert min(gaps) == 0.04
    assert sorted(gaps)[:-1] == [0.04] * 48


def test_one_chat_gets_at_most_one_unasked_message_a_second() -> None:
    pacer = Pacer()
    pacer.sent(("fake", "1"), 5.0)
    assert pacer.chat_wait(("fake", "1"), 5.4) == pytest.approx(0.6)
    assert pacer.chat_wait(("fake", "2"), 5.4) == 0
    assert pacer.cooling(6.1) == set()
