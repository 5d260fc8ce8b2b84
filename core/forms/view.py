"""What a form looks like with certain answers; labels, choices and constraints are found only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from core.forms.datatypes import written
from core.forms.frames import Frame
from core.forms.model import Choice, Env, Form, Formula, Group, Node, Question, Repeat, Wording, generic
from core.forms.plan import FAILURES, Answers, concrete
from core.forms.wordings import spell
from core.xpath.values import Value


class NodeView:
    """A node as it is now. `ref` carries the ids of repeat instances, `position_ref` their places (from 1)."""

    __slots__ = ("frame", "node", "ref", "view")

    def __init__(self, view: View, frame: Frame, node: Node) -> None:
        self.view = view
        self.frame = frame
        self.node = node
        self.ref = concrete(frame, node) if frame.key else node.ref

    def __repr__(self) -> str:
        return f"NodeView({self.ref!r}, relevant={self.relevant}, value={self.value!r})"

    @property
    def relevant(self) -> bool:
        """Whether the node is part of the form now."""
        return self.frame.relevant[self.node.slot]

    @property
    def typed(self) -> Value:
        """The effective value as expressions see it: '' when blank or not relevant."""
        return self.frame.values[self.node.slot]

    @property
    def value(self) -> str:
        """The effective value as a submission holds it: '' when blank or not relevant."""
        value = self.typed
        if type(value) is str or not isinstance(self.node, Question):
            return value if isinstance(value, str) else ""
        return written(value, self.node.data, self.frame.run.zone, calculated=self.node.calculate is not None)

    @property
    def answer(self) -> str:
        """The answer as it was given, also while it is not relevant."""
        return self.view.answers.get(self.ref, "")

    @property
    def required(self) -> bool:
        """Whether the question must be answered (if it is relevant)."""
        return self._holds(self.node.required, default=False)

    @property
    def readonly(self) -> bool:
        """Whether the answer cannot be changed; groups pass it on."""
        if self.node.ref not in self.view.form.maybe_readonly:
            return False
        node: Node | None = self.node
        frame: Frame | None = self.frame
        while node is not None and frame is not None:
            if self._holds(node.readonly, default=False, frame=frame):
                return True
            frame = frame.parent if isinstance(node, Repeat) else frame
            node = self.view.form.nodes.get(node.parent)
        return False

    @property
    def constraint_ok(self) -> bool:
        """Whether the value keeps the constraint; a blank or irrelevant one always does."""
        if not isinstance(self.node, Question) or self.node.constraint is None or self.typed == "":
            return True
        return self._holds(self.node.constraint, default=True)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices offered now."""
        if not isinstance(self.node, Question) or self.node.choices is None:
            return ()
        if self.node.choices.find is None:
            return self.node.choices.all
        try:
            found: tuple[Choice, ...] = self.node.choices.find(self.frame)
        except FAILURES as error:
            self.frame.run.errors.append((self.node.ref, str(error)))
            return ()
        return found

    @property
    def position_ref(self) -> str:
        """The ref with places of repeat instances in place of their ids."""
        return position_ref(self.frame, self.node)

    def _holds(self, formula: Formula | None, *, default: bool, frame: Frame | None = None) -> bool:
        if formula is None:
            return default
        if formula.constant is not None:
            return formula.constant
        try:
            return bool(formula.run(frame or self.frame))
        except FAILURES as error:
            self.frame.run.errors.append((self.node.ref, str(error)))
            return default


def position_ref(frame: Frame, node: Node) -> str:
    """Return the ref of a node with the places of repeat instances, `/data/kid[1]/age`."""
    if not frame.key:
        return node.ref
    assert frame.parent is not None
    outer = position_prefix(frame)
    return outer if isinstance(node, Repeat) else outer + node.ref[len(frame.key) :]


def position_prefix(frame: Frame) -> str:
    """Return the ref of a frame with places."""
    if frame.parent is None:
        return ""
    return f"{position_prefix(frame.parent)}{frame.key[len(frame.parent.key) :]}[{frame.index + 1}]"


