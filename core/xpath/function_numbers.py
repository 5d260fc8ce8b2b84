"""Functions on numbers; rounding follows Excel's and ODK's round(x, n): halves go up, towards zero below zero."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from core.xpath.functions import Code, plain, special
from core.xpath.values import NAN, Nodes, Value, to_number

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression

MOST_PLACES = 30
LONG = 2.0**63


@plain("number", 1, 1, "number")
def _number(value: Value) -> float:
    return to_number(value)


@plain("int", 1, 1, "number")
def truncated(value: Value) -> float:
    """Cut the fraction off; infinities, NaN and what exceeds 64 bits stay as they are."""
    number = to_number(value)
    if math.isnan(number) or abs(number) >= LONG:
        return number
    return math.copysign(float(math.trunc(number)), number)


@plain("round", 1, 2, "number")
def _round(value: Value, places: Value = 0.0) -> float:
    number, digits = to_number(value), to_number(places)
    if math.isnan(number) or math.isinf(number):
        return number
    whole = 0 if math.isnan(digits) else int(max(min(digits, 1e9), -1e9))
    if abs(whole) > MOST_PLACES:
        return NAN
    with localcontext() as context:
        context.prec = 400  # digits enough for every float
        exact = Decimal(repr(number))
        if whole >= 0:
            mode = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
            return float(exact.quantize(Decimal(1).scaleb(-whole), rounding=mode))
        return float(Decimal(math.trunc(float(exact.scaleb(whole)) + 0.5)).scaleb(-whole))


@plain("min", 1, None, "number", takes_nodes=True)
def _min(*values: Value | Nodes) -> float:
    return min(_numbers(values), default=NAN)


@plain("max", 1, None, "number", takes_nodes=True)
def _max(*values: Value | Nodes) -> float:
    # differs on purpose: the engine of ODK gives 0 when all numbers are negative
    return max(_numbers(values), default=NAN)


@plain("sum", 1, 1, "number", takes_nodes=True)
def _sum(value: Value | Nodes) -> float:
    total = 0.0
    for number in _numbers((value,)):
        total += number
    return total


def _numbers(values: tuple[Value | Nodes, ...]) -> list[float]:
    if len(values) == 1 and isinstance(values[0], Nodes):
        numbers = [to_number(spot.value) for spot in values[0]]
    else:
        numbers = [to_number(value) for value in values]
    return [number for number in numbers if not math.isnan(number)]


@plain("pow", 2, 2, "number")
def _pow(base: Value, exponent: Value) -> float:
    return _guarded(lambda: math.pow(to_number(base), to_number(exponent)))


@plain("atan2", 2, 2, "number")
def _atan2(y: Value, x: Value) -> float:
    return math.atan2(to_number(y), to_number(x))


@plain("pi", 0, 0, "number")
def _pi() -> float:
    return math.pi


def _guarded(compute: Callable[[], float]) -> float:
    try:
        return compute()
    except ValueError:
        return NAN
    except OverflowError:
        return math.inf


def _register(name: str, function: Callable[[float], float]) -> None:
    plain(name, 1, 1, "number")(lambda value: _guarded(lambda: function(to_number(value))))


def _log(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else function(number)


for _name, _function in {
    "abs": math.fabs,
    "acos": math.acos,
    "asin": math.asin,
    "atan": math.atan,
    "cos": math.cos,
    "exp": math.exp,
    "exp10": lambda number: math.pow(10.0, number),
    "log": _log(math.log),
    "log10": _log(math.log10),
    "sin": math.sin,
    "sqrt": math.sqrt,
    "tan": math.tan,
}.items():
    _register(_name, _function)


@special("random", 0, 0, "number", volatile=True)
def _random(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    return Code(lambda c: c.run.random(c), "number")


@special("uuid", 0, 1, "text", volatile=True)
def _uuid(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    if not arguments:
        return Code(lambda c: c.run.uuid(c), "text")
    length = compiler.number(arguments[0])
    return Code(lambda c: c.run.letters(c, int(length(c))), "text")
