"""The order in which nodes are derived: what an expression reads comes before it; circles are a problem of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from core.forms.model import Formula, Node, Question, Repeat
from core.forms.problems import FormProblem


def evaluation_order(nodes: Mapping[str, Node]) -> tuple[tuple[Node, ...], list[FormProblem]]:
    """Return the nodes so that each comes after what it reads, and the circles found.

    With a circle the order falls back to that of the document, which is as good as any.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    problems: list[FormProblem] = []
    for ref, node in nodes.items():
        before = needs(node, nodes)
        if ref in before or "." in before:
            problems.append(FormProblem(f"{node.name} depends on itself", ref=ref))
        sorter.add(ref, *(before - {ref, "."}))
    try:
        return tuple(nodes[ref] for ref in sorter.static_order()), problems
    except CycleError as error:
        names = " → ".join(ref.rpartition("/")[2] for ref in error.args[1])
        problems.append(FormProblem(f"these depend on each other in a circle: {names}", ref=error.args[1][0]))
        return tuple(nodes.values()), problems


def needs(node: Node, nodes: Mapping[str, Node]) -> set[str]:
    """Return the refs that must be derived before a node."""
    found: set[str] = set()
    if node.parent:
        found.add(node.parent)
    for formula in formulas_of(node):
        found |= formula.reads
    if isinstance(node, Question) and node.choices and node.choices.find:
        found |= node.choices.reads - {node.ref, "."}
    return {ref for ref in found if ref in nodes or ref == "."}


def formulas_of(node: Node) -> Iterable[Formula]:
    """Yield the formulas that count for the order (a constraint may read its own question and does not)."""
    if node.relevant:
        yield node.relevant
    if node.required:
        yield node.required
    if node.readonly:
        yield node.readonly
    if isinstance(node, Repeat) and node.count:
        yield node.count
    if isinstance(node, Question) and node.calculate:
        yield node.calculate
