"""How each report of a month stands, seen by a coordinator: sent, not working, begun, not begun, nobody to write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    SENT = "sent"
    ABSENT = "absent"  # sent, and says that the mediator did not work: a complete report
    BEGUN = "begun"
    NOT_BEGUN = "not_begun"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ReportState:
    """One report of a period; without a person the municipality has no mediator.

    `grant` is the mediator's office (None when it has ended), `report` the id of the newest version sent, `done` of
    `total` questions answered in the draft. `reminded` counts reminders that went out, `last_reminder` is the newest.
    """

    municipality: str
    standing: Standing
    due: date
    person: int | None = None
    grant: int | None = None
    report: int | None = None
    version: int = 0
    sent_at: datetime | None = None
    done: int = 0
    total: int = 0
    reminded: int = 0
    last_reminder: datetime | None = None
    reachable: bool = True
    paused_until: date | None = None

    @property
    def is_in(self) -> bool:
        """Whether the report is in; "did not work" is a report."""
        return self.standing in (Standing.SENT, Standing.ABSENT)

    @property
    def is_missing(self) -> bool:
        """Whether somebody is to write it and has not sent it."""
        return self.standing in (Standing.BEGUN, Standing.NOT_BEGUN)