class View:
    """A form with answers: everything derived from them."""

    def __init__(self, form: Form, answers: Answers, env: Env, root: Frame) -> None:
        self.form = form
        self.answers = answers
        self.env = env
        self.root = root

    @cached_property
    def nodes(self) -> tuple[NodeView, ...]:
        """All nodes in the order of the document: groups, repeat instances and questions."""
        return tuple(self._below(self.form.root, self.root))

    @cached_property
    def asked(self) -> tuple[NodeView, ...]:
        """The relevant questions people are asked (notes included), in order."""
        if not self.form.repeats:
            relevant = self.root.relevant
            return tuple(NodeView(self, self.root, node) for node in self.form.controls if relevant[node.slot])
        return tuple(found for found in self.nodes if found.relevant and self._is_asked(found.node))

    def _is_asked(self, node: Node) -> bool:
        return isinstance(node, Question) and bool(node.control)

    def _below(self, node: Node, frame: Frame) -> Iterator[NodeView]:
        if isinstance(node, Repeat):
            for inner in frame.children.get(node.ref, ()):
                yield NodeView(self, inner, node)
                for child in node.children:
                    yield from self._below(child, inner)
            return
        yield NodeView(self, frame, node)
        for child in node.children:
            yield from self._below(child, frame)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The expressions that met a value they cannot use, as (ref, what happened)."""
        return self.root.run.errors

    def __getitem__(self, ref: str) -> NodeView:
        """Return the view of a node; KeyError when there is none of that ref (or instance)."""
        node = self.form.nodes[generic(ref)]
        frame = self.frame(ref) if "[" in ref else self.root
        if frame.key != node.frame:
            raise KeyError(ref)
        return NodeView(self, frame, node)

    def __contains__(self, ref: str) -> bool:
        try:
            self[ref]
        except KeyError:
            return False
        return True

    def frame(self, ref: str) -> Frame:
        """Return the frame a ref leads into; KeyError when there is no such repeat instance."""
        frame, key = self.root, ""
        *parts, _ = ref.split("]")
        for part in parts:
            name, _, instance = part.partition("[")
            key += name
            found = [inner for inner in frame.children.get(key, ()) if inner.prefix.endswith(f"[{instance}]")]
            if not found:
                raise KeyError(ref)
            frame = found[0]
        return frame

    def label(self, ref: str, language: str | None = None) -> str:
        """Return the label of a node in a language (else that of the env), '' when it has none."""
        found = self[ref]
        return self._say(found.node.label, found.frame, language)

    def hint(self, ref: str, language: str | None = None) -> str:
        """Return the hint of a question."""
        found = self[ref]
        return self._say(found.node.hint, found.frame, language) if isinstance(found.node, Question) else ""

    def guidance(self, ref: str, language: str | None = None) -> str:
        """Return the longer guidance of a question."""
        found = self[ref]
        if not isinstance(found.node, Question):
            return ""
        return self._say(found.node.hint, found.frame, language, "guidance")

    def media(self, ref: str, kind: str, language: str | None = None) -> str:
        """Return the file name of the `image`, `audio` or `video` of a question's label, '' when it has none."""
        found = self[ref]
        return self._say(found.node.label, found.frame, language, kind).rpartition("/")[2]

    def constraint_message(self, ref: str, language: str | None = None) -> str:
        """Return what to say when the constraint of a question is not kept, '' when its author gave nothing."""
        found = self[ref]
        wording = found.node.constraint_message if isinstance(found.node, Question) else None
        return self._say(wording, found.frame, language)

    def required_message(self, ref: str, language: str | None = None) -> str:
        """Return what to say when a required question is left blank, '' when its author gave nothing."""
        found = self[ref]
        wording = found.node.required_message if isinstance(found.node, Question) else None
        return self._say(wording, found.frame, language)

    def choice_label(self, ref: str, name: str, language: str | None = None) -> str:
        """Return the label of a choice of a question; its name when the question does not know it."""
        found = self[ref]
        choices = found.node.choices if isinstance(found.node, Question) else None
        everything = choices.all if choices and choices.all else found.choices
        for choice in everything:
            if choice.name == name:
                return self._say(choice.wording, found.frame, language) or name
        return name

    def section(self, ref: str, language: str | None = None) -> str:
        """Return the title of the nearest group around a question that has one, '' when none has."""
        found = self[ref]
        frame: Frame | None = found.frame
        node = self.form.nodes.get(found.node.parent)
        while node is not None and frame is not None:
            if isinstance(node, Group | Repeat) and node.label is not None:
                return self._say(node.label, frame, language)
            frame = frame.parent if isinstance(node, Repeat) else frame
            node = self.form.nodes.get(node.parent)
        return ""

    def _say(self, wording: Wording | None, frame: Frame, language: str | None, kind: str = "long") -> str:
        if wording is None:
            return ""
        run = frame.run
        before, run.language = run.language, language or run.language
        try:
            return spell(wording, run.language, self.form.default_language, frame, kind)
        except FAILURES as error:
            run.errors.append((frame.prefix, str(error)))
            return ""
        finally:
            run.language = before
