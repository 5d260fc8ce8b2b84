"""What a chat cannot do, refused by name before a form is published, with what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from core.forms.controls import Control
from core.forms.model import Form, Repeat
from core.forms.problems import FormProblem
from core.forms.xform import ENTITIES, XForm, local

TYPES = {
    "odk:rank": "rank: ask for the first choice with select_one, then for the second",
    "rank": "rank: ask for the first choice with select_one, then for the second",
    "geotrace": "geotrace: ask for one place with geopoint",
    "geoshape": "geoshape: ask for one place with geopoint",
    "barcode": "barcode: ask for a photo with image, or for the number with text",
}
DEEPEST_REPEAT = 2


def refusals(xform: XForm, form: Form, controls: dict[str, Control]) -> Iterator[FormProblem]:
    """Yield a problem for each thing of a form that a chat cannot do."""
    for ref, bind in xform.binds.items():
        words = TYPES.get(bind.get("type", ""))
        if words:
            yield FormProblem(f"{_name(ref)} cannot be asked in a chat: {words}", column="type", ref=ref)
    for control in controls.values():
        if control.element.get("query"):
            yield _refused(
                control.ref, "select_one_external reads a file: put the choices on the choices sheet", "type"
            )
        if "search(" in control.appearance:
            yield _refused(control.ref, "search() reads a file: put the choices on the choices sheet", "appearance")
    yield from _lists(xform)
    yield from _actions(xform)
    for repeat in form.repeats:
        if isinstance(repeat, Repeat) and repeat.depth > DEEPEST_REPEAT:
            yield _refused(repeat.ref, "a repeat inside a repeat inside a repeat is too deep for a chat", "type")


def _lists(xform: XForm) -> Iterator[FormProblem]:
    for name, source in xform.external.items():
        if name == "__last-saved":
            continue
        words = f"the list {name} comes from a file ({source}): put the choices on the choices sheet"
        yield FormProblem(words, "survey", column="type")


def _actions(xform: XForm) -> Iterator[FormProblem]:
    for element in xform.set_values:
        ref = element.get("ref", "").strip()
        value = element.get("value", "")
        if "__last-saved" in value:
            yield _refused(ref, "last-saved is not known in a chat: use bind::lrp:prefill", "default")
        elif local(element) == "setgeopoint":
            yield _refused(ref, "a place cannot be read without asking: use geopoint", "type")
        elif "xforms-value-changed" in _event(element):
            yield _refused(ref, "trigger columns are not supported: use calculation alone", "trigger")
    yield from _background(xform)


def _background(xform: XForm) -> Iterator[FormProblem]:
    for ref, bind in xform.binds.items():
        if any(key.startswith(f"{{{ENTITIES}}}") for key in bind.attrib):
            yield _refused(ref, "entities (save_to) are not supported: leave the column out", "save_to")
    for below in xform.root.iter():
        if below.tag == f"{{{ENTITIES}}}entity" or local(below) == "entity":
            yield FormProblem("entities are not supported: leave the entities sheet out", "entities", 2)
        elif local(below) == "audit":
            yield FormProblem("audit has no meaning in a chat: leave the row out", "survey", ref=_ref_of(xform, below))


def _ref_of(xform: XForm, wanted: Element) -> str:
    return next((ref for ref in xform.binds if ref.endswith(f"/{local(wanted)}")), "")


def _event(element: Element) -> str:
    return " ".join(text for key, text in element.attrib.items() if key.rpartition("}")[2] == "event")


def _refused(ref: str, words: str, column: str) -> FormProblem:
    return FormProblem(f"{_name(ref)}: {words}", column=column, ref=ref)


def _name(ref: str) -> str:
    return ref.rpartition("/")[2]
