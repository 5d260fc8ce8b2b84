"""The body of an XForm: which nodes people are asked about, in which order and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.forms.xform import JAVAROSA, XForm, child, full_ref, local

CONTROLS = ("input", "select1", "select", "trigger", "range", "upload", "secret", "rank", "odk:rank")
RANGE = ("start", "end", "step")


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """What the body says about one node."""

    kind: str
    ref: str
    element: Element
    label: Element | None = None
    hint: Element | None = None
    appearance: str = ""
    count: str = ""
    fixed: bool = False
    media: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_controls(xform: XForm) -> tuple[dict[str, Control], list[str]]:
    """Return the controls by ref, and the refs in the order of the body, groups and repeats included."""
    reader = _Body(xform)
    reader.read(xform.body, f"/{local(xform.root)}")
    return reader.controls, list(reader.controls)


class _Body:
    def __init__(self, xform: XForm) -> None:
        self.xform = xform
        self.controls: dict[str, Control] = {}

    def read(self, parent: Element, base: str) -> None:
        for element in parent:
            name = local(element)
            if name == "group":
                self.group(element, base)
            elif name == "repeat":
                self.repeat(element, None, base)
            elif name in CONTROLS:
                self.add(self.question(element, name, base))

    def ref(self, element: Element, base: str) -> str:
        """A control names its node by path, or by the id of a bind."""
        named = self.xform.bind_ids.get(element.get("bind", ""), element.get("bind", ""))
        return full_ref(element.get("ref", "") or named, base)

    def group(self, element: Element, base: str) -> None:
        repeat = child(element, "repeat")
        if repeat is not None:
            self.repeat(repeat, element, base)
            return
        ref = self.ref(element, base)
        if ref:
            label, appearance = child(element, "label"), element.get("appearance", "")
            self.add(Control("group", ref, element, label=label, appearance=appearance))
        self.read(element, ref or base)

    def repeat(self, repeat: Element, group: Element | None, base: str) -> None:
        ref = full_ref(repeat.get("nodeset", ""), base)
        around = repeat if group is None else group
        self.add(
            Control(
                "repeat",
                ref,
                repeat,
                label=child(around, "label"),
                appearance=repeat.get("appearance", "") or around.get("appearance", ""),
                count=repeat.get(f"{{{JAVAROSA}}}count", "").strip(),
                fixed=bool(repeat.get(f"{{{JAVAROSA}}}noAddRemove")),
            )
        )
        self.read(repeat, ref)

    def question(self, element: Element, name: str, base: str) -> Control:
        return Control(
            name.rpartition(":")[2],
            self.ref(element, base),
            element,
            label=child(element, "label"),
            hint=child(element, "hint"),
            appearance=element.get("appearance", ""),
            media=element.get("mediatype", ""),
            parameters={key: element.get(key, "") for key in RANGE if element.get(key)},
        )

    def add(self, control: Control) -> None:
        self.controls.setdefault(control.ref, control)
