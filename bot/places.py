"""Codes of municipalities: what stands in buttons and in the database, made once from the name people know."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20


def code_of(name: str) -> str:
    """Return the code of a municipality: `Viļaka` is `vilaka`; '' when the name has no letters of Latin script."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return re.sub(r"[^a-z0-9]+", "", letters)[:LONGEST]
