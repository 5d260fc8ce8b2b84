"""Compile an XForm into a Form: every expression becomes a closure once, every text its pieces.

All problems are gathered and raised together; `problems` lets the lint have them without an exception.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from core.forms.controls import Control, read_controls
from core.forms.formulas import Formulas
from core.forms.model import Action, Choices, Form, Group, Node, Question, Repeat
from core.forms.order import evaluation_order
from core.forms.places import Place, build_places, frame_key
from core.forms.problems import FormProblem, FormProblems
from core.forms.wordings import Wordings, language_codes
from core.forms.xform import EVENTS, JAVAROSA, KNOWN, ODK, XForm, full_ref, local, read_xform

TYPES = {"int": "integer", "integer": "integer", "decimal": "decimal", "text": "string", "": "string"}
DATA = {"integer": "int", "text": "string", "": "string", "select1": "string", "select": "string"}


def compile_form(xml: str) -> Form:
    """Return the form an XForm document describes; FormProblems names everything that keeps it from running."""
    form, problems = compile_with_problems(xml)
    if problems or form is None:
        raise FormProblems(problems)
    return form


def compile_with_problems(xml: str) -> tuple[Form | None, list[FormProblem]]:
    """Return the form, broken expressions left out, and its problems; FormProblems when it is no XForm at all."""
    return Compilation(read_xform(xml)).form()


def bind_attribute(bind: Element | None, name: str, namespace: str = "") -> str:
    """Return an attribute of a bind, '' when it is not there."""
    if bind is None:
        return ""
    return bind.get(f"{{{namespace}}}{name}" if namespace else name, "").strip()


class Compilation:
    def __init__(self, xform: XForm) -> None:
        self.xform = xform
        self.problems: list[FormProblem] = []
        self.root, self.sizes = build_places(xform)
        self.places = {place.ref: place for place in self.root.walk()}
        self.codes, self.default = language_codes(xform)
        self.formulas = Formulas(xform, self.root, self.places, self.problems)
        self.wordings = Wordings(xform, self.codes, self.formulas)
        self.formulas.wordings = self.wordings
        self.controls, self.body = read_controls(xform)
        self.formulas.controls = self.controls

    def form(self) -> tuple[Form | None, list[FormProblem]]:
        for ref in self.xform.binds:
            if ref not in self.places:
                self.problems.append(FormProblem(f"{ref} has rules but is not in the form", ref=ref))
        root = self.node(self.root)
        nodes = {node.ref: node for node in _walk(root)}
        order, cycles = evaluation_order(nodes)
        self.problems.extend(cycles)
        assert isinstance(root, Group)
        form = Form(
            form_id=self.xform.root.get("id", "") or self.xform.root.tag.rpartition("}")[2],
            version=self.xform.root.get("version", ""),
            title=self.xform.title,
            languages=tuple(self.codes.values()),
            language_names={code: name for name, code in self.codes.items()},
            default_language=self.default,
            namespaces=dict(self.xform.namespaces),
            root=root,
            nodes=nodes,
            body=tuple(ref for ref in self.body if ref in nodes),
            order=order,
            actions=self.actions(),
            instances=self.formulas.instances,
            frame_sizes=self.sizes,
        )
        return form, self.problems

    def node(self, place: Place) -> Node:
        control = self.controls.get(place.ref)
        bind = self.xform.binds.get(place.ref)
        common: dict[str, Any] = {
            "ref": place.ref,
            "name": place.name,
            "parent": place.parent.ref if place.parent else "",
            "frame": frame_key(place),
            "slot": place.slot,
            "depth": len(place.frames) - 1,
            "relevant": self.formulas.boolean(bind, "relevant", place),
            "required": self.formulas.boolean(bind, "required", place),
            "readonly": self.formulas.boolean(bind, "readonly", place),
            "label": self.wordings.element(control.label if control else None, place),
            "appearance": control.appearance if control else "",
            "namespace": place.element.tag.rpartition("}")[0].lstrip("{"),
            "attributes": {
                key: text for key, text in place.element.attrib.items() if not key.startswith(f"{{{JAVAROSA}}}")
            },
        }
        if place.is_repeat:
            return self.repeat(place, control, common)
        if place.children or place is self.root:
            return Group(**common, children=tuple(self.node(found) for found in place.children.values()))
        return self.question(place, control, bind, common)

    def repeat(self, place: Place, control: Control | None, common: dict[str, Any]) -> Repeat:
        return Repeat(
            **common,
            children=tuple(self.node(found) for found in place.children.values()),
            count=self.formulas.text_formula(control.count, place, "repeat_count")
            if control and control.count
            else None,
            at_start=len(place.at_start),
            fixed=bool(control and control.fixed),
            start_answers=tuple(_texts_below(found, place.ref) for found in place.at_start),
        )

    def question(self, place: Place, control: Control | None, bind: Element | None, common: dict[str, Any]) -> Question:
        data = bind_attribute(bind, "type").removeprefix("xsd:")
        kind = control.kind if control and control.kind != "group" else ""
        calculate = self.formulas.value(bind, "calculate", place)
        return Question(
            **common,
            type=_type(kind, TYPES.get(data, data), common["readonly"], calculated=calculate is not None),
            data=DATA.get(data, data),
            control=kind,
            constraint=self.formulas.boolean(bind, "constraint", place),
            calculate=calculate,
            hint=self.wordings.element(control.hint if control else None, place),
            constraint_message=self.wordings.message(bind_attribute(bind, "constraintMsg", JAVAROSA), place),
            required_message=self.wordings.message(bind_attribute(bind, "requiredMsg", JAVAROSA), place),
            default=(place.element.text or "").strip() if place.gives_default else "",
            preload=bind_attribute(bind, "preload", JAVAROSA),
            preload_parameter=bind_attribute(bind, "preloadParams", JAVAROSA),
            choices=self.choices(control, place),
            media=control.media if control else "",
            hints=_hints(bind),
            parameters=dict(control.parameters) if control else {},
        )

    def choices(self, control: Control | None, place: Place) -> Choices | None:
        if control is None or control.kind not in ("select1", "select", "rank"):
            return None
        return self.formulas.choices(control, place)

    def actions(self) -> tuple[Action, ...]:
        found: list[Action] = []
        for element in self.xform.set_values:
            ref = element.get("ref", "") or self.xform.bind_ids.get(element.get("bind", ""), "")
            place = self.places.get(full_ref(ref, self.root.ref))
            events = (element.get("event", "") or element.get(f"{{{EVENTS}}}event", "")).split()
            if local(element) != "setvalue" or place is None:
                self.problems.append(FormProblem(f"this action is not supported: {local(element)} {ref}", ref=ref))
                continue
            source = element.get("value") or (f"'{element.text}'" if element.text else "")
            formula = self.formulas.text_formula(source, place, "default") if source else None
            found.extend(Action(event.rpartition(":")[2], place.ref, formula) for event in events)
        return tuple(found)


def _type(kind: str, data: str, readonly: Any, *, calculated: bool) -> str:
    if kind in ("select1", "select", "rank", "trigger", "range"):
        return kind
    if kind == "input" and data == "string" and readonly is not None and readonly.constant and not calculated:
        return "note"
    return data


def _hints(bind: Element | None) -> dict[str, str]:
    """The attributes in a namespace that is none of the standard's: ours, by local name."""
    found = {}
    for key, text in (bind.attrib if bind is not None else {}).items():
        namespace, _, name = key.lstrip("{").rpartition("}")
        if namespace and namespace not in (*KNOWN, ODK):
            found[name] = text
    return found


def _texts_below(element: Element, ref: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for below in element:
        inner = f"{ref}/{local(below)}"
        if len(below):
            found |= _texts_below(below, inner)
        elif below.text and below.text.strip():
            found[inner] = below.text.strip()
    return found


def _walk(node: Node) -> list[Node]:
    return [node, *(found for below in node.children for found in _walk(below))]
