"""Months in the cases that sentences need; CLDR has only the nominative, so each language writes its own."""

from __future__ import annotations

from core.periods import Period
from core.texts import Texts


def in_month(texts: Texts, period: Period) -> str:
    """Return "in October" in the language's own case, lower case: `oktobrī`, `в октябре`."""
    _ = texts.pgettext
    return (
        _("in month", "in January"),
        _("in month", "in February"),
        _("in month", "in March"),
        _("in month", "in April"),
        _("in month", "in May"),
        _("in month", "in June"),
        _("in month", "in July"),
        _("in month", "in August"),
        _("in month", "in September"),
        _("in month", "in October"),
        _("in month", "in November"),
        _("in month", "in December"),
    )[period.month - 1]


def about_month(texts: Texts, period: Period) -> str:
    """Return the month as it stands after "report for": `oktobri`, `октябрь`, `October`."""
    _ = texts.pgettext
    return (
        _("report for month", "January"),
        _("report for month", "February"),
        _("report for month", "March"),
        _("report for month", "April"),
        _("report for month", "May"),
        _("report for month", "June"),
        _("report for month", "July"),
        _("report for month", "August"),
        _("report for month", "September"),
        _("report for month", "October"),
        _("report for month", "November"),
        _("report for month", "December"),
    )[period.month - 1]


def capital(text: str) -> str:
    """Return the text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
