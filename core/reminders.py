"""When a reminder goes out; its key is its meaning (which report, which day), so it cannot go twice.

One report has at most one planned reminder a day: changing the due day moves what is planned and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.people import Person
from core.periods import RIGA, Period, Programme, local

FORM = "monthly_report"
EVENING, MORNING = time(18), time(10)
UNDISTURBED = timedelta(minutes=10)
"""How long after somebody wrote they are not reminded."""

LATER = timedelta(minutes=15)
BETWEEN = timedelta(hours=1)
"""The least time between two reminders of one report."""


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """A reminder to come; `step` is its distance from the due day in days, `moment` is UTC."""

    key: str
    step: int
    moment: datetime


def reminders_of(person: int, municipality: str, period: Period | str) -> str:
    """Return what the keys of all reminders of one report begin with."""
    return f"reminder:{FORM}:{period}:{person}:{municipality}:"


def plan_reminders(
    programme: Programme, prefix: str, period: Period, due: date, since: datetime
) -> list[PlannedReminder]:
    """Return the reminders of one report that come after a moment, in order; none after the period closes."""
    found = []
    for step in sorted(set(programme.reminder_days)):
        day = due + timedelta(days=step)
        moment = programme.out_of_quiet(local(day, time(programme.reminder_hour)))
        if since < moment < programme.closes(period, due):
            found.append(PlannedReminder(f"{prefix}{day.isoformat()}", step, moment))
    return found


def free_moment(programme: Programme, person: Person, now: datetime) -> datetime:
    """Return `now` when the person may be reminded now, else the moment to try again (UTC)."""
    if is_paused(person, now):
        assert person.paused_until is not None
        return programme.out_of_quiet(local(person.paused_until + timedelta(days=1), time(programme.reminder_hour)))
    calm = programme.out_of_quiet(now)
    if calm == now and person.wrote_at is not None and now - person.wrote_at < UNDISTURBED:
        return programme.out_of_quiet(now + LATER)
    return calm


def is_paused(person: Person, now: datetime) -> bool:
    """Tell whether the person asked not to be reminded today."""
    return person.paused_until is not None and now.astimezone(RIGA).date() <= person.paused_until


def quiet_begins(programme: Programme, now: datetime) -> datetime:
    """Return the moment the next quiet hours begin: what was not delivered by then comes too late."""
    here = now.astimezone(RIGA)
    day = here.date() if here.time() < programme.quiet_from else here.date() + timedelta(days=1)
    return local(day, programme.quiet_from)


def moves(programme: Programme, now: datetime, closes: datetime) -> dict[str, datetime]:
    """Return where a reminder can be moved to: `evening`, `tomorrow`, `monday`, only those that make sense."""
    today = now.astimezone(RIGA).date()
    to_monday = 7 - today.weekday()
    wanted = {
        "evening": local(today, EVENING),
        "tomorrow": local(today + timedelta(days=1), MORNING),
        "monday": local(today + timedelta(days=to_monday), MORNING),
    }
    if to_monday == 1:
        del wanted["monday"]
    return {
        name: moment
        for name, moment in wanted.items()
        if now + timedelta(minutes=30) <= moment < closes and programme.out_of_quiet(moment) == moment
    }


def moved_key(prefix: str, moment: datetime) -> str:
    """Return the key of a reminder moved by its reader."""
    return f"{prefix}moved:{moment.astimezone(UTC):%Y-%m-%dT%H}"


def asked_key(prefix: str, moment: datetime) -> str:
    """Return the key of a reminder a coordinator asked for."""
    return f"{prefix}asked:{moment.astimezone(UTC):%Y-%m-%dT%H-%M}"


def periods_around(now: datetime) -> Iterable[Period]:
    """Return the periods whose reminders may lie within the next two months or so."""
    this = Period.of(now.astimezone(RIGA).date())
    return (this.shifted(offset) for offset in range(-3, 3))
