"""Personal data of others in a free text: found so that the writer is asked, never blocked silently.

A Latvian personal code is always masked (the old form ddmmyy-Cnnnn and the new one that begins with 32 to 39); a
phone number, an e-mail address and what looks like a first name with a surname are shown to the writer, who decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import regex

MASK = "******-*****"
LOOKED_AT = 6000
"""Characters of a text that are looked at; no answer is longer."""

HIDDEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
DASH = r"[\s\-‐‑‒–—−]{0,3}"
PERSONAL_CODE = re.compile(
    rf"(?<!\d)((?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d{DASH}[012]\d{{4}}|3[2-9]\d{{4}}{DASH}\d{{5}})(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,24})+")
PHONE = re.compile(r"(?<![\d.,])(?:(?:\+|00)\d{1,3}[ \-]?(?:\d[ \-]?){6,11}\d|[2678]\d(?:[ \-]?\d){6})(?![\d.,]\d)")
FULL_NAME = regex.compile(r"(?<![.!?…\n]\s*|^\s*|[\p{L}-])\p{Lu}\p{Ll}{2,}\s\p{Lu}\p{Ll}{2,}(?!\p{L})")
STARTS_WITH_NAME = regex.compile(
    r"(?:^|[.!?…\n]\s*)(\p{Lu}\p{Ll}{2,}\s\p{Lu}\p{Ll}{3,}(?:[sša]|[еёий]в[аы]?|ова|ин[аы]?|ий|ая))(?!\p{L})"
)
NOT_PEOPLE = regex.compile(
    r"(?i)\b(bāriņties\w*|pašvaldīb\w*|dome\b|dienest\w*|skol\w*|vidusskol\w*|pārvald\w*|novad\w*|pilsēt\w*|rīg\w*|latvij\w*|eirop\w*|"
    r"nva|centr\w*|bibliotēk\w*|ministrij\w*|fond\w*|biedrīb\w*|platform\w*|slimnīc\w*|polic\w*|tiesībsarg\w*|"
    r"школ\w*|служб\w*|центр\w*|рига|риг\w*|латви\w*|европ\w*|министерств\w*|платформ\w*|библиотек\w*|полици\w*|"
    r"school\w*|centre|service\w*|council|ministry|latvia\w*|europe\w*|platform|january|february|march|april|may|june|"
    r"july|august|september|october|november|december)\b"
)


class Sort(StrEnum):
    """What was found."""

    PERSONAL_CODE = "personal_code"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Finding:
    """One spot that looks like somebody's data, in the words of the text."""

    sort: Sort
    text: str


def legible(text: str) -> str:
    """Return the text as it looks: hidden characters gone, compatibility forms made ordinary."""
    return unicodedata.normalize("NFKC", text[:LOOKED_AT].translate(HIDDEN))


def mask_personal_codes(text: str) -> str:
    """Return the text with every Latvian personal code made unreadable; unchanged when there is none."""
    if PERSONAL_CODE.search(text):
        return PERSONAL_CODE.sub(MASK, text)
    shown = unicodedata.normalize("NFKC", text.translate(HIDDEN))
    return PERSONAL_CODE.sub(MASK, shown) if PERSONAL_CODE.search(shown) else text


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """Return what looks like personal data, at most five spots, in the order of the sorts."""
    shown = legible(text)
    found: list[Finding] = []
    for sort, pattern in ((Sort.PERSONAL_CODE, PERSONAL_CODE), (Sort.EMAIL, EMAIL), (Sort.PHONE, PHONE)):
        found += [Finding(sort, match.group().strip()) for match in pattern.finditer(shown)]
        shown = pattern.sub(" ", shown)
    names = [m.group() for m in FULL_NAME.finditer(shown)] + [m.group(1) for m in STARTS_WITH_NAME.finditer(shown)]
    found += [Finding(Sort.NAME, name) for name in names if not NOT_PEOPLE.search(name)]
    return tuple(found[:5])
