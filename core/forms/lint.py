"""Find what is allowed and still wrong: choices that do not exist, questions nobody can answer or ever sees."""

from __future__ import annotations

from collections.abc import Iterator

from core.forms.compile import Compilation
from core.forms.model import FALLBACK_WORDING, Form, Formula, Node, Question, Repeat, Wording
from core.forms.places import Place
from core.forms.problems import FormProblem
from core.forms.satisfiable import can_be_satisfied
from core.xpath.function_texts import compile_pattern
from core.xpath.parser import parse_expression
from core.xpath.syntax import Binary, Call, Expression, ExpressionError, Path, Text, operands, parts_of
from core.xpath.values import EvaluationError

Columns = tuple[tuple[str, Formula | None], ...]


def lint(compilation: Compilation, form: Form) -> Iterator[FormProblem]:
    """Yield problems and warnings of a form whose expressions can all be compiled."""
    yield from _languages(form)
    for node in form.nodes.values():
        place = compilation.places[node.ref]
        for column, formula in columns_of(node):
            if formula is not None:
                yield from _formula(compilation, form, place, column, formula)
        if isinstance(node, Question):
            yield from _question(node)
            yield from _translations(form, node)


def columns_of(node: Node) -> Columns:
    """Return the formulas of a node by the name of their column."""
    found: Columns = (("relevant", node.relevant), ("readonly", node.readonly))
    if isinstance(node, Question):
        found += (("required", node.required), ("constraint", node.constraint), ("calculation", node.calculate))
    if isinstance(node, Repeat):
        found += (("repeat_count", node.count),)
    return found


def _languages(form: Form) -> Iterator[FormProblem]:
    for code, name in form.language_names.items():
        if code == name and name != "default":
            words = f'the language "{name}" has no code: write its code behind it, as in "English (en)"'
            yield FormProblem(words, "survey", 1)
    if not form.version:
        yield FormProblem("the form has no version", "settings", 2, "version", warning=True)


def _formula(
    compilation: Compilation, form: Form, place: Place, column: str, formula: Formula
) -> Iterator[FormProblem]:
    tree = parse_expression(formula.source)
    for part in _all_parts(tree):
        for path, name in _choices_named(part):
            question = _target(compilation, form, place, path)
            if question is None or question.choices is None or question.choices.all == () or not name:
                continue
            if name not in {choice.name for choice in question.choices.all}:
                words = f"{question.name} has no choice {name!r}"
                yield FormProblem(f"{column} of {place.name}: {words}", column=column, ref=place.ref)
        yield from _pattern(part, place, column)
    clash = _never(tree, compilation, form, place)
    if column == "relevant" and clash:
        yield FormProblem(f"{place.name} is never asked: {clash}", column=column, ref=place.ref, warning=True)


def _pattern(part: Expression, place: Place, column: str) -> Iterator[FormProblem]:
    if isinstance(part, Call) and part.name == "regex" and isinstance(part.arguments[1], Text):
        try:
            compile_pattern(part.arguments[1].value)
        except EvaluationError as error:
            yield FormProblem(f"{column} of {place.name}: {error}", column=column, ref=place.ref)


def _all_parts(tree: Expression) -> Iterator[Expression]:
    yield tree
    for part in parts_of(tree):
        if not isinstance(tree, Path):
            yield from _all_parts(part)


def _choices_named(part: Expression) -> Iterator[tuple[Path, str]]:
    """Yield (question, choice) for `selected(${a}, 'x')`, `${a} = 'x'` and `${a} != 'x'`."""
    match part:
        case Call("selected", (Path() as path, Text(name))):
            yield path, name.strip()
        case Binary("=" | "!=", Path() as path, Text(name)) | Binary("=" | "!=", Text(name), Path() as path):
            yield path, name


def _target(compilation: Compilation, form: Form, place: Place, path: Path) -> Question | None:
    if path.start == "instance":
        return None
    try:
        target = compilation.formulas.paths(place).resolve(path).target
    except ExpressionError:
        return None
    node = form.nodes.get(target.ref) if target else None
    return node if isinstance(node, Question) else None


def _never(tree: Expression, compilation: Compilation, form: Form, place: Place) -> str:
    """Return why a condition can never hold: one question that would need two answers at once."""
    wanted: dict[str, str] = {}
    for part in operands(tree, "and"):
        if isinstance(part, Binary) and part.operator == "=":
            for path, name in _choices_named(part):
                question = _target(compilation, form, place, path)
                if question is not None and wanted.setdefault(question.ref, name) != name:
                    return f"{question.name} cannot be {wanted[question.ref]!r} and {name!r}"
    return ""


def _question(node: Question) -> Iterator[FormProblem]:
    if node.choices is not None and not node.choices.all and node.choices.find is None:
        yield FormProblem(f"{node.name} has no choices", column="type", ref=node.ref)
    must = node.required is not None and node.required.constant is True
    fixed = node.asked and node.readonly is not None and node.readonly.constant is True
    if must and fixed and node.type != "note" and not node.default and node.calculate is None:
        yield FormProblem(f"{node.name} must be answered but is readonly", column="required", ref=node.ref)
    if node.type == "note" and must:
        yield FormProblem(f"{node.name} is a note and cannot be required", column="required", ref=node.ref)
    if node.constraint is not None and not can_be_satisfied(node):
        yield FormProblem(f"no answer to {node.name} can satisfy its constraint", column="constraint", ref=node.ref)


def _translations(form: Form, node: Question) -> Iterator[FormProblem]:
    texts = {"label": node.label, "hint": node.hint, "constraint_message": node.constraint_message}
    for column, wording in texts.items():
        for language in _missing(form, wording):
            words = f"{column} of {node.name} is missing in {form.language_names.get(language, language)}"
            yield FormProblem(words, column=f"{column}::{language}", ref=node.ref, warning=True)


def _missing(form: Form, wording: Wording | None) -> list[str]:
    if wording is None or len(form.languages) < 2 or "default" in wording.languages:
        return []
    said = {language for language in form.languages if _says(wording, language)}
    # A hint that nobody wrote is there all the same when the question has a guidance hint.
    return [language for language in form.languages if language not in said] if said else []


def _says(wording: Wording, language: str) -> bool:
    return wording.languages.get(language, {}).get("long", ()) not in ((), (FALLBACK_WORDING,))
