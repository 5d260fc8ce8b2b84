"""How deliveries went, gathered in memory until the next commit writes all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pipeline.verdicts import Verdict
from storage import outbox, people
from storage.outbox import Parcel

Chat = tuple[str, str]


@dataclass(slots=True)
class Ledger:
    """Outcomes not yet written; if writing fails they are put back and written with the next ones."""

    sent: dict[int, str | None] = field(default_factory=dict)
    settled: list[dict[str, Any]] = field(default_factory=list)
    stands_for: dict[int, str] = field(default_factory=dict)
    unreachable: set[Chat] = field(default_factory=set)
    postponed: dict[Chat, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sent or self.settled or self.stands_for or self.unreachable or self.postponed)

    def settle(self, parcel: Parcel, verdict: Verdict, message: str | None = None) -> None:
        """Note what becomes of a message that was not sent."""
        self.settled.append(
            {
                "of_id": parcel.id,
                "to": verdict.state,
                "as_message": message,
                "tries": parcel.attempts if verdict.counted else parcel.attempts - 1,
                "doubts": verdict.ambiguous,
                "again": verdict.again,
                "why": verdict.reason,
            }
        )

    def put_back(self, parcel: Parcel, again: datetime) -> None:
        """Note that a message in hand was not tried after all."""
        self.settle(parcel, Verdict("queued", "behind another", again, parcel.ambiguous, counted=False))

    def merge(self, older: Ledger) -> None:
        """Take back what could not be written."""
        self.sent = {**older.sent, **self.sent}
        self.settled = older.settled + self.settled
        self.stands_for = {**older.stands_for, **self.stands_for}
        self.unreachable |= older.unreachable
        self.postponed = {**older.postponed, **self.postponed}

    async def write(self, conn: AsyncConnection) -> None:
        """Store everything; the caller commits."""
        await outbox.save_sent(conn, self.sent)
        await outbox.save_settled(conn, self.settled)
        for number, message in self.stands_for.items():
            await outbox.save_message(conn, number, message)
        for chat, until in self.postponed.items():
            await outbox.postpone(conn, chat, until)
        for chat in self.unreachable:
            await outbox.cancel_queued(conn, chat, "unreachable")
            await people.save_unreachable(conn, chat)
