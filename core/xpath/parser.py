"""Read an expression into its tree: a Pratt parser with the binding powers of XPath 1.0."""

from __future__ import annotations

from core.xpath.lexer import Token, read_tokens
from core.xpath.syntax import (
    Axis,
    Binary,
    Call,
    Expression,
    ExpressionError,
    Negate,
    Number,
    Path,
    Start,
    Step,
    Text,
    depth_of,
)

DEEPEST_NESTING = 100
DEEPEST_TREE = 250  # a closure calls those inside it, and Python does not go deeper for ever

POWERS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
MINUS_POWER = 7
AXES: dict[str, Axis] = {"child": "child", "parent": "parent", "self": "self", "attribute": "attribute"}


def parse_expression(source: str) -> Expression:
    """Return the tree of an expression; ExpressionError says what cannot be read."""
    parser = _Parser(read_tokens(source))
    expression = parser.expression(0)
    if parser.next.kind != "end":
        raise ExpressionError(f"is not understood after {source[: parser.next.at].strip()!r}")
    if depth_of(expression) > DEEPEST_TREE:
        raise ExpressionError("is too long; split it into several calculations")
    return expression


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.index]

    def take(self) -> Token:
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def accepts(self, text: str) -> bool:
        if self.next.text == text and self.next.kind != "text":
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accepts(text):
            found = self.next.text or "the end"
            raise ExpressionError(f"{text!r} is missing before {found!r}")

    def expression(self, power: int) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise ExpressionError(f"is nested deeper than {DEEPEST_NESTING} levels")
        left = self.operand()
        while self.next.kind == "operator" and POWERS[self.next.text] > power:
            operator = self.take().text
            if operator == "|":
                raise ExpressionError('"|" (union of nodes) is not supported')
            left = Binary(operator, left, self.expression(POWERS[operator]))
        self.depth -= 1
        return left

    def operand(self) -> Expression:
        token = self.next
        if token.kind == "operator" and token.text == "-":
            self.take()
            return Negate(self.expression(MINUS_POWER))
        if token.kind == "number":
            return Number(float(self.take().text))
        if token.kind == "text":
            return Text(self.take().text[1:-1])
        if self.accepts("("):
            inside = self.expression(0)
            self.expect(")")
            return inside
        if token.kind == "name" and self.tokens[self.index + 1].text == "(" and token.text != "node":
            return self.call()
        return self.path()

    def call(self) -> Expression:
        name = self.take().text
        self.expect("(")
        arguments: list[Expression] = []
        if not self.accepts(")"):
            arguments.append(self.expression(0))
            while self.accepts(","):
                arguments.append(self.expression(0))
            self.expect(")")
        if name == "current" and not arguments:
            return Path("current", self.more_steps())
        if name == "instance" and len(arguments) == 1 and isinstance(arguments[0], Text):
            return Path("instance", self.more_steps(), arguments[0].value)
        if self.next.text in ("/", "["):
            raise ExpressionError(f"{name}(…) cannot be followed by {self.next.text!r}")
        return Call(name, tuple(arguments))

    def more_steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while self.accepts("/"):
            steps.append(self.step())
        return tuple(steps)

    def path(self) -> Path:
        start: Start = "here"
        if self.accepts("//"):
            raise ExpressionError('"//" is not supported, write the whole path')
        if self.accepts("/"):
            start = "root"
        return Path(start, (self.step(), *self.more_steps()))

    def step(self) -> Step:
        token = self.take()
        if token.text == "." and token.kind == "mark":
            return Step("self", "")
        if token.text == ".." and token.kind == "mark":
            return Step("parent", "")
        axis: Axis = "child"
        if token.text == "@":
            axis, token = "attribute", self.take()
        elif self.next.text == "::":
            axis, token = self.named_axis(token)
        if token.kind != "name":
            raise ExpressionError(f"a name is expected in place of {token.text or 'the end'!r}")
        name = self.node_test(token)
        predicates: list[Expression] = []
        while self.accepts("["):
            predicates.append(self.expression(0))
            self.expect("]")
        return Step(axis, name, tuple(predicates))

    def named_axis(self, token: Token) -> tuple[Axis, Token]:
        if token.text not in AXES:
            raise ExpressionError(f"the axis {token.text!r} is not supported")
        self.take()
        return AXES[token.text], self.take()

    def node_test(self, token: Token) -> str:
        if token.text != "node":
            return token.text
        if self.accepts("("):
            self.expect(")")
            return ""
        return token.text
