"""Seal what must not lie open on the disk: AES-256-GCM, bound to its place so that it cannot be moved to another row.

A sealed value is `v1.<key's name>.` and then nonce and ciphertext; the key's name allows another key later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.errors import OperatorMustAct

NONCE_BYTES = 12
VERSION = b"v1"


class Sealer:
    """Seals with the newest key and opens with any it has; `chance` makes that many random bytes."""

    def __init__(self, keys: Mapping[str, bytes], newest: str, chance: Callable[[int], bytes]) -> None:
        self._keys = dict(keys)
        self._newest = newest
        self._chance = chance

    def seal(self, place: tuple[str, str, int], content: bytes) -> bytes:
        """Return the content sealed for table, column and row id."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy, only where used

        nonce = self._chance(NONCE_BYTES)
        sealed = AESGCM(self._keys[self._newest]).encrypt(nonce, content, _bound(place, self._newest))
        return b".".join((VERSION, self._newest.encode(), nonce + sealed))

    def unseal(self, place: tuple[str, str, int], sealed: bytes) -> bytes:
        """Return the content; OperatorMustAct when the key is missing, or the value was changed or moved."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy, only where used
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        version, name, rest = (*sealed.split(b".", 2), b"", b"")[:3]
        key = self._keys.get(name.decode("utf-8", "replace"))
        if version != VERSION or key is None:
            raise OperatorMustAct(f"there is no key to open {place[0]} {place[2]}")
        nonce, text = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, text, _bound(place, name.decode()))
        except (InvalidTag, ValueError):
            raise OperatorMustAct(f"{place[0]} {place[2]} was changed or moved since it was sealed") from None


def _bound(place: tuple[str, str, int], key: str) -> bytes:
    table, column, row = place
    return f"{table}|{column}|{row}|{key}".encode()
