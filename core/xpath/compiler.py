"""Turn an expression's tree into one closure; kinds known beforehand (text, number …) choose shorter closures.

A closure takes the frame it is evaluated in. Paths are resolved once, by whoever knows the tree (`Paths`).
"""

from __future__ import annotations

import math
import operator
from typing import Any, Protocol

import core.xpath.function_dates
import core.xpath.function_logic
import core.xpath.function_nodes
import core.xpath.function_numbers
import core.xpath.function_selects
import core.xpath.function_texts  # noqa: F401 - the imports fill the table
from core.xpath.functions import FUNCTIONS, Code, Function
from core.xpath.syntax import Binary, Call, Expression, ExpressionError, Negate, Number, Path, Text, operands
from core.xpath.values import Closure, LabelOf, are_equal, to_boolean, to_number, to_text


class Paths(Protocol):
    """What the compiler asks of the tree an expression stands in."""

    def value(self, path: Path, compiler: Compiler) -> Code:
        """Return the code that reads the one value a path reaches."""
        ...

    def nodes(self, path: Path, compiler: Compiler) -> Code:
        """Return the code that gives all Nodes a path reaches."""
        ...

    def here(self) -> Path:
        """Return the path of the node the expression belongs to."""
        ...

    def indexed(self, target: Path, indexes: list[tuple[Path, Closure]], compiler: Compiler) -> Code:
        """Return the code that reads a path in the instances of repeats chosen by number (from 1)."""
        ...

    def choice_label(self, question: str) -> LabelOf | None:
        """Return a closure (frame, name) -> label of the choices of a question given by its path, if it has any."""
        ...


class Compiler:
    """Compiles expressions that stand in one place of a form."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths

    def code(self, expression: Expression) -> Code:
        """Return the code of an expression; ExpressionError for unknown functions, wrong arity, unreachable paths."""
        match expression:
            case Number(number):
                return Code(lambda _: number, "number")
            case Text(text):
                return Code(lambda _: text, "text")
            case Negate(operand):
                number_of = self.number(operand)
                return Code(lambda c: -number_of(c), "number")
            case Binary():
                return self.binary(expression)
            case Call():
                return self.call(expression)
            case Path():
                return self.paths.value(expression, self)

    def number(self, expression: Expression) -> Closure:
        """Return a closure that gives a float."""
        if isinstance(expression, Number):
            number = expression.value
            return lambda _: number
        code = self.code(expression)
        run = code.run
        if code.kind == "number":
            return run
        return lambda c: value if type(value := run(c)) is float else to_number(value)

    def boolean(self, expression: Expression) -> Closure:
        """Return a closure that gives True or False."""
        code = self.code(expression)
        run = code.run
        return run if code.kind == "boolean" else lambda c: to_boolean(run(c))

    def text(self, expression: Expression) -> Closure:
        """Return a closure that gives a str."""
        code = self.code(expression)
        run = code.run
        return run if code.kind == "text" else lambda c: to_text(run(c))

    def nodes(self, expression: Expression) -> Code:
        """Return code whose result may be Nodes, for functions that take sets of nodes."""
        return self.paths.nodes(expression, self) if isinstance(expression, Path) else self.code(expression)

    def binary(self, expression: Binary) -> Code:
        """Return the code of an operator."""
        name, left, right = expression.operator, expression.left, expression.right
        if name in ("and", "or"):
            return Code(_junction(name, [self.boolean(part) for part in operands(expression, name)]), "boolean")
        if name in ("=", "!="):
            return Code(self.equality(name, left, right), "boolean")
        if name in COMPARISONS:
            return Code(_comparison(name, self.number(left), self.number(right), right), "boolean")
        return Code(_arithmetic(name, self.number(left), self.number(right)), "number")

    def equality(self, name: str, left: Expression, right: Expression) -> Closure:
        """Return a closure for `=` or `!=`, shorter where both sides are known to be text."""
        first, second = self.code(left), self.code(right)
        a, b = first.run, second.run
        if first.kind == second.kind == "text":
            if isinstance(right, Text):
                wanted = right.value
                return (lambda c: a(c) == wanted) if name == "=" else (lambda c: a(c) != wanted)
            return (lambda c: a(c) == b(c)) if name == "=" else (lambda c: a(c) != b(c))
        return (lambda c: are_equal(a(c), b(c))) if name == "=" else (lambda c: not are_equal(a(c), b(c)))

    def call(self, call: Call) -> Code:
        """Return the code of a function call."""
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise ExpressionError(f"there is no function {call.name}()")
        if not function.accepts(len(call.arguments)):
            raise ExpressionError(f"{call.name}() takes {_arity(function)}, not {len(call.arguments)}")
        if function.special is not None:
            return function.special(self, call.arguments)
        assert function.plain is not None
        if function.takes_nodes:
            runs = tuple(self.nodes(argument).run for argument in call.arguments)
        else:
            runs = tuple(self.code(argument).run for argument in call.arguments)
        return Code(_applied(function.plain, runs), function.kind)


COMPARISONS: dict[str, Any] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _junction(name: str, parts: list[Closure]) -> Closure:
    a, b, *more = parts
    if not more:
        return (lambda c: a(c) and b(c)) if name == "and" else (lambda c: a(c) or b(c))
    if len(more) == 1:
        d = more[0]
        return (lambda c: a(c) and b(c) and d(c)) if name == "and" else (lambda c: a(c) or b(c) or d(c))
    every = tuple(parts)
    return (lambda c: all(run(c) for run in every)) if name == "and" else (lambda c: any(run(c) for run in every))


def _comparison(name: str, a: Closure, b: Closure, right: Expression) -> Closure:
    if isinstance(right, Number):
        k = right.value
        return {
            "<": lambda c: a(c) < k,
            "<=": lambda c: a(c) <= k,
            ">": lambda c: a(c) > k,
            ">=": lambda c: a(c) >= k,
        }[name]
    compare = COMPARISONS[name]
    return lambda c: compare(a(c), b(c))


def _arithmetic(name: str, a: Closure, b: Closure) -> Closure:
    return {
        "+": lambda c: a(c) + b(c),
        "-": lambda c: a(c) - b(c),
        "*": lambda c: a(c) * b(c),
        "div": lambda c: divided(a(c), b(c)),
        "mod": lambda c: remainder(a(c), b(c)),
    }[name]


def divided(left: float, right: float) -> float:
    """Divide as IEEE 754 does: by zero gives an infinity or NaN."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """Return the remainder with the sign of the left side; NaN where there is none."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


def _applied(function: Any, runs: tuple[Closure, ...]) -> Closure:
    match runs:
        case ():
            return lambda _: function()
        case (a,):
            return lambda c: function(a(c))
        case (a, b):
            return lambda c: function(a(c), b(c))
        case _:
            return lambda c: function(*(run(c) for run in runs))


def _arity(function: Function) -> str:
    if function.most is None:
        return f"at least {function.least} arguments"
    if function.least == function.most:
        return f"{function.least} argument{'' if function.least == 1 else 's'}"
    return f"{function.least} to {function.most} arguments"
