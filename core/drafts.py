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

    `cursor` is the ref of the open question, None before the first and at the summary. `pending` are the ticks of a
    select_multiple not yet confirmed. `passed` are optional questions skipped on purpose. `single` means that just
    this answer is being changed and the summary follows. `sent` is the version last sent, 0 before the first.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    cursor: str | None = None
    revision: int = 0
    pending: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    single: bool = False
    page: int = 0
    sent: int = 0

    def changed(self, **values: Any) -> Draft:
        """Return the draft one revision later with these fields changed."""
        return replace(self, revision=self.revision + 1, **values)

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON values; empty fields are left out."""
        state: dict[str, Any] = {"answers": dict(self.answers), "revision": self.revision}
        if self.cursor is not None:
            state["cursor"] = self.cursor
        for name in ("pending", "passed"):
            if getattr(self, name):
                state[name] = sorted(getattr(self, name)) if name == "passed" else list(self.pending)
        for name in ("single", "page", "sent"):
            if getattr(self, name):
                state[name] = getattr(self, name)
        return state

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Draft:
        """Return the draft written by `to_json`."""
        return cls(
            answers=dict(state.get("answers", {})),
            cursor=state.get("cursor"),
            revision=state.get("revision", 0),
            pending=tuple(state.get("pending", ())),
            passed=frozenset(state.get("passed", ())),
            single=state.get("single", False),
            page=state.get("page", 0),
            sent=state.get("sent", 0),
        )


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it is kept: one person, one form version, one municipality, one period (`2026-10`, or '')."""

    id: int
    person: int
    form: FormKey
    municipality: str
    period: str
    draft: Draft
