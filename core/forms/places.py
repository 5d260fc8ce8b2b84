"""The skeleton of a form while it is compiled: where each node stands, before any expression is understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.forms.xform import JAVAROSA, XForm, local

TEMPLATE = f"{{{JAVAROSA}}}template"
PLAIN_TEXT = ("string", "text", "select1", "select", "")


@dataclass(slots=True, eq=False)
class Place:
    """A node of the primary instance; a repeat opens a frame of its own, in which it has slot 0."""

    name: str
    ref: str
    parent: Place | None
    element: Element
    is_repeat: bool = False
    slot: int = 0
    children: dict[str, Place] = field(default_factory=dict)
    at_start: list[Element] = field(default_factory=list)
    is_text: bool = False

    @property
    def frame(self) -> Place:
        """The repeat (or root) in whose frame this node stands."""
        place = self
        while not place.is_repeat and place.parent is not None:
            place = place.parent
        return place

    @property
    def gives_default(self) -> bool:
        """Whether its text is a default; in a repeat without a template it belongs to the first instance alone."""
        frame = self.frame
        return not len(self.element) and (not frame.is_repeat or frame.element.get(TEMPLATE) is not None)

    @property
    def frames(self) -> list[Place]:
        """The frames around this node, outermost (the root) first."""
        frame = self.frame
        return [frame] if frame.parent is None else [*frame.parent.frames, frame]

    @property
    def line(self) -> list[Place]:
        """The nodes from the root to this one."""
        return [self] if self.parent is None else [*self.parent.line, self]

    def walk(self) -> Iterator[Place]:
        """Yield this node and all below, in document order."""
        yield self
        for place in self.children.values():
            yield from place.walk()


def build_places(xform: XForm) -> tuple[Place, dict[str, int]]:
    """Return the root of the skeleton and the number of slots of each frame, by ref ('' for the root)."""
    sizes: dict[str, int] = {}
    root = _build(xform, xform.root, None, sizes)
    return root, sizes


def _build(xform: XForm, element: Element, parent: Place | None, sizes: dict[str, int]) -> Place:
    name = local(element)
    ref = f"{parent.ref if parent else ''}/{name}"
    place = Place(name, ref, parent, element, is_repeat=ref in xform.repeats)
    key = frame_key(place)
    place.slot = sizes.get(key, 0)
    sizes[key] = place.slot + 1
    bind = xform.binds.get(ref)
    place.is_text = bind is None or (bind.get("type", "") in PLAIN_TEXT and bind.get("calculate") is None)
    for found in element:
        _add_child(xform, place, found, sizes)
    return place


def _add_child(xform: XForm, place: Place, found: Element, sizes: dict[str, int]) -> None:
    name = local(found)
    known = place.children.get(name)
    is_template = found.get(TEMPLATE) is not None
    if known is None:
        known = place.children[name] = _build(xform, found, place, sizes)
    if known.is_repeat and not is_template:
        known.at_start.append(found)


def frame_key(place: Place) -> str:
    """Return the ref of the repeat a node's frame belongs to, '' for the form itself."""
    frame = place.frame
    return frame.ref if frame.is_repeat else ""
