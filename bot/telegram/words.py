"""Text as people type it, made safe to store and to compare: NFC, and nothing invisible that could deceive."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters except tab, new line and carriage return
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"  # tags
    "\ud800-\udfff]"  # lone surrogates cannot be stored as UTF-8
)
PICTURE = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
LONELY_JOINER = re.compile(f"(?<![{PICTURE}])\u200d|\u200d(?![{PICTURE}])")
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def cleaned(text: str) -> str:
    """Return the text in NFC without invisible characters; joiners inside emoji stay, its length is not limited."""
    if text.isascii() and text.isprintable():
        return text
    joined = INVISIBLE.sub("", LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", LONELY_JOINER.sub("", joined))
