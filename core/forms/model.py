"""A compiled form: immutable, shared by everybody who answers it; what one person answered is never in here.

A node's `frame` is the innermost repeat that holds it ('' for the form itself): answers of one repeat instance stand
together in a frame, and `slot` is the node's place in that frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from core.xpath.values import Closure

FALLBACK_WORDING = "-"
"""What pyxform writes where a translation is missing."""


@dataclass(frozen=True, slots=True)
class Env:
    """What comes from outside: the moment (aware, Europe/Riga), the language, the id and the seed of chance."""

    now: datetime
    language: str = "lv"
    instance_id: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """An expression with its closure; `reads` are the refs it depends on."""

    source: str
    run: Closure
    reads: frozenset[str] = frozenset()
    volatile: bool = False
    constant: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A text in all languages: language -> kind (`long`, `guidance`, `image`, `audio` …) -> pieces to put together."""

    languages: Mapping[str, Mapping[str, tuple[str | Closure, ...]]]

    def pieces(self, language: str, default: str, kind: str = "long") -> tuple[str | Closure, ...]:
        """Return the pieces in a language, else in the default one, else in any; () when there are none."""
        for name in (language, default, *self.languages):
            pieces = self.languages.get(name, {}).get(kind, ())
            if pieces and pieces != (FALLBACK_WORDING,):
                return pieces
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One thing that can be chosen; `columns` are the extra columns of the choices sheet."""

    name: str
    wording: Wording | None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The choices of a question: fixed, or found anew by `find` (frame -> choices) where they depend on answers."""

    all: tuple[Choice, ...]
    find: Closure | None = None
    reads: frozenset[str] = frozenset()
    list_name: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Node:
    """What groups, repeats and questions have in common."""

    ref: str
    name: str
    parent: str
    frame: str
    slot: int
    depth: int
    relevant: Formula | None = None
    required: Formula | None = None
    readonly: Formula | None = None
    label: Wording | None = None
    appearance: str = ""
    children: tuple[Node, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    namespace: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Group(Node):
    """Questions that belong together."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Repeat(Node):
    """Questions asked several times: as often as `count` says, else people add to the `at_start` first ones."""

    count: Formula | None = None
    at_start: int = 0
    fixed: bool = False
    start_answers: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question(Node):
    """A leaf of the form. `control` is '' when nobody is asked (calculations, hidden values).

    type: integer, decimal, string, date, time, dateTime, boolean, geopoint, binary, select1, select, note, trigger,
    range; `data` is the type of the answer as the form declares it (int, decimal, string, date …).
    """

    type: str
    data: str
    control: str = ""
    constraint: Formula | None = None
    calculate: Formula | None = None
    hint: Wording | None = None
    constraint_message: Wording | None = None
    required_message: Wording | None = None
    default: str = ""
    preload: str = ""
    preload_parameter: str = ""
    choices: Choices | None = None
    media: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether a person is asked this."""
        return bool(self.control)


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """A value set when the form is started (`first-load`) or a repeat instance is added (`new-repeat`)."""

    event: str
    target: str
    value: Formula | None


@dataclass(frozen=True, eq=False)
class Form:
    """A compiled form; two forms are the same when they are one object."""

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    language_names: Mapping[str, str]
    default_language: str
    namespaces: Mapping[str, str]
    root: Group
    nodes: Mapping[str, Node]
    body: tuple[str, ...]
    order: tuple[Node, ...]
    actions: tuple[Action, ...] = ()
    instances: Mapping[str, object] = field(default_factory=dict)
    frame_sizes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions people are asked, in the order of the form."""
        found = (self.nodes[ref] for ref in self.body)
        return tuple(node for node in found if isinstance(node, Question))

    @cached_property
    def controls(self) -> tuple[Question, ...]:
        """The questions people are asked, in the order of the document, which the body may not keep."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Question) and node.asked)

    @cached_property
    def maybe_readonly(self) -> frozenset[str]:
        """The refs of the nodes whose answer may at times not be changed: their own rule, or one around them."""
        found: set[str] = set()
        for node in self.nodes.values():  # what holds others comes before them
            own = node.readonly is not None and node.readonly.constant is not False
            if own or node.parent in found:
                found.add(node.ref)
        return frozenset(found)

    @cached_property
    def repeats(self) -> tuple[Repeat, ...]:
        """The repeats, outer ones first."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Repeat))

    @cached_property
    def changing(self) -> bool:
        """Whether answers may have to be stored or dropped by the engine itself (once(), filtered choices)."""
        return any(
            (isinstance(node, Repeat) and node.count is not None)
            or (
                isinstance(node, Question)
                and ((node.calculate and node.calculate.volatile) or (node.choices and node.choices.find))
            )
            for node in self.nodes.values()
        )

    def question(self, ref: str) -> Question:
        """Return the question of a ref, ids of repeat instances left out or not; KeyError when there is none."""
        node = self.nodes[generic(ref)]
        if not isinstance(node, Question):
            raise KeyError(ref)
        return node


def generic(ref: str) -> str:
    """Return a ref without the ids of repeat instances: `/data/kid[2]/age` -> `/data/kid/age`."""
    if "[" not in ref:
        return ref
    return "".join(part.partition("]")[2] if index else part for index, part in enumerate(ref.split("[")))
