"""Months in the cases that sentences need; CLDR has only the nominative, so each language writes its own."""

from __future__ import annotations

from core.periods import Period
from core.texts import Texts


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


def capital(text: str) -> str:
    """Return the text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
