"""Long texts in several messages, because what is cut off at a channel's limit would never be read."""

from __future__ import annotations

PAGE = 3500
"""Length of one message in UTF-16 units, as channels count: a picture is two."""


def pages(text: str) -> list[str]:
    """Return the text in parts that fit a message, cut at line ends or blanks where there are any."""
    found = []
    while len(head := beginning(text, PAGE)) < len(text):
        cut = head.rfind("\n", len(head) // 2)
        cut = cut if cut > 0 else head.rfind(" ", len(head) // 2)
        cut = cut if cut > 0 else len(head)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip("\n ")
    return [*found, text]


def beginning(text: str, most: int) -> str:
    """Return as much of the text as has at most so many UTF-16 units."""
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
