"""What the fake server is to do in one run, and what it saw; both cross the border between processes as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

FIRST_CHAT = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: `rate` None is a closed loop of `active` users, else updates a second from users who are not waiting.

    `delay` is how many seconds every answer of the server takes; `warm` and `seconds` are the times before and while
    it is measured; nothing is waited for longer than `patience`.
    """

    users: str = "echo"
    chats: int = 64
    active: int = 64
    rate: float | None = None
    delay: float = 0.0
    warm: float = 1.0
    seconds: float = 5.0
    patience: float = 20.0
    kinds: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the plan on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Return the plan written by `to_json`."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run came to; times in seconds, `polled` and `replied` on the machine's monotonic clock (0: never).

    `late` counts updates of the measured time that were not answered within the patience after it, `idle` how often
    the open loop found nobody who was not waiting. `calls` are those of the measured time except getUpdates.
    """

    answered: int = 0
    seconds: float = 0.0
    latencies: tuple[float, ...] = ()
    late: int = 0
    idle: int = 0
    calls: int = 0
    cpu: float = 0.0
    server_cpu: float = 0.0
    rss: int = 0
    polled: float = 0.0
    replied: float = 0.0

    def to_json(self) -> str:
        """Return the figures on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Seen:
        """Return the figures written by `to_json`."""
        values = json.loads(text)
        return cls(**{**values, "latencies": tuple(values["latencies"])})
