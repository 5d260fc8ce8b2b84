"""Functions on sets of nodes: counting, positions, order, and indexed-repeat."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

from core.xpath.functions import Code, plain, special
from core.xpath.syntax import ExpressionError, Path
from core.xpath.values import EvaluationError, Nodes, Value, single, to_number, to_text

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression

MASK48 = (1 << 48) - 1


@plain("count", 1, 1, "number", takes_nodes=True)
def _count(nodes: Value | Nodes) -> float:
    if not isinstance(nodes, Nodes):
        raise EvaluationError("count() needs a set of nodes")
    return float(len(nodes))


@plain("count-non-empty", 1, 1, "number", takes_nodes=True)
def _count_non_empty(nodes: Value | Nodes) -> float:
    if not isinstance(nodes, Nodes):
        raise EvaluationError("count-non-empty() needs a set of nodes")
    return float(sum(1 for spot in nodes if spot.has_children or spot.value != ""))


@special("position", 0, 1, "number")
def _position(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    if not arguments:
        return Code(lambda c: float(c.place + 1), "number")
    nodes = compiler.nodes(arguments[0]).run

    def run(c: Any) -> float:
        found = nodes(c)
        if not isinstance(found, Nodes):
            raise EvaluationError("position() needs a node")
        return float(found[0].index + 1) if found else 0.0

    return Code(run, "number")


@special("indexed-repeat", 3, 11)
def _indexed_repeat(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    target, *rest = arguments
    if len(arguments) % 2 == 0 or not isinstance(target, Path):
        raise ExpressionError("indexed-repeat() takes a question and then pairs of a repeat and a number")
    indexes = []
    for repeat, number in zip(rest[::2], rest[1::2], strict=True):
        if not isinstance(repeat, Path):
            raise ExpressionError("indexed-repeat() takes a question and then pairs of a repeat and a number")
        indexes.append((repeat, compiler.number(number)))
    return compiler.paths.indexed(target, indexes, compiler)


@special("randomize", 1, 2, "nodes")
def _randomize(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    nodes = compiler.nodes(arguments[0]).run
    seed = compiler.code(arguments[1]).run if len(arguments) > 1 else lambda c: c.run.random(c) * MASK48

    def run(c: Any) -> Nodes:
        found = nodes(c)
        if not isinstance(found, Nodes):
            raise EvaluationError("randomize() needs a set of nodes")
        return shuffled(found, seed_number(single(seed(c))))

    return Code(run, "nodes")


def seed_number(value: Value) -> int:
    """Return the seed a value stands for: numbers truncated, other texts by the start of their SHA-256."""
    number = to_number(value)
    if math.isnan(number):
        text = to_text(value)
        if not text or isinstance(value, float):
            return 0
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
    return math.trunc(max(min(number, 2.0**63 - 1024), -(2.0**63)))


def shuffled(nodes: Nodes, seed: int) -> Nodes:
    """Return the nodes in the order a seed gives: Fisher and Yates with the Park and Miller generator, as ODK."""
    state = seed % 2147483647
    if state <= 0:
        state += 2147483646
    result = Nodes(nodes)
    for last in range(len(result) - 1, 0, -1):
        state = state * 16807 % 2147483647
        other = int((state - 1) / 2147483646 * (last + 1))
        result[last], result[other] = result[other], result[last]
    return result
