"""Reading and writing dates as ODK does: ISO text in the person's own time zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from core.xpath.values import EPOCH, EvaluationError

DATE = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,9})\Z", re.ASCII)
TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?(Z|[+-]\d{1,2}(?::?\d{2})?)?\Z", re.ASCII)
DAY_SECONDS = 86_400


def read_date(text: str) -> datetime | None:
    """Return the midnight a date text (yyyy-mm-dd) means, None when it is no date."""
    found = DATE.match(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - local by design
    except ValueError:
        return None


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the local moment of a date or date-time text; an offset in it is turned into the zone given."""
    day_text, mark, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None or not mark:
        return day
    return read_time(time_text, zone, day)


def read_time(text: str, zone: tzinfo, day: datetime = EPOCH) -> datetime | None:
    """Return the local moment of a time text on a day, None when it is no time."""
    found = TIME.match(text)
    if found is None:
        return None
    hour, minute, second, fraction, offset = found.groups()
    milliseconds = int(f"{fraction or '0':0<3}"[:3])
    try:
        moment = day.replace(
            hour=int(hour), minute=int(minute), second=int(second or 0), microsecond=milliseconds * 1000
        )
    except ValueError:
        return None
    if offset is None:
        return moment
    utc = moment - _offset(offset)
    return utc.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    span = timedelta(hours=hours, minutes=minutes)
    return span if text[0] == "+" else -span


def date_text(moment: datetime) -> str:
    """Return yyyy-mm-dd; years before 1000 are not padded, as ODK writes them."""
    return f"{moment.year}-{moment.month:02}-{moment.day:02}"


def time_text(moment: datetime, zone: tzinfo) -> str:
    """Return HH:MM:SS.mmm with the offset of the zone at that moment."""
    offset = moment.replace(tzinfo=zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    shift = "Z" if minutes == 0 else f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}{shift}"


def moment_text(moment: datetime, zone: tzinfo) -> str:
    """Return a date and time as submissions hold them, `2026-11-02T09:00:00.000+02:00`."""
    return f"{date_text(moment)}T{time_text(moment, zone)}"


def decimal_days(moment: datetime, zone: tzinfo) -> float:
    """Return the days since 1970-01-01T00:00Z with the fraction of the day."""
    return moment.replace(tzinfo=zone).timestamp() / DAY_SECONDS


def format_moment(moment: datetime, pattern: str, language: str) -> str:
    """Write a moment by a pattern of % escapes; EvaluationError for escapes ODK does not have."""
    result: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if letter != "%":
            result.append(letter)
            continue
        escape = next(letters, "")
        if escape not in ESCAPES:
            raise EvaluationError(f"a date format has no %{escape}")
        result.append(ESCAPES[escape](moment, language))
    return "".join(result)


def _name(moment: datetime, pattern: str, language: str) -> str:
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    return str(format_datetime(moment, pattern, locale=locale))


ESCAPES: dict[str, Callable[[datetime, str], str]] = {
    "%": lambda moment, language: "%",
    "Y": lambda moment, language: f"{moment.year:04}",
    "y": lambda moment, language: f"{moment.year:04}"[2:],
    "m": lambda moment, language: f"{moment.month:02}",
    "n": lambda moment, language: str(moment.month),
    "b": lambda moment, language: _name(moment, "MMM", language),
    "d": lambda moment, language: f"{moment.day:02}",
    "e": lambda moment, language: str(moment.day),
    "H": lambda moment, language: f"{moment.hour:02}",
    "h": lambda moment, language: str(moment.hour),
    "M": lambda moment, language: f"{moment.minute:02}",
    "S": lambda moment, language: f"{moment.second:02}",
    "3": lambda moment, language: f"{moment.microsecond // 1000:03}",
    "a": lambda moment, language: _name(moment, "EEE", language),
    "W": lambda moment, language: str(moment.isocalendar().week),
}
