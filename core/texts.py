"""The words of one language, passed as a value; sentences are English in the code and whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale, dates, numbers

from core.periods import RIGA

FORMAT_LOCALES = {"lv": "lv", "ru": "ru", "en": "en_GB", "rml": "lv"}
"""The language of words and the locale of numbers are two things: Romani has no CLDR data and formats as Latvian."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue of one language and its way to write numbers and dates."""

    language: str
    catalogue: NullTranslations

    @property
    def gettext(self) -> Callable[[str], str]:
        """The function to bind to `_`."""
        return self.catalogue.gettext

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the plural form for n; placeholders are filled by the caller."""
        return self.catalogue.ngettext(one, many, n)

    def pgettext(self, context: str, text: str) -> str:
        """Return the text for one of several meanings of the same English words."""
        return self.catalogue.pgettext(context, text)

    @property
    def locale(self) -> Locale:
        return Locale.parse(FORMAT_LOCALES.get(self.language, "lv"))

    def day(self, day: date) -> str:
        """Return a day as people say it: `5. novembris`, `5 ноября`, `5 November`."""
        return dates.format_skeleton("MMMMd", day, locale=self.locale)

    def whole_date(self, day: date) -> str:
        """Return a day with its year."""
        return dates.format_date(day, "long", locale=self.locale)

    def weekday(self, day: date) -> str:
        """Return the name of the weekday, alone."""
        return dates.format_date(day, "cccc", locale=self.locale)

    def clock(self, moment: datetime) -> str:
        """Return the Riga wall-clock time, `16:05`."""
        return dates.format_time(moment.astimezone(RIGA), "HH:mm", tzinfo=RIGA, locale=self.locale)

    def number(self, value: int | float | Decimal) -> str:
        """Return a number with the language's separators."""
        return number_text(value, FORMAT_LOCALES.get(self.language, "lv"))


@lru_cache(maxsize=4096)
def number_text(value: int | float | Decimal, locale: str) -> str:
    """Return a number as a locale writes it; remembered, because the same small counts come again and again."""
    return numbers.format_decimal(value, locale=locale)
