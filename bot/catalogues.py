"""The catalogues, read from their .po files at first use of a language: no compiled file to forget to make.

A text that a language lacks is shown in Latvian, and in English where Latvian lacks it too; English itself is what
stands in the code.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from core.errors import OperatorMustAct
from core.people import DEFAULT_LANGUAGE
from core.texts import FORMAT_LOCALES, Texts

FOLDER = Path(__file__).parent.parent / "locales"
DOMAIN = "kheten"
SOURCE_LANGUAGE = "en"


class Catalogues:
    """Languages by code, each read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._texts: dict[str, Texts] = {}

    def texts(self, language: str) -> Texts:
        """Return the words of a language; Latvian ones, under its own number formats, when it has no catalogue."""
        if language not in self._texts:
            self._texts[language] = Texts(language, self._catalogue(language))
        return self._texts[language]

    def _catalogue(self, language: str) -> NullTranslations:
        own = read_catalogue(self._folder / language / "LC_MESSAGES" / f"{DOMAIN}.po", language)
        if language in (DEFAULT_LANGUAGE, SOURCE_LANGUAGE):
            return own or NullTranslations()
        latvian = self.texts(DEFAULT_LANGUAGE).catalogue
        if own is None:
            return latvian
        own.add_fallback(latvian)
        return own


def read_catalogue(path: Path, language: str) -> GNUTranslations | None:
    """Return the translations of a .po file, None when there is no such file; OperatorMustAct when it is broken.

    Babel keeps the plural rule of the header only for a locale it knows, and Romani is none of them.
    """
    if not path.is_file():
        return None
    from babel.messages import mofile, pofile  # noqa: PLC0415 - 20 ms that only a first text needs

    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, FORMAT_LOCALES.get(language, DEFAULT_LANGUAGE), abort_invalid=True)
    except pofile.PoFileError as error:
        raise OperatorMustAct(f"the catalogue {path} is broken: {error}") from None
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
