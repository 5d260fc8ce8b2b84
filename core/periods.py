"""Months that are reported, when a report is due, when to remind; pure calendar, all local times Europe/Riga."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

RIGA = ZoneInfo("Europe/Riga")
FROM_DAY = 25
"""The day of a month from which on its report can be written."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month that is reported, written `2026-10`."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period written as `YYYY-MM`; ValueError otherwise."""
        first = date.fromisoformat(f"{text}-01")
        return cls(first.year, first.month)

    @classmethod
    def of(cls, day: date) -> Period:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    def shifted(self, months: int) -> Period:
        """Return the period so many months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class Programme:
    """How the year runs; a coordinator can change each value.

    `season` are the months reported; `due_day` is a day of the month after; `reminder_days` are relative to the due
    day; `closes_after` is how many days after the due day a period closes to changes (the digest follows the day
    after); quiet hours are local and run over midnight; `reminder_hour` is the local hour reminders go out.
    """

    season: tuple[int, ...] = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7)
    due_day: int = 5
    reminder_days: tuple[int, ...] = (-3, 0, 2, 5)
    closes_after: int = 10
    reminder_hour: int = 10
    quiet_from: time = time(20)
    quiet_until: time = time(9)
    digest_weekday: int = 0
    digest_hour: int = 9

    def reports(self, period: Period) -> bool:
        """Tell whether the month belongs to the season."""
        return period.month in self.season

    def due(self, period: Period) -> date:
        """Return the day a period's report is due for everybody not extended."""
        return period.shifted(1).first_day.replace(day=self.due_day)

    def closes(self, period: Period, due: date | None = None) -> datetime:
        """Return the moment (aware) after which the period's reports can no longer be changed."""
        last = max(due or self.due(period), self.due(period)) + timedelta(days=self.closes_after)
        return local(last + timedelta(days=1), time(0))

    def newest_to_write(self, now: datetime) -> Period:
        """Return the newest month whose report can be begun: this one from its 25th day, else the one before.

        When the one before is closed or was not reported at all, this month is open from then on, so that in the
        season there is always a report to write.
        """
        today = now.astimezone(RIGA).date()
        this = Period.of(today)
        last = this.shifted(-1)
        is_open = self.reports(last) and now < self.closes(last)
        return last if is_open and today.day < FROM_DAY else this

    def period_to_report(self, now: datetime) -> Period | None:
        """Return the newest season month that can be reported now: last month, or this one from its 25th day."""
        today = now.astimezone(RIGA).date()
        this = Period.of(today)
        candidates = [this] if today.day >= FROM_DAY else []
        for period in (*candidates, this.shifted(-1)):
            if self.reports(period) and now < self.closes(period):
                return period
        return None

    def out_of_quiet(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours it falls into (UTC)."""
        here = moment.astimezone(RIGA)
        if self.quiet_until <= here.time() < self.quiet_from:
            return moment.astimezone(UTC)
        day = here.date() if here.time() < self.quiet_until else here.date() + timedelta(days=1)
        return local(day, self.quiet_until)


def local(day: date, at: time) -> datetime:
    """Return a local Riga wall-clock moment as UTC; a time the clock skips becomes the next valid one."""
    return datetime.combine(day, at, RIGA).astimezone(UTC)
