"""A filled-in form as OpenRosa XML, the record of truth: what is not relevant is not in it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from core.forms.frames import Frame
from core.forms.model import Node, Question, Repeat
from core.forms.preload import ending
from core.forms.view import NodeView, View
from core.forms.xform import XFORMS

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def submission_xml(view: View) -> str:
    """Return the submission of a view; values keep their text but for characters that XML cannot hold."""
    return "".join(_Writer(view).element(view.form.root, view.root))


def clean(text: str) -> str:
    """Return a text without the characters XML cannot hold."""
    return ILLEGAL.sub("", text)


class _Writer:
    def __init__(self, view: View) -> None:
        self.view = view
        self.prefixes = {uri: prefix for prefix, uri in view.form.namespaces.items() if prefix}
        namespace = view.form.root.namespace
        self.default_namespace = "" if namespace == XFORMS else namespace
        self.unsaid = (self.default_namespace, XFORMS)

    def element(self, node: Node, frame: Frame) -> list[str]:
        if isinstance(node, Repeat):
            return [part for inner in frame.children.get(node.ref, ()) for part in self.one(node, inner)]
        return self.one(node, frame)

    def one(self, node: Node, frame: Frame) -> list[str]:
        if not frame.relevant[node.slot]:
            return []
        name = self.name(node)
        opening = f"{name}{self.attributes(node)}"
        inside: list[str] = []
        if isinstance(node, Question):
            found = NodeView(self.view, frame, node)
            value = ending(node, self.view.env) or found.value
            inside = [escape(clean(value), {"\r": "&#13;"})] if value else []
        else:
            for child in node.children:
                inside.extend(self.element(child, frame))
        return [f"<{opening}>", *inside, f"</{name}>"] if inside else [f"<{opening}/>"]

    def name(self, node: Node) -> str:
        prefix = self.prefixes.get(node.namespace, "")
        return f"{prefix}:{node.name}" if prefix and node.namespace not in self.unsaid else node.name

    def attributes(self, node: Node) -> str:
        parts = []
        if not node.parent:
            if self.default_namespace:
                parts.append(f" xmlns={quoteattr(self.default_namespace)}")
            used = self.used_namespaces(node)
            parts.extend(f" xmlns:{self.prefixes[uri]}={quoteattr(uri)}" for uri in used)
        for key, text in node.attributes.items():
            namespace, _, name = key.lstrip("{").rpartition("}")
            prefix = self.prefixes.get(namespace, "") if namespace else ""
            parts.append(
                f" {prefix}:{name}={quoteattr(clean(text))}" if prefix else f" {name}={quoteattr(clean(text))}"
            )
        return "".join(parts)

    def used_namespaces(self, node: Node) -> list[str]:
        found = {below.namespace for below in self.view.form.nodes.values()}
        for below in self.view.form.nodes.values():
            found |= {key.lstrip("{").rpartition("}")[0] for key in below.attributes}
        return sorted(uri for uri in found if uri and uri not in self.unsaid and uri in self.prefixes)
