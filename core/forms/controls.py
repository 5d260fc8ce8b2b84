"""The body of an XForm: which nodes people are asked about, in which order and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.forms.xform import JAVAROSA, XForm, child, local

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
    controls: dict[str, Control] = {}
    order: list[str] = []
    _read(xform.body, controls, order)
    return controls, order


def _read(parent: Element, controls: dict[str, Control], order: list[str]) -> None:
    for element in parent:
        name = local(element)
        if name == "group":
            _read_group(element, controls, order)
        elif name in CONTROLS:
            _add(_question(element, name), controls, order)


def _read_group(element: Element, controls: dict[str, Control], order: list[str]) -> None:
    repeat = child(element, "repeat")
    label, appearance = child(element, "label"), element.get("appearance", "")
    if repeat is not None:
        ref = repeat.get("nodeset", "").strip()
        control = Control(
            "repeat",
            ref,
            repeat,
            label=label,
            appearance=repeat.get("appearance", "") or appearance,
            count=repeat.get(f"{{{JAVAROSA}}}count", "").strip(),
            fixed=bool(repeat.get(f"{{{JAVAROSA}}}noAddRemove")),
        )
        _add(control, controls, order)
        _read(repeat, controls, order)
        return
    ref = element.get("ref", "").strip()
    if ref:
        _add(Control("group", ref, element, label=label, appearance=appearance), controls, order)
    _read(element, controls, order)


def _question(element: Element, name: str) -> Control:
    return Control(
        name.rpartition(":")[2],
        (element.get("ref", "") or element.get("bind", "")).strip(),
        element,
        label=child(element, "label"),
        hint=child(element, "hint"),
        appearance=element.get("appearance", ""),
        media=element.get("mediatype", ""),
        parameters={key: element.get(key, "") for key in RANGE if element.get(key)},
    )


def _add(control: Control, controls: dict[str, Control], order: list[str]) -> None:
    if control.ref not in controls:
        order.append(control.ref)
    controls.setdefault(control.ref, control)
