"""Functions on dates; "today" and "now" come with the run, never from a clock."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.xpath.dates import decimal_days, format_moment, read_moment
from core.xpath.functions import Code, special
from core.xpath.values import EPOCH, INT_HIGH, INT_LOW, EvaluationError, Value, add_days, single

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression


@special("today", 0, 0, "date")
def _today(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    return Code(lambda c: c.run.today, "date")


@special("now", 0, 0, "date")
def _now(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    return Code(lambda c: c.run.now, "date")


def to_moment(value: Value, run: Any, *, keep_time: bool) -> Value:
    """Return a value as a date; blanks stay blank, numbers count days since 1970, other texts are an error."""
    value = single(value)
    if isinstance(value, datetime):
        return value if keep_time else value.replace(hour=0, minute=0, second=0, microsecond=0)
    if isinstance(value, bool):
        raise EvaluationError("a truth value is no date")
    if isinstance(value, float):
        return _of_number(value, run, keep_time=keep_time)
    if not value:
        return value
    moment = read_moment(value, run.zone)
    if moment is None:
        raise EvaluationError(f"{value!r} is no date")
    return moment


def _of_number(value: float, run: Any, *, keep_time: bool) -> Value:
    if math.isnan(value):
        return value
    if not INT_LOW <= value <= INT_HIGH:
        raise EvaluationError(f"{value} is out of range for a date")
    if not keep_time:
        return add_days(EPOCH, math.trunc(value))
    try:
        utc = EPOCH + timedelta(milliseconds=math.trunc(value * 86_400_000))
    except OverflowError as error:
        raise EvaluationError("the date is out of range") from error
    local: datetime = run.local(utc)
    return local


def _conversion(name: str, *, keep_time: bool) -> None:
    def compile_it(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
        value = compiler.code(arguments[0]).run
        return Code(lambda c: to_moment(value(c), c.run, keep_time=keep_time), "any")

    special(name, 1, 1)(compile_it)


_conversion("date", keep_time=False)
_conversion("date-time", keep_time=True)


def _decimal(name: str, *, keep_date: bool) -> None:
    def compute(value: Value, run: Any) -> Value:
        value = single(value)
        if isinstance(value, str):
            value = to_moment(value, run, keep_time=True)
        if isinstance(value, datetime):
            number = decimal_days(value, run.zone)
            return number if keep_date else ((value - EPOCH) / timedelta(days=1)) % 1
        if isinstance(value, bool):
            raise EvaluationError("a truth value is no date")
        if isinstance(value, str) or keep_date or math.isnan(value):
            return value
        return value - math.floor(value)

    def compile_it(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
        value = compiler.code(arguments[0]).run
        return Code(lambda c: compute(value(c), c.run), "any")

    special(name, 1, 1)(compile_it)


_decimal("decimal-date-time", keep_date=True)
_decimal("decimal-time", keep_date=False)


def _format(name: str) -> None:
    def compile_it(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
        value, pattern = compiler.code(arguments[0]).run, compiler.text(arguments[1])

        def run(c: Any) -> str:
            moment = to_moment(value(c), c.run, keep_time=True)
            return format_moment(moment, pattern(c), c.run.language) if isinstance(moment, datetime) else ""

        return Code(run, "text")

    special(name, 2, 2, "text")(compile_it)


_format("format-date")
_format("format-date-time")
