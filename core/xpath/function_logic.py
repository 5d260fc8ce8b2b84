"""Functions of choice and truth: if, coalesce, once, not, boolean and the checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.xpath.functions import Code, plain, special
from core.xpath.values import Nodes, Value, is_blank, to_boolean, to_number, to_text

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression


@special("if", 3, 3)
def _if(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    test = compiler.boolean(arguments[0])
    yes, no = compiler.code(arguments[1]), compiler.code(arguments[2])
    a, b = yes.run, no.run
    return Code(lambda c: a(c) if test(c) else b(c), yes.kind if yes.kind == no.kind else "any")


@special("coalesce", 2, 2)
def _coalesce(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    first, second = compiler.code(arguments[0]), compiler.code(arguments[1])
    a, b = first.run, second.run

    def run(c: Any) -> Any:
        value = a(c)
        return b(c) if is_blank(value) else value

    return Code(run, first.kind if first.kind == second.kind else "any")


@special("once", 1, 1, volatile=True)
def _once(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    own = compiler.paths.value(compiler.paths.here(), compiler).run
    first = compiler.code(arguments[0]).run

    def run(c: Any) -> Any:
        value = own(c)
        return value if to_text(value) else first(c)

    return Code(run, "any")


@plain("true", 0, 0, "boolean")
def _true() -> bool:
    return True


@plain("false", 0, 0, "boolean")
def _false() -> bool:
    return False


@plain("not", 1, 1, "boolean")
def _not(value: Value) -> bool:
    return not to_boolean(value)


@plain("boolean", 1, 1, "boolean")
def _boolean(value: Value) -> bool:
    return to_boolean(value)


@plain("boolean-from-string", 1, 1, "boolean")
def _boolean_from_string(value: Value) -> bool:
    text = to_text(value)
    return text.lower() == "true" or text == "1"


@plain("checklist", 2, None, "boolean", takes_nodes=True)
def _checklist(low: Value, high: Value, *factors: Value | Nodes) -> bool:
    if len(factors) == 1 and isinstance(factors[0], Nodes):
        truths = [to_boolean(spot.value) for spot in factors[0]]
    else:
        truths = [to_boolean(factor) for factor in factors]
    least, most, count = to_number(low), to_number(high), sum(truths)
    return not (least >= 0 and count < int(least)) and not (most >= 0 and count > int(most))


@plain("weighted-checklist", 2, None, "boolean", takes_nodes=True)
def _weighted_checklist(low: Value, high: Value, *pairs: Value | Nodes) -> bool:
    if len(pairs) == 2 and isinstance(pairs[0], Nodes) and isinstance(pairs[1], Nodes):
        flags: Any = [spot.value for spot in pairs[0]]
        weights: Any = [spot.value for spot in pairs[1]]
    else:
        flags, weights = pairs[::2], pairs[1::2]
    total = sum(to_number(weight) for flag, weight in zip(flags, weights, strict=False) if to_boolean(flag))
    return to_number(low) <= total <= to_number(high)
