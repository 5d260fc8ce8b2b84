"""Resolve the paths of expressions once, to a frame and a slot, with ODK's rule for repeats.

A path that does not leave the repeat it stands in means the same instance; what is left open means all instances.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.forms.items import Item, item_paths
from core.forms.places import Place
from core.xpath.compiler import Compiler
from core.xpath.functions import Code
from core.xpath.syntax import Expression, ExpressionError, Path, Step
from core.xpath.values import Closure, LabelOf, Nodes, Spot, Value, single

Finder = Callable[[str, "Place"], LabelOf | None]


class Inner:
    """A frame seen from inside a predicate: `item` is the node under test, `frame` the place of the expression."""

    __slots__ = ("children", "frame", "ids", "item", "parent", "place", "root", "run", "values")

    def __init__(self, outer: Any, item: Any, place: int) -> None:
        frame = outer.frame
        self.frame = frame
        self.values = frame.values
        self.children = frame.children
        self.parent = frame.parent
        self.root = frame.root
        self.run = frame.run
        self.ids = frame.ids
        self.item = item
        self.place = place


def keep(nodes: Nodes, predicate: Closure, outer: Any) -> Nodes:
    """Return the nodes a predicate lets through; a number means the place (from 1)."""
    kept = Nodes()
    for place, spot in enumerate(nodes):
        verdict = predicate(Inner(outer, spot.item if spot.frame is None else spot.frame, place))
        if isinstance(verdict, float):
            verdict = verdict == place + 1
        if single(verdict):
            kept.append(spot)
    return kept


@dataclass(slots=True)
class Walk:
    """A path resolved: climb `ups` frames from the base, enter `repeats` (each with predicates), read `target`."""

    ups: int
    repeats: list[tuple[Place, tuple[Expression, ...]]]
    target: Place | None
    wildcard: list[Place] = field(default_factory=list)
    predicates: tuple[Expression, ...] = ()


class FormPaths:
    """The paths of one place of a form; what they reach is collected in `reads`."""

    def __init__(
        self,
        root: Place,
        here: Place,
        instances: dict[str, Item],
        choice_labels: Finder,
        *,
        item: Place | Item | None = None,
        reads: set[str] | None = None,
    ) -> None:
        self.root = root
        self.place = here
        self.instances = instances
        self.choice_labels = choice_labels
        self.item = item
        self.reads: set[str] = set() if reads is None else reads

    def inside(self, item: Place | Item) -> Compiler:
        """Return a compiler for a predicate on such a node."""
        paths = FormPaths(self.root, self.place, self.instances, self.choice_labels, item=item, reads=self.reads)
        return Compiler(paths)

    def here(self) -> Path:
        """Return the path of the node itself."""
        return Path("current", ())

    def choice_label(self, question: str) -> LabelOf | None:
        """Return a closure (frame, name) -> label of the choices of a question, None when it has none."""
        return self.choice_labels(question, self.place)

    def value(self, path: Path, compiler: Compiler) -> Code:
        """Return the code that reads the one value a path reaches."""
        if self._outside(path):
            nodes = item_paths(self, path)
            return Code(lambda c: single(nodes(c)), "any")
        if path.steps and path.steps[-1].axis == "attribute":
            return self._attribute(path)
        walk = self.resolve(path)
        if walk.repeats or walk.wildcard or walk.predicates:
            nodes = self._expand(path, walk)
            return Code(lambda c: single(nodes(c)), "any")
        assert walk.target is not None
        return Code(_reader(self._base(path), walk.ups, walk.target.slot), "text" if walk.target.is_text else "any")

    def nodes(self, path: Path, compiler: Compiler) -> Code:
        """Return the code that gives all Nodes a path reaches."""
        if self._outside(path):
            return Code(item_paths(self, path), "nodes")
        return Code(self._expand(path, self.resolve(path)), "nodes")

    def indexed(self, target: Path, indexes: list[tuple[Path, Closure]], compiler: Compiler) -> Code:
        """Return the code that reads a path in the instances of repeats chosen by number (from 1)."""
        place = self._place(target)
        numbers = {self._place(repeat).ref: number for repeat, number in indexes}
        self.reads.add(place.ref)
        for frame in place.frames[1:]:
            self.reads.add(frame.ref)
            if frame.ref not in numbers and frame not in self.place.frames:
                raise ExpressionError(f"indexed-repeat() does not say which {frame.name} is meant")
        chain = [(frame.ref, numbers.get(frame.ref)) for frame in place.frames[1:]]
        slot = place.slot

        def run(c: Any) -> Value:
            frame, own = c.root, {found.key: found for found in lineage(c.frame)}
            for ref, number in chain:
                siblings = frame.children.get(ref, ())
                at = max(int(number(c)) if number is not None and number(c) == number(c) else 1, 1)
                if number is None:
                    frame = own[ref]
                elif at > len(siblings):
                    return ""
                else:
                    frame = siblings[at - 1]
            result: Value = frame.values[slot]
            return result

        return Code(run, "any")

    def resolve(self, path: Path) -> Walk:
        """Return what a path on the primary instance reaches; ExpressionError when there is no such node."""
        context = self.item if isinstance(self.item, Place) and path.start != "current" else self.place
        assert isinstance(context, Place)
        if path.start == "root":
            return self._absolute(path, context)
        steps = list(path.steps)
        place = context
        while steps and steps[0].axis in ("parent", "self"):
            if steps.pop(0).axis == "parent":
                if place.parent is None:
                    raise ExpressionError("a path leads out of the form")
                place = place.parent
        walk = Walk(len(context.frames) - len(place.frames), [], place)
        if not path.steps:  # the node itself, as once() asks for it: what was there before is no dependency
            return walk
        return self._down(walk, place, steps)

    def _absolute(self, path: Path, context: Place) -> Walk:
        steps = list(path.steps)
        if not steps or steps[0].name not in (self.root.name, "*"):
            raise ExpressionError(f"there is no {_spell(path)} in the form")
        steps.pop(0)
        place, line = self.root, context.line
        while steps and not steps[0].predicates:
            deeper = place.children.get(steps[0].name)
            if deeper is None or deeper not in line:
                break
            place = deeper
            steps.pop(0)
        return self._down(Walk(len(context.frames) - len(place.frames), [], place), place, steps)

    def _down(self, walk: Walk, place: Place, steps: list[Step]) -> Walk:
        for index, step in enumerate(steps):
            if step.axis == "self":
                continue
            if step.axis == "parent":
                raise ExpressionError('".." is only understood at the start of a path')
            if step.name == "*" and index == len(steps) - 1:
                walk.target, walk.wildcard = None, list(place.children.values())
                self.reads.update(found.ref for found in walk.wildcard)
                return walk
            deeper = place.children.get(step.name)
            if deeper is None:
                raise ExpressionError(f"there is no {place.ref}/{step.name} in the form")
            place = deeper
            if place.is_repeat:
                walk.repeats.append((place, step.predicates))
                self.reads.add(place.ref)
                for predicate in step.predicates:
                    self.inside(place).code(predicate)  # collects what it reads
            elif step.predicates:
                walk.predicates = step.predicates
        walk.target = place
        self.reads.add("." if place is self.place and not walk.repeats else place.ref)
        return walk

    def _place(self, path: Path) -> Place:
        walk = self.resolve(path)
        if walk.target is None:
            raise ExpressionError(f"{_spell(path)} is no question")
        return walk.target

    def _outside(self, path: Path) -> bool:
        return path.start == "instance" or (isinstance(self.item, Item) and path.start == "here")

    def _base(self, path: Path) -> Closure | None:
        if self.item is None:
            return None
        if isinstance(self.item, Place) and path.start != "current":
            return lambda c: c.item
        return lambda c: c.frame

    def _attribute(self, path: Path) -> Code:
        place = self._place(Path(path.start, path.steps[:-1], path.instance))
        text = place.element.get(path.steps[-1].name, "")
        return Code(lambda _: text, "text")

    def _expand(self, path: Path, walk: Walk) -> Closure:
        base, ups = self._base(path), walk.ups
        legs = [
            (place.ref, tuple(self.inside(place).code(predicate).run for predicate in predicates))
            for place, predicates in walk.repeats
        ]
        targets = walk.wildcard or ([walk.target] if walk.target else [])
        ends = [(place.slot, place.is_repeat, bool(place.children)) for place in targets]
        last = [self.inside(self.place).code(predicate).run for predicate in walk.predicates]

        def run(c: Any) -> Nodes:
            frames = [_climb(c.frame if base is None else base(c), ups)]
            for ref, predicates in legs:
                frames = _enter(frames, ref, predicates, c)
            found = Nodes(
                Spot(frame.values[slot], frame.index if is_repeat else 0, frame=frame, has_children=has_children)
                for frame in frames
                for slot, is_repeat, has_children in ends
                if frame.relevant[slot]
            )
            for predicate in last:
                found = keep(found, predicate, c)
            return found

        return run


def _enter(frames: list[Any], ref: str, predicates: tuple[Closure, ...], c: Any) -> list[Any]:
    entered: list[Any] = []
    for frame in frames:
        spots = Nodes(Spot("", inner.index, frame=inner) for inner in frame.children.get(ref, ()) if inner.relevant[0])
        for predicate in predicates:
            spots = keep(spots, predicate, c)
        entered.extend(spot.frame for spot in spots)
    return entered


def _climb(frame: Any, ups: int) -> Any:
    for _ in range(ups):
        frame = frame.parent
    return frame


def lineage(frame: Any) -> list[Any]:
    """Return a frame and those around it, innermost first."""
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.parent
    return found


def _reader(base: Closure | None, ups: int, slot: int) -> Closure:
    if base is not None:
        return lambda c: _climb(base(c), ups).values[slot]
    if ups == 0:
        return lambda c: c.values[slot]
    if ups == 1:
        return lambda c: c.parent.values[slot]
    return lambda c: _climb(c.frame, ups).values[slot]


def _spell(path: Path) -> str:
    return ("/" if path.start == "root" else "") + "/".join(step.name or ".." for step in path.steps)
