"""An unfinished questionnaire: answers by ref, where the person stands, and a revision that only grows.

A draft is a plain value that goes to JSON and back between any two messages; it is pinned to one form version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

FormKey = tuple[str, str]
"""A form's id and version."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far and the place in the form.

    `cursor` is the ref of the open question, None before the first and at the summary; `asked` the revision at which
    it was opened, which its buttons carry. `pending` are the ticks of a select_multiple not yet confirmed, `held` a
    free text that waits for "leave it, that is no person". `passed` are optional questions skipped on purpose.
    `single` means that just this answer is being changed and the summary follows. `sent` is the version last sent,
    0 before the first, `dirty` that answers changed since. `earlier` are the answers of the report before, of period
    `earlier_period`.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    cursor: str | None = None
    revision: int = 0
    asked: int = 0
    pending: tuple[str, ...] = ()
    held: str = ""
    passed: tuple[str, ...] = ()
    single: bool = False
    page: int = 0
    sent: int = 0
    dirty: bool = False
    earlier: Mapping[str, str] = field(default_factory=dict)
    earlier_period: str = ""

    def changed(self, **values: Any) -> Draft:
        """Return the draft one revision later with these fields changed."""
        return replace(self, revision=self.revision + 1, **values)

    def opened(self, cursor: str | None, **values: Any) -> Draft:
        """Return the draft one revision later with another question open and nothing half said."""
        fresh: dict[str, Any] = {"pending": (), "held": "", "page": 0, "asked": self.revision + 1, **values}
        return self.changed(cursor=cursor, **fresh)

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON values; empty fields are left out."""
        state: dict[str, Any] = {}
        for name in DEFAULTS:
            value = getattr(self, name)
            if value:
                state[name] = list(value) if isinstance(value, tuple) else value
        return state

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Draft:
        """Return the draft written by `to_json`; fields it does not know are left out."""
        known = {name: state[name] for name in DEFAULTS if name in state}
        for name in ("pending", "passed"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


DEFAULTS = tuple(Draft.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it is kept: one person, one form version, one municipality, one period (`2026-10`, or '')."""

    id: int
    person: int
    form: FormKey
    municipality: str
    period: str
    draft: Draft
