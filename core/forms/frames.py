"""What one derivation works on: a frame for the form and one for each repeat instance, each with its values."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.forms.model import Env
from core.xpath.values import Value

RIGA = ZoneInfo("Europe/Riga")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Run:
    """The surroundings of one derivation, reached from every frame."""

    __slots__ = ("env", "errors", "language", "now", "salt", "today", "zone")

    def __init__(self, env: Env) -> None:
        self.env = env
        self.zone = env.now.tzinfo or RIGA
        self.now = env.now.replace(tzinfo=None)
        self.today = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.language = env.language
        self.errors: list[tuple[str, str]] = []
        self.salt = ""

    def local(self, utc: datetime) -> datetime:
        """Return a UTC moment in the zone of the run, without zone."""
        return utc.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def _digest(self, frame: Any) -> bytes:
        text = f"{self.env.instance_id}|{self.env.seed}|{self.salt}|{frame.ids}"
        return hashlib.sha256(text.encode()).digest()

    def random(self, frame: Any) -> float:
        """Return a number from 0 to below 1 that is the same for the same node of the same submission."""
        return int.from_bytes(self._digest(frame)[:6], "big") / 2**48

    def uuid(self, frame: Any) -> str:
        """Return a uuid that is the same for the same node of the same submission."""
        return str(uuid.UUID(bytes=self._digest(frame)[:16], version=4))

    def letters(self, frame: Any, length: int) -> str:
        """Return that many letters and digits, the same for the same node of the same submission."""
        digest, count = self._digest(frame), max(0, min(length, 1000))
        while len(digest) < count:
            digest += hashlib.sha256(digest).digest()
        return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:count])


class Frame:
    """The values of the form itself or of one repeat instance; `prefix` is its ref, `key` the repeat's."""

    __slots__ = (
        "children",
        "frame",
        "ids",
        "index",
        "item",
        "key",
        "parent",
        "place",
        "prefix",
        "relevant",
        "root",
        "run",
        "values",
    )

    def __init__(self, size: int, run: Run, parent: Frame | None = None, key: str = "", name: str = "") -> None:
        self.values: list[Value] = [""] * size
        self.relevant = [False] * size
        self.children: dict[str, list[Frame]] = {}
        self.run = run
        self.parent = parent
        self.root: Frame = self if parent is None else parent.root
        self.frame = self
        self.item = self
        self.place = 0
        self.key = key
        self.index = 0
        self.ids: str = name if parent is None else f"{parent.ids}.{name}"
        self.prefix = ""
