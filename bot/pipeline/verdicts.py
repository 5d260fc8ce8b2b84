"""What follows from how a delivery went: a function of values, drawn in the table of `verdict`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channel import ChannelDown, NotSent, Rejected, Uncertain, Undelivered, Unreachable
from core.messages import Care
from storage.outbox import Parcel

LONGEST = 300.0
TRIES = 300
"""About a day of trying; what the channel still refuses then is shown to a human."""
NOTICE_AGAIN = timedelta(seconds=120)
REPLY_AGAIN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The new state of a message not sent; `again` only for `queued`, `counted` whether the attempt counts."""

    state: str
    reason: str
    again: datetime | None = None
    ambiguous: int = 0
    counted: bool = True


def back_off(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after so many attempts: 1, 2, 4 … 300 seconds and up to a quarter more by chance."""
    return timedelta(seconds=min(LONGEST, 2.0 ** min(attempts - 1, 20)) * (1 + chance / 4))


def verdict(parcel: Parcel, error: Undelivered, now: datetime, chance: float, *, edits: bool) -> Verdict:
    """Return what becomes of a message after this error; `edits` when it only changed a known message.

    NotSent: again later, a wait the channel asks for does not count as an attempt. Uncertain: by care. Unreachable
    and Rejected: dead. ChannelDown: again as if never tried.
    """
    reason = type(error).__name__.lower()
    if isinstance(error, NotSent) and error.retry_after is not None:
        wait = timedelta(seconds=max(0.0, error.retry_after) + chance)
        return Verdict("queued", "too many", now + wait, parcel.ambiguous, counted=False)
    if isinstance(error, NotSent):
        if parcel.attempts >= TRIES:
            return Verdict("dead", "gave up", ambiguous=parcel.ambiguous)
        return Verdict("queued", "not sent", now + back_off(parcel.attempts, chance), parcel.ambiguous)
    if isinstance(error, ChannelDown):
        return Verdict("queued", "channel down", now, parcel.ambiguous, counted=False)
    if isinstance(error, Unreachable | Rejected):
        return Verdict("dead", reason, ambiguous=parcel.ambiguous)
    return doubtful(parcel, now, chance, edits=edits, reason="uncertain" if isinstance(error, Uncertain) else reason)


def doubtful(parcel: Parcel, now: datetime, chance: float, *, edits: bool, reason: str) -> Verdict:
    """Return what becomes of a message that may have arrived: an edit goes again freely, the rest once or never."""
    doubts = parcel.ambiguous + 1
    if edits:
        if parcel.attempts >= TRIES:
            return Verdict("dead", "gave up", ambiguous=doubts)
        return Verdict("queued", reason, now + back_off(parcel.attempts, chance), doubts)
    if parcel.care is Care.ONCE or doubts > 1:
        return Verdict("uncertain", reason, ambiguous=doubts)
    return Verdict("queued", reason, now + (NOTICE_AGAIN if parcel.care is Care.NOTICE else REPLY_AGAIN), doubts)
