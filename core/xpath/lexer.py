"""Cut an expression into tokens; `*`, `and`, `or`, `div` and `mod` are operators only after a value, as XPath says."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.xpath.syntax import ExpressionError

LONGEST_EXPRESSION = 20_000  # characters; the longest in public forms is about 3,000

NAME = r"[^\W\d][\w.\-]*"
TOKEN = re.compile(
    rf"""(?P<space>[\s]+)
       | (?P<number>\d+\.?\d*|\.\d+)
       | (?P<text>"[^"]*"|'[^']*')
       | (?P<name>{NAME}(?::(?!:){NAME})?)
       | (?P<mark>==|!=|<=|>=|//|::|\.\.|[=<>+\-*|/\[\]().,@$])""",
    re.VERBOSE,
)
WORDS = ("and", "or", "div", "mod")
AFTER_VALUE = {"number", "text", "name"}


class Token(NamedTuple):
    """A piece of the expression: its kind (`number`, `text`, `name`, `operator`, `mark`, `end`) and text."""

    kind: str
    text: str
    at: int


def read_tokens(source: str) -> list[Token]:
    """Return the tokens of an expression, ended by one of kind `end`; ExpressionError where nothing fits."""
    if len(source) > LONGEST_EXPRESSION:
        raise ExpressionError(f"the expression is longer than {LONGEST_EXPRESSION} characters")
    tokens: list[Token] = []
    at = 0
    value_before = False
    while at < len(source):
        token = _read_token(source, at, value_before)
        at = token.at + len(token.text)
        if token.kind == "space":
            continue
        tokens.append(token)
        value_before = token.kind in AFTER_VALUE or token.text in (")", "]", ".", "..")
    tokens.append(Token("end", "", at))
    return tokens


def _read_token(source: str, at: int, value_before: bool) -> Token:
    if value_before:
        for word in WORDS:
            if source.startswith(word, at):
                return Token("operator", word, at)
    found = TOKEN.match(source, at)
    if found is None:
        raise ExpressionError(f"cannot be read from here: {source[at : at + 20]!r}")
    kind, text = found.lastgroup or "", found.group()
    if kind == "mark" and text in ("*", "-", "=", "!=", "<", "<=", ">", ">=", "+", "|"):
        return Token("name" if text == "*" and not value_before else "operator", text, at)
    if text == "==":
        raise ExpressionError('"==" is not an operator here, write one "="')
    return Token(kind, text, at)
