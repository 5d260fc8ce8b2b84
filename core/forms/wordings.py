"""The texts of a form in all its languages; the language of a text is the code in brackets, `Latviešu (lv)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from core.forms.model import Wording
from core.forms.places import Place
from core.forms.xform import XForm, pieces_of
from core.xpath.values import Closure

if TYPE_CHECKING:
    from core.forms.formulas import Formulas

CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*$")
ITEXT = re.compile(r"jr:itext\(\s*(['\"])(.*)\1\s*\)\s*$", re.DOTALL)
ANY_LANGUAGE = "default"


def language_codes(xform: XForm) -> tuple[dict[str, str], str]:
    """Return the locale codes by language name, and the code of the default language ('' in a form without texts)."""
    names = list(dict.fromkeys(name for text in xform.texts.values() for name in text))
    codes: dict[str, str] = {}
    for name in names:
        found = CODE.search(name)
        codes[name] = found.group(1).replace("_", "-").lower() if found else name
    return codes, codes.get(xform.default_language, "")


class Wordings:
    """Makes the wordings of one form."""

    def __init__(self, xform: XForm, codes: dict[str, str], formulas: Formulas) -> None:
        self.texts = xform.texts
        self.codes = codes
        self.default = codes.get(xform.default_language, "")
        self.formulas = formulas
        self._known: dict[tuple[str, str], Wording | None] = {}
        self._plain: dict[str, Wording] = {}

    def element(self, element: Element | None, place: Place) -> Wording | None:
        """Return the wording of a label or hint element."""
        if element is None:
            return None
        found = ITEXT.match(element.get("ref", "").strip())
        if found:
            return self.by_id(found.group(2), place)
        pieces = self.pieces(element, place)
        return Wording({ANY_LANGUAGE: {"long": pieces}}) if pieces else None

    def message(self, text: str, place: Place) -> Wording | None:
        """Return the wording of a constraint or required message given as an attribute."""
        found = ITEXT.match(text)
        if found:
            return self.by_id(found.group(2), place)
        return self.plain(text) if text else None

    def plain(self, text: str) -> Wording:
        """Return a wording that is the same in all languages."""
        if text not in self._plain:
            self._plain[text] = Wording({ANY_LANGUAGE: {"long": (text,)}})
        return self._plain[text]

    def by_id(self, text_id: str, place: Place) -> Wording | None:
        """Return the wording of an itext id, None when there is no such text."""
        texts = self.texts.get(text_id)
        if texts is None:
            return None
        has_outputs = any(len(value) for forms in texts.values() for value in forms.values())
        key = (text_id, place.ref if has_outputs else "")
        if key not in self._known:
            self._known[key] = Wording(
                {
                    self.codes[name]: {kind: self.pieces(value, place) for kind, value in forms.items()}
                    for name, forms in texts.items()
                }
            )
        return self._known[key]

    def pieces(self, element: Element, place: Place) -> tuple[str | Closure, ...]:
        """Return the texts of an element, with a closure for each value shown in it."""
        found: list[str | Closure] = []
        for piece in pieces_of(element):
            found.append(piece if isinstance(piece, str) else self.formulas.output(piece, place))
        if found and isinstance(found[0], str):
            found[0] = found[0].lstrip()
        if found and isinstance(found[-1], str):
            found[-1] = found[-1].rstrip()
        return tuple(piece for piece in found if piece != "")

    def say(self, wording: Wording | None, frame: Any) -> str:
        """Return a wording in the language of the run."""
        return spell(wording, frame.run.language, self.default, frame)


def spell(wording: Wording | None, language: str, default: str, frame: Any, kind: str = "long") -> str:
    """Put the pieces of a wording together, '' when there are none."""
    if wording is None:
        return ""
    pieces = wording.pieces(language, default, kind)
    return "".join(piece if isinstance(piece, str) else piece(frame) for piece in pieces)
