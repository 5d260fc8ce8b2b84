"""Secondary instances: the lists that choices come from, and the paths that search them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from core.forms.xform import local
from core.xpath.syntax import Binary, Expression, ExpressionError, Path, Step
from core.xpath.values import Closure, Nodes, Spot, are_equal

if TYPE_CHECKING:
    from core.forms.paths import FormPaths


class Item:
    """An element of a secondary instance."""

    __slots__ = ("attributes", "children", "index", "name", "parent", "text")

    def __init__(self, element: Element, parent: Item | None = None, index: int = 0) -> None:
        self.name = local(element)
        self.text = (element.text or "").strip() if not len(element) else ""
        self.attributes = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        self.parent = parent
        self.index = index
        self.children = tuple(Item(found, self, place) for place, found in enumerate(element))

    def named(self, name: str) -> list[Item]:
        """Return the children of that name."""
        return [found for found in self.children if name in (found.name, "*")]

    def column(self, name: str) -> str:
        """Return the text of the first child of that name, '' when there is none."""
        return next((found.text for found in self.children if found.name == name), "")


def item_paths(paths: FormPaths, path: Path) -> Closure:
    """Return a closure that gives the Nodes of a path in a secondary instance, or from the item under test."""
    steps = list(path.steps)
    if path.start == "instance":
        root = paths.instances.get(path.instance)
        if root is None:
            raise ExpressionError(f"there is no list {path.instance!r} in the form")
        if not steps or steps[0].name not in (root.name, "*"):
            raise ExpressionError(f"the list {path.instance!r} is called in a way ODK does not know")
        first: Closure = lambda _: [root]  # noqa: E731 - one of two ways to begin
        sample: list[Item] = [root]
        steps.pop(0)
    else:
        assert isinstance(paths.item, Item)
        first = lambda c: [c.item]  # noqa: E731 - the other
        sample = [paths.item]
    legs: list[Any] = []
    for step in steps:
        plain = path.start == "instance" and not any(earlier.predicates for earlier in steps[: len(legs)])
        leg, sample = _leg(paths, step, sample, plain=plain)
        legs.append(leg)

    def run(c: Any) -> Nodes:
        items = first(c)
        for leg in legs:
            items = leg(items, c)
        return Nodes(
            Spot(item.text, item.index, item=item, has_children=bool(item.children)) if isinstance(item, Item) else item
            for item in items
        )

    return run


def _leg(paths: FormPaths, step: Step, sample: list[Item], *, plain: bool) -> tuple[Any, list[Item]]:
    if step.axis == "self":
        return (lambda items, c: items), sample
    if step.axis == "parent":
        return (lambda items, c: [item.parent for item in items]), [item.parent for item in sample if item.parent]
    name = step.name
    if step.axis == "attribute":
        return (lambda items, c: [Spot(item.attributes.get(name, ""), 0) for item in items]), []
    below = [found for item in sample for found in item.named(name)]
    if not step.predicates:
        return (lambda items, c: [found for item in items for found in item.named(name)]), below
    if plain and len(step.predicates) == 1:
        fast = _by_equality(paths, step.predicates[0], below)
        if fast is not None:
            return (lambda items, c: fast(c)), below
    return _filtered(paths, name, step.predicates, below), below


def _filtered(paths: FormPaths, name: str, predicates: tuple[Expression, ...], below: list[Item]) -> Any:
    from core.forms.paths import keep  # noqa: PLC0415 - paths and items lean on each other

    if not below:
        for predicate in predicates:
            paths.inside(Item(Element("item"))).code(predicate)
        return lambda items, c: []
    runs = [paths.inside(below[0]).code(predicate).run for predicate in predicates]

    def leg(items: list[Item], c: Any) -> list[Item]:
        kept = Nodes(Spot(found.text, found.index, item=found) for item in items for found in item.named(name))
        for run in runs:
            kept = keep(kept, run, c)
        return [spot.item for spot in kept]

    return leg


def _by_equality(paths: FormPaths, predicate: Expression, below: list[Item]) -> Closure | None:
    """Answer `[column = something outside]` from an index; None when the predicate is of another kind."""
    if not (isinstance(predicate, Binary) and predicate.operator == "="):
        return None
    for column, other in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
        if _is_column(column) and _is_outside(other):
            name = column.steps[0].name  # type: ignore[union-attr]  # _is_column says so
            wanted = paths.inside(below[0]).code(other)
            return _indexed(name, wanted.run, below)
    return None


def _is_column(expression: Expression) -> bool:
    if not isinstance(expression, Path) or expression.start != "here" or len(expression.steps) != 1:
        return False
    step = expression.steps[0]
    return step.axis == "child" and not step.predicates and step.name != "*"


def _is_outside(expression: Expression) -> bool:
    return isinstance(expression, Path) and expression.start in ("root", "current")


def _indexed(name: str, wanted: Closure, below: list[Item]) -> Closure:
    index: dict[str, list[Item]] = {}
    for item in below:
        index.setdefault(item.column(name), []).append(item)

    def run(c: Any) -> list[Item]:
        value = wanted(c)
        if isinstance(value, str):
            return index.get(value, [])
        found = [item for text, items in index.items() if are_equal(text, value) for item in items]
        return sorted(found, key=lambda item: item.index)

    return run


def column_texts(item: Item) -> dict[str, str]:
    """Return the columns of an item by name."""
    return {found.name: found.text for found in item.children}
