"""One step of a questionnaire: a draft and what the person did become the next draft and what is to be shown.

Every step can come twice: an answer is taken only while its question is open, and a tick says what it wants to be,
not that it should change. What does not fit leaves the draft as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.dialog.flow import Asked, asked_in, choice_names, kind_of, look, next_open, options
from core.dialog.inputs import (
    Misread,
    Read,
    read_choice,
    read_choices,
    read_date,
    read_decimal,
    read_integer,
    read_text,
)
from core.drafts import Draft
from core.forms.answers import Given, Refusal, give_answer, keep_answer
from core.forms.model import Env, Form
from core.forms.view import NodeView
from core.personal_data import find_personal_data, mask_personal_codes


@dataclass(frozen=True, slots=True)
class Answer:
    """The person chose a canonical value."""

    ref: str
    value: str


@dataclass(frozen=True, slots=True)
class Type:
    """The person typed something for the open question."""

    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The person set (or took away) the tick of one choice."""

    ref: str
    choice: str
    on: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """The person confirmed the ticks."""

    ref: str


@dataclass(frozen=True, slots=True)
class Skip:
    """The person passes an optional question."""

    ref: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The person leaves an answer as it is and goes on."""

    ref: str


@dataclass(frozen=True, slots=True)
class Back:
    """The person wants the question before."""


@dataclass(frozen=True, slots=True)
class Open:
    """The person wants one question (by ref) to change its answer, or the next open one (None)."""

    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The person turns the page of a long list."""

    page: int


@dataclass(frozen=True, slots=True)
class Keep:
    """The person leaves a held text as it is: it names no person."""


Event = Answer | Type | Tick | Finish | Skip | Leave | Back | Open | Turn | Keep


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step led to.

    `answered` is the ref whose answer is now settled, `refused` why it was not, `findings` the spots that look like
    personal data, `dropped` how many answers no longer count, `masked` that a personal code was made unreadable.
    """

    draft: Draft
    asked: Asked
    answered: str | None = None
    skipped: bool = False
    refused: Misread | Refusal | None = None
    findings: tuple[str, ...] = ()
    dropped: int = 0
    masked: bool = False
    redrawn: bool = False


@dataclass(frozen=True, slots=True)
class Dialog:
    """A form with its surroundings: the engine's env and the values the bot fills in (`period`, `in_month`)."""

    form: Form
    env: Env
    filled: Mapping[str, str]

    def look(self, draft: Draft) -> Asked:
        """Return the form as it stands for the draft."""
        return look(self.form, self.answers(draft), self.env)

    def expected(self, draft: Draft, asked: Asked) -> int:
        """Return how many questions will be asked, as far as can be told: what is open is taken as the month before."""
        now = len(asked.questions)
        if not draft.earlier:
            return now
        forecast = look(self.form, {**draft.earlier, **self.answers(draft)}, self.env)
        return max(now, len(forecast.questions))

    def answers(self, draft: Draft) -> dict[str, str]:
        """Return the answers with the values the bot fills in."""
        return {**draft.answers, **self.filled}

    def kept(self, given: Given) -> dict[str, str]:
        """Return the answers a draft keeps: all but what the bot fills in anew each time."""
        return {ref: value for ref, value in given.answers.items() if ref not in self.filled}


def step(dialog: Dialog, draft: Draft, event: Event, asked: Asked | None = None) -> Stepped:
    """Return the draft after an event, with what there is to tell; `asked` is the look at the draft, if known."""
    asked = asked or dialog.look(draft)
    node = asked.find(draft.cursor)
    match event:
        case Open():
            return open_question(asked, draft, event.ref)
        case Back():
            return go_back(asked, draft)
        case _ if node is None:
            return Stepped(draft, asked)
        case Type():
            return typed(dialog, asked, draft, node, event.text)
        case Answer(ref, value) if ref == node.ref:
            return answer(dialog, asked, draft, node, value)
        case Tick(ref, choice, on) if ref == node.ref:
            return tick(asked, draft, node, choice, on)
        case Finish(ref) if ref == node.ref:
            return answer(dialog, asked, draft, node, " ".join(ticked(draft, node)))
        case Skip(ref) if ref == node.ref:
            return skip(dialog, asked, draft, node)
        case Leave(ref) if ref == node.ref and node.value:
            return go_on(asked, asked, draft, node.ref)
        case Turn():
            return Stepped(draft.changed(page=max(event.page, 0)), asked, redrawn=True)
        case Keep() if draft.held:
            return answer(dialog, asked, draft, node, draft.held)
    return Stepped(draft, asked)


