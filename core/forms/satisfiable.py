"""Decide, where it can be decided by trying, whether any answer at all satisfies a constraint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from core.forms.frames import Frame, Run
from core.forms.model import Env, Question
from core.forms.plan import FAILURES
from core.xpath.parser import parse_expression
from core.xpath.syntax import Binary, Call, Expression, Negate, Number, Path, Text, parts_of
from core.xpath.values import Value

MOST_CHOICES = 12
LOGIC = ("and", "or")
COMPARING = ("=", "!=", "<", "<=", ">", ">=")
CHOOSING = ("selected", "count-selected", "not", "true", "false")


def can_be_satisfied(question: Question) -> bool:
    """Return False only when it is certain that no answer satisfies the constraint of a question."""
    assert question.constraint is not None
    if question.constraint.constant is not None:
        return question.constraint.constant
    tree = parse_expression(question.constraint.source)
    if question.constraint.reads - {".", question.ref}:
        return True
    candidates = list(_candidates(question, tree))
    return not candidates or any(_holds(question, value) for value in candidates)


def _candidates(question: Question, tree: Expression) -> Iterator[Value]:
    """Yield answers such that if none of them satisfies the constraint none does; nothing when that is not known."""
    if question.choices is not None and question.choices.find is None:
        names = [choice.name for choice in question.choices.all]
        if question.type == "select1" and _is_of(tree, CHOOSING, texts=True):
            yield from names
        elif len(names) <= MOST_CHOICES and _is_of(tree, CHOOSING, texts=True):
            for size in range(1, len(names) + 1):
                yield from (" ".join(some) for some in combinations(names, size))
    elif question.data in ("int", "decimal") and _is_of(tree, ("not",), texts=False):
        step = 1.0 if question.data == "int" else 0.5
        numbers = sorted({0.0, *_numbers(tree)})
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        for number in (*numbers, *(between if question.data == "decimal" else ())):
            yield from (number - step, number, number + step)


def _is_of(tree: Expression, functions: tuple[str, ...], *, texts: bool) -> bool:
    """Whether a tree has only the answer itself, constants, comparisons, `and`, `or` and these functions."""
    match tree:
        case Path("here" | "current", (step,)) if step.axis == "self":
            return True
        case Number() | Negate(Number()):
            return True
        case Text():
            return texts
        case Binary(operator, _, _) if operator not in (*LOGIC, *COMPARING):
            return False
        case Call(name, _) if name not in functions:
            return False
        case Path():
            return False
    return all(_is_of(part, functions, texts=texts) for part in parts_of(tree))


def _numbers(tree: Expression) -> Iterator[float]:
    match tree:
        case Number(value):
            yield value
        case Negate(Number(value)):
            yield -value
    for part in parts_of(tree):
        yield from _numbers(part)


def _holds(question: Question, value: Value) -> bool:
    assert question.constraint is not None
    env = Env(datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Riga")))
    frame = Frame(question.slot + 1, Run(env))
    frame.values[question.slot] = value
    try:
        return bool(question.constraint.run(frame))
    except FAILURES:
        return True
