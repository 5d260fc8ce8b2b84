"""What is sealed opens only with its key, unchanged and in its own place."""

from __future__ import annotations

import os

import pytest

from core.errors import OperatorMustAct
from storage.sealed import Sealer

PLACE = ("files", "sealed", 7)
OLD, NEW = os.urandom(32), os.urandom(32)


def test_what_is_sealed_opens_again_and_looks_different_each_time() -> None:
    sealer = Sealer({"1": OLD}, "1", os.urandom)
    first, second = (sealer.seal(PLACE, b"voice" * 100) for _ in range(2))
    assert first != second
    assert b"voice" not in first
    assert sealer.unseal(PLACE, first) == sealer.unseal(PLACE, second) == b"voice" * 100


def test_an_old_key_still_opens_and_the_newest_seals() -> None:
    old = Sealer({"1": OLD}, "1", os.urandom).seal(PLACE, b"voice")
    both = Sealer({"1": OLD, "2": NEW}, "2", os.urandom)
    assert both.unseal(PLACE, old) == b"voice"
    assert both.seal(PLACE, b"voice").startswith(b"v1.2.")


@pytest.mark.parametrize("place", [("files", "sealed", 8), ("files", "other", 7), ("drafts", "sealed", 7)])
def test_a_sealed_value_moved_elsewhere_does_not_open(place: tuple[str, str, int]) -> None:
    sealer = Sealer({"1": OLD}, "1", os.urandom)
    with pytest.raises(OperatorMustAct, match="changed or moved"):
        sealer.unseal(place, sealer.seal(PLACE, b"voice"))


@pytest.mark.parametrize("damage", [b"", b"v1", b"v1.1.", b"v1.1.short", b"v2.1.x", b"v1.9.x"])
def test_damage_and_a_missing_key_are_the_operators_matter(damage: bytes) -> None:
    with pytest.raises(OperatorMustAct):
        Sealer({"1": OLD}, "1", os.urandom).unseal(PLACE, damage)


def test_a_changed_byte_is_noticed() -> None:
    sealer = Sealer({"1": OLD}, "1", os.urandom)
    sealed = bytearray(sealer.seal(PLACE, b"voice"))
    sealed[-1] ^= 1
    with pytest.raises(OperatorMustAct, match="changed or moved"):
        sealer.unseal(PLACE, bytes(sealed))
