"""An answer in words: numbers as the language writes them, choices by their labels, voice as a note."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

from core.dialog.flow import NUMBERS, SELECTS, Asked, kind_of
from core.forms.view import NodeView
from core.texts import Texts

VOICE = "voice:"
"""What stands for a spoken answer in the draft, before the id of the file."""


def voice_of(value: str) -> int | None:
    """Return the id of the file a spoken answer points to, None when it was typed."""
    rest = value.removeprefix(VOICE)
    return int(rest) if value.startswith(VOICE) and rest.isdecimal() else None


def shown_value(asked: Asked, node: NodeView, texts: Texts, length: int | None, value: str | None = None) -> str:
    """Return an answer (or another value of the same question) as a person reads it."""
    raw = node.value if value is None else value
    if kind_of(node) in SELECTS:
        names = raw.split()
        return cut("; ".join(asked.view.choice_label(node.ref, name, texts.language) for name in names), length)
    if voice_of(raw) is not None:
        return texts.gettext("🎤 voice message")
    if kind_of(node) in NUMBERS:
        with suppress(InvalidOperation):
            return texts.number(Decimal(raw))
    if kind_of(node) == "date":
        with suppress(ValueError):
            return texts.whole_date(date.fromisoformat(raw[:10]))
    return cut(raw, length)


def cut(text: str, length: int | None) -> str:
    """Return the text on one line, cut at a word with an ellipsis where it is longer than allowed."""
    if length is None:
        return text
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return (
        line[: length - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…" if " " in line[:length] else line[: length - 1] + "…"
    )
