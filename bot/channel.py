"""What a channel (Telegram now, Signal later) must be able to do, and how it tells what became of a message.

Undelivered
├── NotSent            certainly not sent: try again, after `retry_after` seconds where the channel says so
├── Uncertain          may have arrived: read timeout, connection cut after sending, an answer that makes no sense
├── Rejected           refused for good: the message is wrong, or what it changes is gone
├── Unreachable        the person blocked the bot or is gone
└── ChannelDown        the channel refuses the bot itself (token): stop and tell the operator
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import KhetenError
from core.messages import Attachment, Received, Screen, Toast

Payload = Mapping[str, Any]
"""One raw update as the channel gave it."""


class Undelivered(KhetenError):
    """A message was not delivered, as far as is known."""


class NotSent(Undelivered):
    """Certainly not sent."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Uncertain(Undelivered):
    """It may have arrived."""


class Rejected(Undelivered):
    """Refused for good."""


class Unreachable(Undelivered):
    """The person cannot be written to."""


class ChannelDown(Undelivered):
    """The channel refuses the bot itself."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A screen for one address; `changes` is the channel's id of the message it replaces."""

    address: str
    screen: Screen
    changes: str | None = None
    attachment: Attachment | None = None


class Channel(Protocol):
    """One way to talk with people."""

    name: str

    def number(self, payload: Payload) -> int:
        """Return the channel's number of an update; ValueError when it has none."""

    def chat(self, payload: Payload) -> str:
        """Return the chat an update belongs to, '' when it belongs to none; never fails."""

    def parse(self, payload: Payload) -> Received | None:
        """Return what the update means, None when it is nothing for us; any exception means it is malformed."""

    async def show(self, letter: Letter) -> str | None:
        """Deliver and return the channel's message id; raises `Undelivered`. Unchanged edits count as delivered."""

    async def acknowledge(self, toast: Toast) -> None:
        """Acknowledge a tap; best effort, never raises."""

    async def fetch(self, ref: str) -> bytes:
        """Return a file's content; raises `Undelivered`."""
