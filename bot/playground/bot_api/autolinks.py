"""What Telegram finds in a text by itself: commands, mentions, hashtags, links, addresses and phone numbers.

The first kind that claims a stretch of text keeps it, in the order of `_FINDERS`.
"""

import re

from bot.playground.bot_api.limits import Json, utf16_length

_FINDERS = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")),
    ("url", re.compile(r"(?<![\w@/.])(?:https?://|tg://)[^\s<>«»“”„\"]*[^\s<>«»“”„\".,:;!?')\]]", re.IGNORECASE)),
    (
        "url",
        re.compile(r"(?<![\w@/.-])(?:[a-z0-9-]+\.)+(?:lv|eu|com|org|net|me|io|info|ru)(?:/[^\s<>]*[\w/])?\b", re.I),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d \u00a0()-]{6,16}\d\b")),
)
_HINT = re.compile(r"[@/#+.]")


def found_entities(text: str) -> list[Json]:
    """List the entities Telegram would find, offsets and lengths in UTF-16 units."""
    if not _HINT.search(text):
        return []
    taken: list[tuple[int, int, str]] = []
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < other_end and other_start < end for other_start, other_end, _ in taken):
                taken.append((start, end, kind))
    return [
        {"type": kind, "offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}
        for start, end, kind in sorted(taken)
    ]
