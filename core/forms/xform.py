"""Read an XForm document into plain parts: instance, binds, texts and controls, with nothing interpreted yet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from core.forms.problems import FormProblem, FormProblems

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
ODK = "http://www.opendatakit.org/xforms"
OPENROSA = "http://openrosa.org/xforms"
EVENTS = "http://www.w3.org/2001/xml-events"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
KNOWN = (XFORMS, XHTML, JAVAROSA, ODK, OPENROSA, EVENTS, ENTITIES)
LARGEST = 20 * 1024 * 1024  # characters


@dataclass(slots=True)
class XForm:
    """The parts of a document; elements are as they stand in it."""

    title: str
    root: Element
    binds: dict[str, Element]
    texts: dict[str, dict[str, dict[str, Element]]]
    default_language: str
    instances: dict[str, Element]
    external: dict[str, str]
    set_values: list[Element]
    body: Element
    namespaces: Mapping[str, str] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    bind_ids: Mapping[str, str] = field(default_factory=dict)


def full_ref(ref: str, base: str) -> str:
    """Return a ref from the root; a relative one starts at `base`."""
    plain = ref.strip()
    return plain if plain.startswith("/") or not plain else f"{base}/{plain}"


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that local name."""
    return next((found for found in element if local(found) == name), None)


def read_xform(xml: str) -> XForm:
    """Return the parts of an XForm; FormProblems when it is no XForm."""
    if len(xml) > LARGEST:
        raise FormProblems([FormProblem("the form is too large")])
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise FormProblems([FormProblem("a form must not declare entities")])
    try:
        document, namespaces = _parse(xml)
        return _parts(document, namespaces)
    except (ElementTree.ParseError, ValueError) as error:
        raise FormProblems([FormProblem(f"this is no XForm: {error}")]) from error


def _parse(xml: str) -> tuple[Element, dict[str, str]]:
    namespaces: dict[str, str] = {}
    document = None
    source = io.BytesIO(xml.encode("utf-8"))
    for event, found in ElementTree.iterparse(source, ("start-ns", "end")):  # noqa: S314 - entities were refused
        if event == "start-ns":
            namespaces.setdefault(*found)
        else:
            document = found
    if document is None:
        raise ValueError("it is empty")
    return document, namespaces


def _parts(document: Element, namespaces: Mapping[str, str]) -> XForm:
    head, body = child(document, "head"), child(document, "body")
    model = None if head is None else child(head, "model")
    if head is None or body is None or model is None:
        raise ValueError("head, model or body is missing")
    title = child(head, "title")
    instances = [element for element in model if local(element) == "instance"]
    if not instances or not len(instances[0]):
        raise ValueError("it has no instance")
    base = f"/{local(instances[0][0])}"
    texts, default = _texts(child(model, "itext"))
    return XForm(
        title="" if title is None else (title.text or "").strip(),
        root=instances[0][0],
        binds={full_ref(bind.get("nodeset", ""), base): bind for bind in model if local(bind) == "bind"},
        bind_ids={bind.get("id", ""): full_ref(bind.get("nodeset", ""), base) for bind in model if bind.get("id")},
        texts=texts,
        default_language=default,
        instances={found.get("id", ""): found[0] for found in instances[1:] if len(found)},
        external={found.get("id", ""): found.get("src", "") for found in instances[1:] if found.get("src")},
        set_values=[element for element in document.iter() if local(element) in ("setvalue", "setgeopoint")],
        body=body,
        namespaces=namespaces,
        repeats=frozenset(
            full_ref(found.get("nodeset", ""), base) for found in body.iter() if local(found) == "repeat"
        ),
    )


def _texts(itext: Element | None) -> tuple[dict[str, dict[str, dict[str, Element]]], str]:
    texts: dict[str, dict[str, dict[str, Element]]] = {}
    default = ""
    for translation in itext if itext is not None else ():
        language = translation.get("lang", "")
        if not default or translation.get("default"):
            default = language
        for text in translation:
            values = {value.get("form", "long"): value for value in text if local(value) == "value"}
            texts.setdefault(text.get("id", ""), {})[language] = values
    return texts, default


def pieces_of(element: Element) -> Iterator[str | Element]:
    """Yield the texts and the `output` elements of a label, in order."""
    if element.text:
        yield element.text
    for found in element:
        if local(found) == "output":
            yield found
        else:
            yield from pieces_of(found)
        if found.tail:
            yield found.tail
