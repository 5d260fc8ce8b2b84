"""Functions on answers of choice questions, which are names with spaces between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.xpath.functions import Code, plain, special
from core.xpath.syntax import ExpressionError, Text
from core.xpath.values import EvaluationError, Value, single, to_number, to_text

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression


def chosen(value: Value) -> list[str]:
    """Return the names in a choice answer, in the order given."""
    return [name for name in to_text(single(value)).split(" ") if name]


@special("selected", 2, 2, "boolean")
def _selected(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    answer = compiler.text(arguments[0])
    if isinstance(arguments[1], Text):
        needle = f" {arguments[1].value.strip()} "
        return Code(lambda c: needle in f" {answer(c)} ", "boolean")
    wanted = compiler.code(arguments[1]).run

    def run(c: Any) -> bool:
        name = single(wanted(c))
        if not isinstance(name, str):
            raise EvaluationError("the second part of selected() must be text, in quotes")
        return f" {name.strip()} " in f" {answer(c)} "

    return Code(run, "boolean")


@plain("count-selected", 1, 1, "number")
def _count_selected(value: Value) -> float:
    return float(len(chosen(value)))


@plain("selected-at", 2, 2, "text")
def _selected_at(value: Value, index: Value) -> str:
    names, number = chosen(value), to_number(index)
    at = int(number) if abs(number) < 2**31 else -1
    return names[at] if 0 <= at < len(names) else ""


@special("jr:choice-name", 2, 2, "text")
def _choice_name(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    if not isinstance(arguments[1], Text):
        raise ExpressionError("the second part of jr:choice-name() must be a question in quotes")
    name = compiler.text(arguments[0])
    label = compiler.paths.choice_label(arguments[1].value)
    if label is None:
        raise ExpressionError(f"jr:choice-name(): {arguments[1].value.strip()} is no question with choices")
    return Code(lambda c: label(c, name(c)), "text")
