"""Compile the expressions of binds, actions and choice lists in the place where each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from core.forms.items import Item, column_texts
from core.forms.model import Choice, Choices, Formula
from core.forms.paths import FormPaths
from core.forms.places import Place
from core.forms.problems import FormProblem
from core.forms.xform import XForm, child, local
from core.xpath.compiler import Compiler
from core.xpath.functions import FUNCTIONS, Code
from core.xpath.parser import parse_expression
from core.xpath.syntax import Call, Expression, ExpressionError, Path, Step, parts_of
from core.xpath.values import Closure, LabelOf, to_text

if TYPE_CHECKING:
    from core.forms.controls import Control
    from core.forms.wordings import Wordings

COLUMNS = {"calculate": "calculation"}
CONSTANTS = {"true()": True, "false()": False}


class Formulas:
    """Makes formulas for the places of one form; what is wrong goes to `problems`."""

    wordings: Wordings
    controls: dict[str, Control]

    def __init__(self, xform: XForm, root: Place, places: dict[str, Place], problems: list[FormProblem]) -> None:
        self.root = root
        self.places = places
        self.problems = problems
        self.instances = {name: Item(element) for name, element in xform.instances.items()}
        self.external = xform.external
        self._choices: dict[str, Choices | None] = {}

    def paths(self, place: Place) -> FormPaths:
        """Return the paths as seen from a place."""
        return FormPaths(self.root, place, self.instances, self._choice_label)

    def boolean(self, bind: Element | None, name: str, place: Place) -> Formula | None:
        """Return the formula of a condition of a bind, None where there is none; constants keep their value."""
        source = "" if bind is None else bind.get(name, "").strip()
        if not source:
            return None
        return self._formula(source, place, name, lambda compiler, tree: Code(compiler.boolean(tree), "boolean"))

    def value(self, bind: Element | None, name: str, place: Place) -> Formula | None:
        """Return the formula of a value of a bind."""
        source = "" if bind is None else bind.get(name, "").strip()
        return self.text_formula(source, place, name) if source else None

    def text_formula(self, source: str, place: Place, column: str) -> Formula | None:
        """Return the formula of an expression given as text, None (and a problem) when it cannot be used."""
        return self._formula(source, place, column, lambda compiler, tree: compiler.code(tree))

    def _formula(self, source: str, place: Place, column: str, make: Any) -> Formula | None:
        paths = self.paths(place)
        try:
            tree = parse_expression(source)
            run = make(Compiler(paths), tree).run
        except ExpressionError as error:
            name = COLUMNS.get(column, column)
            words = f"{name} of {place.name}: {error} (in: {source})"
            self.problems.append(FormProblem(words, column=name, ref=place.ref))
            return None
        constant = CONSTANTS.get(source.replace(" ", ""))
        return Formula(source, run, frozenset(paths.reads), is_volatile(tree), constant)

    def output(self, element: Element, place: Place) -> Closure | str:
        """Return a closure that gives the text of an `output` element."""
        source = element.get("value", "") or element.get("ref", "")
        formula = self._formula(source, place, "label", lambda compiler, tree: Code(compiler.text(tree), "text"))
        return formula.run if formula else ""

    def choices(self, control: Control, place: Place) -> Choices | None:
        """Return the choices of a select, fixed or filtered."""
        if control.ref not in self._choices:
            self._choices[control.ref] = None  # a label that asks for its own choice list finds none
            itemset = child(control.element, "itemset")
            if itemset is None:
                self._choices[control.ref] = self._written_out(control, place)
            else:
                self._choices[control.ref] = self._itemset(itemset, place)
        return self._choices[control.ref]

    def _written_out(self, control: Control, place: Place) -> Choices:
        found = []
        for item in control.element:
            if local(item) == "item":
                value = child(item, "value")
                name = "" if value is None else (value.text or "").strip()
                found.append(Choice(name, self.wordings.element(child(item, "label"), place)))
        return Choices(tuple(found))

    def _itemset(self, itemset: Element, place: Place) -> Choices | None:
        source = itemset.get("nodeset", "").strip()
        value, label = child(itemset, "value"), child(itemset, "label")
        value_name = "name" if value is None else value.get("ref", "name").strip()
        label_ref = "" if label is None else label.get("ref", "").strip()
        paths = self.paths(place)
        try:
            tree = parse_expression(source)
            path = tree.arguments[0] if isinstance(tree, Call) and tree.arguments else tree
            if not isinstance(path, Path):
                raise ExpressionError("is no list of choices")
            if path.start == "instance" and path.instance in self.external:
                raise ExpressionError(f"choices from a file ({path.instance}) cannot be used in a chat")
            run = Compiler(paths).nodes(tree).run
        except ExpressionError as error:
            words = f"choices of {place.name}: {error} (in: {source})"
            self.problems.append(FormProblem(words, column="choice_filter", ref=place.ref))
            return None
        reads = frozenset(paths.reads)
        if path.start != "instance":
            return Choices((), self._from_repeat(run, path, value_name, label_ref), reads)
        items = _plain_items(self.instances[path.instance], path)
        made = {id(item): self._choice(item, value_name, label_ref, place) for item in items}
        everything = tuple(made[id(item)] for item in items)
        if isinstance(tree, Path) and not any(step.predicates for step in path.steps):
            return Choices(everything, None, reads, path.instance)
        return Choices(everything, _finder(run, made), reads, path.instance)

    def _choice(self, item: Item, value: str, label: str, place: Place) -> Choice:
        columns = column_texts(item)
        if label.startswith("jr:itext("):
            column = label[len("jr:itext(") :].rstrip(") ").strip()
            wording = self.wordings.by_id(columns.get(column, ""), place)
        else:
            wording = self.wordings.plain(columns.get(label, columns.get(value, "")))
        return Choice(columns.get(value, ""), wording, columns)

    def _from_repeat(self, run: Closure, path: Path, value: str, label: str) -> Closure:
        place = self.paths(self.root).resolve(_without_predicates(path)).target if path.start == "root" else None
        value_slot = place.children[value].slot if place and value in place.children else 0
        label_slot = place.children[label].slot if place and label in place.children else value_slot

        def find(c: Any) -> tuple[Choice, ...]:
            found = []
            for spot in run(c):
                name = to_text(spot.frame.values[value_slot])
                found.append(Choice(name, self.wordings.plain(to_text(spot.frame.values[label_slot]))))
            return tuple(found)

        return find

    def _choice_label(self, question: str, here: Place) -> LabelOf | None:
        try:
            path = parse_expression(question.strip())
            place = self.paths(here).resolve(path).target if isinstance(path, Path) else None
        except ExpressionError:
            return None
        control = self.controls.get(place.ref) if place else None
        if control is None or place is None or control.kind not in ("select1", "select", "rank"):
            return None

        def label(c: Any, name: str) -> str:
            choices = self.choices(control, place)
            for choice in choices.all if choices else ():
                if choice.name == name:
                    return self.wordings.say(choice.wording, c)
            return ""

        return label


def _finder(run: Closure, made: dict[int, Choice]) -> Closure:
    def find(c: Any) -> tuple[Choice, ...]:
        return tuple(made[id(spot.item)] for spot in run(c))

    return find


def _plain_items(root: Item, path: Path) -> list[Item]:
    items = [root]
    for step in path.steps[1:]:
        items = [found for item in items for found in item.named(step.name)]
    return items


def _without_predicates(path: Path) -> Path:
    return Path(path.start, tuple(Step(step.axis, step.name) for step in path.steps), path.instance)


def is_volatile(tree: Expression) -> bool:
    """Return whether an expression gives something new at each evaluation: once(), uuid(), random()."""
    if isinstance(tree, Call) and tree.name in FUNCTIONS and FUNCTIONS[tree.name].volatile:
        return True
    return any(is_volatile(part) for part in parts_of(tree))
