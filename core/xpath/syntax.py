"""The parts of an expression, as a tree; what a path may be is narrowed to what ODK's own engine accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Axis = Literal["child", "parent", "self", "attribute"]
Start = Literal["root", "here", "current", "instance"]


class ExpressionError(Exception):
    """An expression that cannot be used: what is wrong, in words for the author of the form."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the expression."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Negate:
    """A minus sign before an expression."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions and the operator between them, by its XPath name (`=`, `and`, `div` …)."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function by name, with its arguments."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path; the name is `*` for any child."""

    axis: Axis
    name: str
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root, from here, from `current()` or from a secondary instance named by `instance`."""

    start: Start
    steps: tuple[Step, ...]
    instance: str = ""


Expression = Number | Text | Negate | Binary | Call | Path


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside one, predicates included."""
    match expression:
        case Negate(operand):
            return (operand,)
        case Binary("and" | "or" as operator, _, _):
            return operands(expression, operator)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Path(_, steps, _):
            return tuple(predicate for step in steps for predicate in step.predicates)
        case _:
            return ()


def operands(expression: Expression, operator: str) -> tuple[Expression, ...]:
    """Return what `and` or `or` joins, a chain of the same operator as one."""
    found: list[Expression] = []
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Binary) and part.operator == operator:
            waiting += (part.right, part.left)
        else:
            found.append(part)
    return tuple(found)


def depth_of(expression: Expression) -> int:
    """Return how many expressions stand inside each other at most, chains of `and` or `or` counted once."""
    deepest = 0
    waiting = [(expression, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((inner, depth + 1) for inner in parts_of(part))
    return deepest
