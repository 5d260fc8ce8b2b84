"""The steps of a derivation, one closure a node in evaluation order, so that deriving is a plain loop."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from core.forms.datatypes import READERS, stored
from core.forms.frames import Frame
from core.forms.model import Form, Formula, Node, Question, Repeat
from core.xpath.values import EvaluationError, to_number

Answers = Mapping[str, str]
StepFunction = Callable[[Frame, Answers], None]
FAILURES = (EvaluationError, ArithmeticError, ValueError, TypeError)
MOST_INSTANCES = 500


@lru_cache(maxsize=256)
def plan_of(form: Form) -> tuple[tuple[str, Node, StepFunction], ...]:
    """Return (frame key, node, step) for every node; a repeat's own step runs in the frame around it."""
    steps: list[tuple[str, Node, StepFunction]] = []
    for node in form.order:
        if isinstance(node, Repeat):
            around = form.nodes[node.parent].frame
            steps.append((around, node, _spawn(node, form)))
            steps.append((node.frame, node, _instance(node, form)))
        elif isinstance(node, Question):
            steps.append((node.frame, node, _calculation(node, form) if node.calculate else _question(node, form)))
        else:
            steps.append((node.frame, node, _group(node, form)))
    return tuple(steps)


def tail_of(node: Node) -> str:
    """Return what follows the frame's ref in a node's ref: `/age` for `/data/kid/age`."""
    return node.ref[len(node.frame) :]


def _parent_slot(node: Node, form: Form) -> int:
    return form.nodes[node.parent].slot if node.parent else -1


def _group(node: Node, form: Form) -> StepFunction:
    slot, parent = node.slot, _parent_slot(node, form)
    relevant = _condition(node.relevant)
    if parent < 0:
        return lambda frame, answers: frame.relevant.__setitem__(slot, relevant is None or relevant(frame))

    def step(frame: Frame, answers: Answers) -> None:
        if frame.relevant[parent] and (relevant is None or relevant(frame)):
            frame.relevant[slot] = True

    return step


def _condition(formula: Formula | None) -> Callable[[Any], bool] | None:
    return None if formula is None or formula.constant is True else formula.run


def _question(node: Question, form: Form) -> StepFunction:
    slot, parent, tail = node.slot, _parent_slot(node, form), tail_of(node)
    relevant = _condition(node.relevant)
    reader = READERS.get(node.data)
    find = node.choices.find if node.choices else None
    root = node.frame == ""

    def step(frame: Frame, answers: Answers) -> None:
        if frame.relevant[parent] and (relevant is None or relevant(frame)):
            frame.relevant[slot] = True
            raw = answers.get(tail if root else frame.prefix + tail)
            if raw:
                if find is not None:
                    raw = offered(raw, {choice.name for choice in find(frame)}, several=node.type != "select1")
                frame.values[slot] = raw if reader is None else reader(raw, frame.run)

    return step


def offered(raw: str, names: set[str], *, several: bool) -> str:
    """Return what is left of an answer when only these names can be chosen."""
    if not several:
        return raw if raw in names else ""
    return " ".join(name for name in raw.split(" ") if name in names)


def _calculation(node: Question, form: Form) -> StepFunction:
    assert node.calculate is not None
    slot, parent, tail, data = node.slot, _parent_slot(node, form), tail_of(node), node.data
    relevant, run = _condition(node.relevant), node.calculate.run
    volatile, reader = node.calculate.volatile, READERS.get(node.data)

    def step(frame: Frame, answers: Answers) -> None:
        if not frame.relevant[parent] or not (relevant is None or relevant(frame)):
            return
        frame.relevant[slot] = True
        if volatile:
            raw = answers.get(frame.prefix + tail)
            if raw:
                frame.values[slot] = raw if reader is None else reader(raw, frame.run)
                return
            frame.run.salt = tail
        frame.values[slot] = stored(run(frame), data, frame.run)

    return step


def _spawn(node: Repeat, form: Form) -> StepFunction:
    tail = node.ref[len(form.nodes[node.parent].frame) :]
    size = form.frame_sizes[node.ref]
    key, how_many = node.ref, _count_of(node, form)

    def step(frame: Frame, answers: Answers) -> None:
        prefix = frame.prefix + tail
        if how_many is None:
            names = instance_ids(answers.get(prefix), node.at_start)
        else:
            number = how_many(frame, answers)
            names = counted(answers.get(prefix), 0 if math.isnan(number) else int(min(number, MOST_INSTANCES)))
        children = frame.children[key] = []
        for index, name in enumerate(names):
            inner = Frame(size, frame.run, frame, key, name)
            inner.index = index
            inner.prefix = f"{prefix}[{name}]"
            children.append(inner)

    return step


def _count_of(node: Repeat, form: Form) -> Callable[[Frame, Answers], float] | None:
    """Return how many instances there are; a count that is not relevant itself still counts, as in ODK."""
    if node.count is None:
        return None
    run, parent = node.count.run, _parent_slot(node, form)
    (ref, *more) = node.count.reads or ("",)
    target = form.nodes.get(ref) if not more else None

    def how_many(frame: Frame, answers: Answers) -> float:
        if frame.relevant[parent] or not isinstance(target, Question) or target.frame != form.nodes[node.parent].frame:
            return to_number(run(Frame(1, frame.run, frame, node.ref, "0")))
        if target.calculate:
            return to_number(stored(target.calculate.run(frame), target.data, frame.run))
        return to_number(answers.get(frame.prefix + tail_of(target), ""))

    return how_many


def instance_ids(text: str | None, at_start: int = 0) -> list[str]:
    """Return the ids of the instances that are there: `1 -2 3` means that the second was removed."""
    if text is None:
        return [str(number + 1) for number in range(at_start)]
    return [name for name in text.split() if not name.startswith("-")]


def counted(text: str | None, number: int) -> list[str]:
    """Return that many ids, those there first and new ones after the highest ever used."""
    names = instance_ids(text)[: max(0, number)]
    highest = max((abs(int(name)) for name in (text or "").split()), default=0)
    return names + [str(highest + more + 1) for more in range(number - len(names))]


def _instance(node: Repeat, form: Form) -> StepFunction:
    parent = _parent_slot(node, form)
    relevant = _condition(node.relevant)

    def step(frame: Frame, answers: Answers) -> None:
        assert frame.parent is not None
        frame.relevant[0] = frame.parent.relevant[parent] and (relevant is None or relevant(frame))

    return step


def failed(node: Node, frame: Frame, form: Form, answers: Answers, error: Exception) -> None:
    """Go on after an expression met a value it cannot use: shown rather than hidden, blank rather than wrong."""
    frame.run.errors.append((node.ref, str(error)))
    if isinstance(node, Repeat):
        if frame.key == node.ref and frame.parent is not None:
            frame.relevant[0] = frame.parent.relevant[_parent_slot(node, form)]
        return
    parent = _parent_slot(node, form)
    frame.relevant[node.slot] = parent < 0 or frame.relevant[parent]
    if isinstance(node, Question) and frame.relevant[node.slot] and not node.calculate:
        raw = answers.get(frame.prefix + tail_of(node), "")
        reader = READERS.get(node.data)
        frame.values[node.slot] = raw if reader is None else reader(raw, frame.run)


def concrete(frame: Frame, node: Node) -> str:
    """Return the ref of a node in a frame, ids of the instances included."""
    return frame.prefix if isinstance(node, Repeat) else frame.prefix + tail_of(node)