def open_question(asked: Asked, draft: Draft, ref: str | None) -> Stepped:
    """Open one question for a change, or the next that wants an answer; the summary when there is none."""
    if ref is not None:
        node = asked.find(ref)
        return Stepped(draft.opened(node.ref, single=True) if node else draft, asked)
    current = asked.find(draft.cursor)
    if current is not None:
        return Stepped(draft.opened(current.ref, pending=draft.pending, page=draft.page), asked)
    following = next_open(asked, draft, draft.cursor)
    return Stepped(draft.opened(following.ref if following else None, single=False), asked)


def go_back(asked: Asked, draft: Draft) -> Stepped:
    """Open the question before the open one; at the first one it stays."""
    before = asked.before(draft.cursor)
    return Stepped(draft.opened(before.ref, single=False) if before else draft, asked)


def typed(dialog: Dialog, asked: Asked, draft: Draft, node: NodeView, text: str) -> Stepped:
    """Read what was typed and answer with it; free text is looked through for personal data first."""
    read = read_answer(asked, node, text, dialog.env.language)
    if isinstance(read, Misread):
        return Stepped(draft, asked, refused=read)
    if kind_of(node) != "string":
        return answer(dialog, asked, draft, node, read)
    clean = mask_personal_codes(read)
    findings = tuple(finding.text for finding in find_personal_data(clean))
    if findings:
        return Stepped(draft.changed(held=clean), asked, findings=findings, masked=clean != read)
    return replace(answer(dialog, asked, draft, node, clean), masked=clean != read)


def read_answer(asked: Asked, node: NodeView, text: str, language: str) -> Read:
    """Return the canonical value of a typed answer to a question."""
    kind = kind_of(node)
    if kind == "select1":
        return read_choice(text, options(asked, node, language))
    if kind == "select":
        return read_choices(text, options(asked, node, language))
    return READERS.get(kind, read_text)(text)


READERS: Mapping[str, Callable[[str], Read]] = {"integer": read_integer, "decimal": read_decimal, "date": read_date}


def answer(dialog: Dialog, asked: Asked, draft: Draft, node: NodeView, value: str) -> Stepped:
    """Take a canonical value for the open question and open the next; a refused one leaves everything."""
    given = give_answer(dialog.form, dialog.answers(draft), node.ref, value, dialog.env, view=asked.view)
    if given.refusal is not None:
        return Stepped(draft.changed(held="") if draft.held else draft, asked, refused=given.refusal)
    answers = dialog.kept(given)
    passed = tuple(ref for ref in draft.passed if ref != node.ref)
    dirty = draft.dirty or answers != dict(draft.answers)
    return go_on(asked, asked_in(given.view), replace(draft, answers=answers, passed=passed, dirty=dirty), node.ref)


def skip(dialog: Dialog, asked: Asked, draft: Draft, node: NodeView) -> Stepped:
    """Pass an optional question; an answer it had is taken away."""
    if node.required:
        return Stepped(draft, asked)
    given = keep_answer(dialog.form, dialog.answers(draft), node.ref, "", dialog.env)
    passed = (*(ref for ref in draft.passed if ref != node.ref), node.ref)
    dirty = draft.dirty or node.ref in draft.answers
    passing = replace(draft, answers=dialog.kept(given), passed=passed, dirty=dirty)
    return replace(go_on(asked, asked_in(given.view), passing, node.ref), skipped=True)


def go_on(before: Asked, asked: Asked, draft: Draft, settled: str) -> Stepped:
    """Open what comes after a settled question: the next open one, else the summary."""
    following = next_open(asked, draft, settled)
    cursor = following.ref if following else None
    dropped = sum(1 for node in before.questions if node.value and node.ref != settled and not asked.find(node.ref))
    return Stepped(draft.opened(cursor, single=False), asked, answered=settled, dropped=dropped)


def ticked(draft: Draft, node: NodeView) -> tuple[str, ...]:
    """Return the ticks of a select_multiple as they stand: half said ones first, else the answer's."""
    chosen = draft.pending if draft.pending else tuple(node.value.split())
    return tuple(name for name in choice_names(node) if name in chosen)


def tick(asked: Asked, draft: Draft, node: NodeView, choice: str, on: bool) -> Stepped:
    """Set or take away one tick; the question stays open and is drawn again."""
    if choice not in choice_names(node):
        return Stepped(draft, asked)
    before = ticked(draft, node)
    after = tuple(name for name in choice_names(node) if (name in before and name != choice) or (name == choice and on))
    if after == before:
        return Stepped(draft, asked, redrawn=True)
    return Stepped(draft.changed(pending=after or (NOTHING,)), asked, redrawn=True)


NOTHING = "-"
"""Stands in `pending` for "every tick was taken away", so that an old answer does not come back."""
