"""Which questions a person is really asked, in which order, and which one is next.

Nothing here is stored: the order is the form's, and what is asked follows from the answers given so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.dialog.inputs import Option
from core.drafts import Draft
from core.forms.derive import derive
from core.forms.model import Env, Form, Question
from core.forms.view import NodeView, View


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it stands for one person: the derived view and the questions that are asked, in order."""

    form: Form
    view: View
    questions: tuple[NodeView, ...]

    def place(self, ref: str) -> int:
        """Return the 1-based place of a question among those asked, 0 when it is not asked."""
        return next((number for number, node in enumerate(self.questions, 1) if node.ref == ref), 0)

    def find(self, ref: str | None) -> NodeView | None:
        """Return a question that is asked at present."""
        return next((node for node in self.questions if node.ref == ref), None)

    def before(self, ref: str | None) -> NodeView | None:
        """Return the question before; the last one when the ref is None (the summary)."""
        if ref is None:
            return self.questions[-1] if self.questions else None
        place = self.place(ref)
        return self.questions[place - 2] if place > 1 else None

    def notes_before(self, ref: str, language: str) -> tuple[str, ...]:
        """Return the texts of the notes that stand directly before a question."""
        notes: list[str] = []
        for node in self.view.asked:
            if node.ref == ref:
                break
            if kind_of(node) == NOTE:
                notes.append(self.view.label(node.ref, language))
            else:
                notes.clear()
        return tuple(filter(None, notes))


NOTE = "note"
SELECTS = frozenset({"select1", "select"})
NUMBERS = frozenset({"integer", "decimal", "range"})


def kind_of(node: NodeView) -> str:
    """Return the type of a question (`integer`, `select1`, `note` …)."""
    assert isinstance(node.node, Question)
    return node.node.type


def look(form: Form, answers: Mapping[str, str], env: Env) -> Asked:
    """Return the form as it stands with these answers."""
    return asked_in(derive(form, answers, env))


def asked_in(view: View) -> Asked:
    """Return the questions of a view that want an answer of the person."""
    asked = tuple(node for node in view.asked if kind_of(node) != NOTE and not node.readonly)
    return Asked(view.form, view, asked)


def is_open(node: NodeView, draft: Draft) -> bool:
    """Tell whether a question still wants an answer: empty and not skipped, or with an answer no longer allowed."""
    if node.value == "":
        return node.required or node.ref not in draft.passed
    return not node.constraint_ok


def next_open(asked: Asked, draft: Draft, after: str | None) -> NodeView | None:
    """Return the next question that wants an answer, from a place on and then from the beginning."""
    start = asked.place(after) if after else 0
    ordered = (*asked.questions[start:], *asked.questions[:start])
    return next((node for node in ordered if is_open(node, draft)), None)


def options(asked: Asked, node: NodeView, language: str) -> tuple[Option, ...]:
    """Return the choices of a question as the person sees them."""
    return tuple(Option(name, asked.view.choice_label(node.ref, name, language)) for name in choice_names(node))


def choice_names(node: NodeView) -> tuple[str, ...]:
    """Return the names of the choices offered now."""
    return tuple(choice.name for choice in node.choices)


@lru_cache(maxsize=256)
def numbers_of(form: Form) -> Mapping[str, int]:
    """Return the number of each question in the form: what a button carries instead of its ref."""
    return {question.ref: number for number, question in enumerate(form.questions)}


def ref_of(form: Form, number: str) -> str | None:
    """Return the ref of a question by the number in a button, None when there is none."""
    if not number.isdecimal() or int(number) >= len(form.questions):
        return None
    return form.questions[int(number)].ref
