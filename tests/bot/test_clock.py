"""Ids only grow, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, timedelta

from bot.clock import CHANCE_BITS, ID_EPOCH_MS, Ids, SystemClock, jitter, new_code


def test_ids_grow_also_when_the_clock_is_set_back() -> None:
    moments = iter([ID_EPOCH_MS + 5_000, ID_EPOCH_MS + 5_000, ID_EPOCH_MS + 1, ID_EPOCH_MS - 10, ID_EPOCH_MS + 6_000])
    ids = Ids(lambda: next(moments))
    made = [ids() for _ in range(5)]
    assert made == sorted(set(made))
    assert made[-1] >> CHANCE_BITS == 6_000


def test_ten_thousand_ids_differ_and_fit_sixty_three_bits() -> None:
    ids = Ids()
    made = [ids() for _ in range(10_000)]
    assert len(set(made)) == 10_000
    assert max(made) < 2**63


def test_an_id_of_after_a_restart_comes_later() -> None:
    assert Ids(lambda: ID_EPOCH_MS + 2_000)() > Ids(lambda: ID_EPOCH_MS + 1_999)()


def test_the_clock_is_aware_and_codes_fit_a_start_link() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    assert SystemClock().now().tzinfo is UTC
    assert len(new_code()) == 43
    assert new_code() != new_code()
    assert 0 <= jitter(2) <= 2
