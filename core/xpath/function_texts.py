"""Functions on texts; a pattern of `regex` comes from a form and meets what people type: time and size are bound."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

from core.xpath.functions import Code, plain, special
from core.xpath.values import EvaluationError, Nodes, Value, single, to_number, to_text

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression

LONGEST_MATCHED = 10_000  # characters
LONGEST_PATTERN = 1_000  # characters
MATCH_SECONDS = 0.1


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, as ODK counts it."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def pieces(arguments: tuple[Value | Nodes, ...]) -> list[str]:
    """Return the texts of arguments, each set of nodes given as the only one spread out."""
    if len(arguments) == 1 and isinstance(arguments[0], Nodes):
        return [to_text(spot.value) for spot in arguments[0]]
    return [to_text(argument) for argument in arguments]


@plain("string", 1, 1, "text")
def _string(value: Value) -> str:
    return to_text(value)


@plain("concat", 0, None, "text", takes_nodes=True)
def _concat(*values: Value | Nodes) -> str:
    return "".join(pieces(values))


@plain("join", 1, None, "text", takes_nodes=True)
def _join(separator: Value, *values: Value | Nodes) -> str:
    return to_text(separator).join(pieces(values))


@plain("substr", 2, 3, "text")
def _substr(value: Value, start: Value, end: Value | None = None) -> str:
    text = to_text(value)
    length = len(text)
    first = _whole(start)
    last = length if end is None else _whole(end)
    first = length + first if first < 0 else first
    last = length + last if last < 0 else last
    return text[min(max(0, first), length) : min(max(0, last), length)]


def _whole(value: Value) -> int:
    number = to_number(value)
    if number != number:  # noqa: PLR0124 - NaN counts as 0
        return 0
    return int(max(min(number, 2**31 - 1), -(2**31)))


@plain("substring-before", 2, 2, "text")
def _substring_before(value: Value, part: Value) -> str:
    text, wanted = to_text(value), to_text(part)
    at = text.find(wanted)
    return text[:at] if at >= 0 else ""


@plain("substring-after", 2, 2, "text")
def _substring_after(value: Value, part: Value) -> str:
    text, wanted = to_text(value), to_text(part)
    at = text.find(wanted)
    return text[at + len(wanted) :] if at >= 0 else ""


@plain("translate", 3, 3, "text")
def _translate(value: Value, old: Value, new: Value) -> str:
    letters, replacements = to_text(old), to_text(new)
    result = []
    for letter in to_text(value):
        at = letters.find(letter)
        if at < 0:
            result.append(letter)
        elif at < len(replacements):
            result.append(replacements[at])
    return "".join(result)


@plain("contains", 2, 2, "boolean")
def _contains(value: Value, part: Value) -> bool:
    return to_text(part) in to_text(value)


@plain("starts-with", 2, 2, "boolean")
def _starts_with(value: Value, part: Value) -> bool:
    return to_text(value).startswith(to_text(part))


@plain("ends-with", 2, 2, "boolean")
def _ends_with(value: Value, part: Value) -> bool:
    return to_text(value).endswith(to_text(part))


@special("string-length", 0, 1, "number")
def _string_length(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    return _of_text(compiler, arguments, lambda text: float(utf16_length(text)), "number")


@special("normalize-space", 0, 1, "text")
def _normalize_space(compiler: Compiler, arguments: tuple[Expression, ...]) -> Code:
    return _of_text(compiler, arguments, lambda text: regex.sub(r"[ \t\n\x0B\f\r]+", " ", text.strip()), "text")


def _of_text(compiler: Compiler, arguments: tuple[Expression, ...], function: Any, kind: str) -> Code:
    text = compiler.text(arguments[0] if arguments else compiler.paths.here())
    return Code(lambda c: function(text(c)), kind)


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Any:
    """Return a compiled pattern; EvaluationError when it is too long or wrong."""
    if len(pattern) > LONGEST_PATTERN:
        raise EvaluationError(f"a pattern of regex() is longer than {LONGEST_PATTERN} characters")
    try:
        # Java's \d, \w and \s mean ASCII, and so must ours
        return regex.compile(pattern, regex.ASCII | regex.VERSION0)
    except regex.error as error:
        raise EvaluationError(f"regex() does not understand {pattern!r}: {error}") from error


@plain("regex", 2, 2, "boolean")
def _regex(value: Value, pattern: Value) -> bool:
    text = to_text(single(value))
    compiled = compile_pattern(to_text(pattern))
    if len(text) > LONGEST_MATCHED:
        return False
    try:
        return compiled.fullmatch(text, timeout=MATCH_SECONDS) is not None
    except TimeoutError:
        return False
