"""What every handler is given besides the message: the time, the texts, the programme, the forms, new ids.

A handler on the hot path is a plain function of values (see `handlers.router.decide`); the others are coroutines that
are given the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.forms.model import Form
from core.periods import Programme
from core.texts import Texts


class FormShelf(Protocol):
    """The published forms, compiled."""

    def form(self, form_id: str, version: str) -> Form:
        """Return one version; KeyError when it was never published."""

    def newest(self, form_id: str) -> Form:
        """Return the version new drafts begin with; KeyError when there is none."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The way to a human for who does not want to write to a bot."""

    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Env:
    """The surroundings of one turn; everything that is not the same each time comes in here."""

    now: datetime
    new_id: Callable[[], int]
    new_code: Callable[[], str]
    texts: Callable[[str], Texts]
    programme: Programme
    forms: FormShelf
    contact: Contact
    bot_link: str
    municipality_names: Callable[[str], str]
