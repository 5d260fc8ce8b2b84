"""Months in the cases that sentences need; CLDR has only the nominative, so each language writes its own."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import dates

from core.periods import Period
from core.texts import Texts


@lru_cache(maxsize=256)
def in_month(texts: Texts, period: Period) -> str:
    """Return "in October" in the language's own case, lower case: `oktobrī`, `в октябре`."""
    pgettext = texts.pgettext
    return (
        pgettext("in month", "in January"),
        pgettext("in month", "in February"),
        pgettext("in month", "in March"),
        pgettext("in month", "in April"),
        pgettext("in month", "in May"),
        pgettext("in month", "in June"),
        pgettext("in month", "in July"),
        pgettext("in month", "in August"),
        pgettext("in month", "in September"),
        pgettext("in month", "in October"),
        pgettext("in month", "in November"),
        pgettext("in month", "in December"),
    )[period.month - 1]


@lru_cache(maxsize=256)
def about_month(texts: Texts, period: Period) -> str:
    """Return the month as it stands after "report for": `oktobri`, `октябрь`, `October`."""
    pgettext = texts.pgettext
    return (
        pgettext("report for month", "January"),
        pgettext("report for month", "February"),
        pgettext("report for month", "March"),
        pgettext("report for month", "April"),
        pgettext("report for month", "May"),
        pgettext("report for month", "June"),
        pgettext("report for month", "July"),
        pgettext("report for month", "August"),
        pgettext("report for month", "September"),
        pgettext("report for month", "October"),
        pgettext("report for month", "November"),
        pgettext("report for month", "December"),
    )[period.month - 1]


def until_day(texts: Texts, day: date) -> str:
    """Return a day as it stands after "until": `15. novembrim`, `15 ноября`."""
    pgettext = texts.pgettext
    months = (
        pgettext("until day", "{day} January"),
        pgettext("until day", "{day} February"),
        pgettext("until day", "{day} March"),
        pgettext("until day", "{day} April"),
        pgettext("until day", "{day} May"),
        pgettext("until day", "{day} June"),
        pgettext("until day", "{day} July"),
        pgettext("until day", "{day} August"),
        pgettext("until day", "{day} September"),
        pgettext("until day", "{day} October"),
        pgettext("until day", "{day} November"),
        pgettext("until day", "{day} December"),
    )
    return months[day.month - 1].format(day=day.day)


def on_day(texts: Texts, day: date) -> str:
    """Return the day something happens or happened: `15. novembrī`, `15 ноября`."""
    pgettext = texts.pgettext
    months = (
        pgettext("on day", "{day} January"),
        pgettext("on day", "{day} February"),
        pgettext("on day", "{day} March"),
        pgettext("on day", "{day} April"),
        pgettext("on day", "{day} May"),
        pgettext("on day", "{day} June"),
        pgettext("on day", "{day} July"),
        pgettext("on day", "{day} August"),
        pgettext("on day", "{day} September"),
        pgettext("on day", "{day} October"),
        pgettext("on day", "{day} November"),
        pgettext("on day", "{day} December"),
    )
    return months[day.month - 1].format(day=day.day)


def with_year(texts: Texts, said: str, day: date) -> str:
    """Return what `until_day` or `on_day` said with its year: `2026. gada 15. novembrim`."""
    return texts.pgettext("day with year", "{day} {year}").format(day=said, year=day.year)


def month_and_year(texts: Texts, period: Period) -> str:
    """Return a month by its name and year, as a heading: `2026. gada oktobris`, `октябрь 2026 г.`."""
    return dates.format_skeleton("yMMMM", period.first_day, locale=texts.locale)


def capital(text: str) -> str:
    """Return the text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
