"""The table of functions: each theme module adds its own, the compiler and the lint look them up here by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.xpath.values import Closure

if TYPE_CHECKING:
    from core.xpath.compiler import Compiler
    from core.xpath.syntax import Expression


@dataclass(frozen=True, slots=True)
class Code:
    """A closure and the kind of value it gives: `text`, `number`, `boolean`, `date`, `nodes` or `any`."""

    run: Closure
    kind: str


Plain = Callable[..., Any]
Special = Callable[["Compiler", "tuple[Expression, ...]"], Code]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes (most None: any number), what it gives, and how it is made."""

    name: str
    least: int
    most: int | None
    kind: str
    plain: Plain | None = None
    special: Special | None = None
    takes_nodes: bool = False
    volatile: bool = False

    def accepts(self, count: int) -> bool:
        """Return whether that many arguments are right."""
        return count >= self.least and (self.most is None or count <= self.most)


FUNCTIONS: dict[str, Function] = {}


def plain(name: str, least: int, most: int | None, kind: str, *, takes_nodes: bool = False) -> Callable[[Plain], Plain]:
    """Register a function of evaluated values; with takes_nodes, paths come as Nodes instead of single values."""

    def register(function: Plain) -> Plain:
        FUNCTIONS[name] = Function(name, least, most, kind, plain=function, takes_nodes=takes_nodes)
        return function

    return register


def special(
    name: str, least: int, most: int | None, kind: str = "any", *, volatile: bool = False
) -> Callable[[Special], Special]:
    """Register a function that compiles its arguments itself; volatile ones give something new each time."""

    def register(function: Special) -> Special:
        FUNCTIONS[name] = Function(name, least, most, kind, special=function, volatile=volatile)
        return function

    return register
