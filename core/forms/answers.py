"""Giving answers: the first ones of a new form, checking one before it is kept, repeats added and removed.

Answers are an ordinary mapping of texts by ref; every function here returns a new one and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.forms.datatypes import fits, offered_names, read_value, stored, written
from core.forms.derive import derive
from core.forms.model import Env, Form, Node, Question, Repeat, generic
from core.forms.plan import FAILURES, Answers, instance_ids, tail_of
from core.forms.preload import preloaded
from core.forms.view import NodeView, View

FIRST_LOAD = "odk-instance-first-load"
AT_START = (FIRST_LOAD, "odk-instance-load", "xforms-ready")
NEW_REPEAT = "odk-new-repeat"
DEEPEST_REPEATS = 4


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is not kept.

    kind: `type`, `required`, `constraint`, `choice`, `readonly`, `irrelevant` or `unknown`; `message` is the
    author's own text for it in the language of the env, '' when the form has none.
    """

    kind: str
    ref: str
    value: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What became of an answer: the answers now and their view; `refusal` when nothing changed.

    `dropped` are the refs of choice answers that can no longer be chosen and were taken out.
    """

    answers: Answers
    view: View
    refusal: Refusal | None = None
    dropped: tuple[str, ...] = ()


def initial_answers(form: Form, env: Env) -> dict[str, str]:
    """Return the answers a new form starts with: defaults, start and today, values fixed once."""
    answers: dict[str, str] = {}
    for node in form.nodes.values():
        if isinstance(node, Question) and not node.frame:
            _start(answers, node.ref, node, node.default, env)
    for repeat in form.repeats:
        if not form.nodes[repeat.parent].frame and repeat.count is None:
            answers[repeat.ref] = " ".join(str(number + 1) for number in range(repeat.at_start))
            for number, texts in enumerate(repeat.start_answers):
                _start_instance(form, answers, repeat, f"{repeat.ref}[{number + 1}]", texts, env=env)
    for event in AT_START:
        answers = _act(form, answers, env, event)
    return settle(form, answers, env)[0]


def check_answer(
    form: Form, answers: Answers, ref: str, value: str, env: Env, *, view: View | None = None
) -> Refusal | None:
    """Return why a value cannot be the answer of a question, None when it can; `view` saves deriving anew.

    The value is canonical text: ISO dates, a decimal point, names of choices with spaces between.
    """
    view = view or derive(form, answers, env)
    if ref not in view or not isinstance(view[ref].node, Question):
        return Refusal("unknown", ref, value)
    found = view[ref]
    kind = _fault(found, value)
    if kind is None:
        return None
    message = ""
    if kind == "constraint":
        message = view.constraint_message(ref)
    elif kind == "required":
        message = view.required_message(ref)
    return Refusal(kind, ref, value, message)


def _fault(found: NodeView, value: str) -> str | None:
    node = found.node
    assert isinstance(node, Question)
    if not found.relevant:
        return "irrelevant"
    if found.readonly and node.control:
        return "readonly"
    if not value:
        return "required" if found.required else None
    if not fits(node.data, value, found.frame.run):
        return "type"
    if node.choices is not None and not offered_names(value, node.type, {choice.name for choice in found.choices}):
        return "choice"
    return None if keeps_constraint(found, value) else "constraint"


def keeps_constraint(found: NodeView, value: str) -> bool:
    """Return whether a value keeps the constraint of a question, everything else as it is."""
    node, frame = found.node, found.frame
    assert isinstance(node, Question)
    if node.constraint is None or not value:
        return True
    before = frame.values[node.slot]
    frame.values[node.slot] = read_value(value, node.data, frame.run)
    try:
        return found.constraint_ok
    finally:
        frame.values[node.slot] = before


def give_answer(form: Form, answers: Answers, ref: str, value: str, env: Env, *, view: View | None = None) -> Given:
    """Check an answer and keep it if it can be kept; `view` is the view of the answers as they are."""
    view = view or derive(form, answers, env)
    refusal = check_answer(form, answers, ref, value, env, view=view)
    if refusal is not None:
        return Given(answers, view, refusal)
    return keep_answer(form, answers, ref, value, env)


def keep_answer(form: Form, answers: Answers, ref: str, value: str, env: Env) -> Given:
    """Keep an answer without asking whether it may be (hidden values, answers checked before)."""
    kept = dict(answers)
    if value:
        kept[ref] = value
    else:
        kept.pop(ref, None)
    settled, view = settle(form, kept, env)
    dropped = tuple(name for name in kept if name not in settled or settled[name] != kept[name])
    return Given(settled, view, None, dropped)


def settle(form: Form, answers: Answers, env: Env) -> tuple[dict[str, str], View]:
    """Return the answers with what once(), uuid() and random() gave and without choices gone, and their view.

    Forms with neither come back as they are, at the cost of one derivation.
    """
    view = derive(form, answers, env)
    if not form.changing:
        return dict(answers), view
    settled, view = _with_counted(form, dict(answers), view, env)
    for found in view.nodes:
        node = found.node
        if not isinstance(node, Question) or not found.relevant:
            continue
        if node.calculate and node.calculate.volatile and found.value and not settled.get(found.ref):
            settled[found.ref] = found.value
        elif node.choices and node.choices.find and settled.get(found.ref, "") != found.value:
            settled[found.ref] = found.value
            if not found.value:
                del settled[found.ref]
    return (settled, view) if settled == dict(answers) else (settled, derive(form, settled, env))


def _with_counted(form: Form, answers: dict[str, str], view: View, env: Env) -> tuple[dict[str, str], View]:
    """Start the instances a count has made: their defaults are given once, and their ids are kept."""
    for _ in range(DEEPEST_REPEATS):
        fresh = [found for found in view.nodes if found.relevant and _is_new_by_count(found, answers)]
        if not fresh:
            break
        for found in fresh:
            node, (outer, _, name) = found.node, found.ref.rpartition("[")
            assert isinstance(node, Repeat)
            answers[outer] = f"{answers.get(outer, '')} {name.rstrip(']')}".strip()
            index = found.frame.index
            texts = node.start_answers[index] if index < len(node.start_answers) else None
            _start_instance(form, answers, node, found.ref, texts, env=env)
            if index >= node.at_start:
                answers = _act(form, answers, env, NEW_REPEAT, inside=found.ref)
        view = derive(form, answers, env)
    return answers, view


def _is_new_by_count(found: NodeView, answers: Answers) -> bool:
    if not isinstance(found.node, Repeat) or found.node.count is None:
        return False
    outer, _, name = found.ref.rpartition("[")
    return name.rstrip("]") not in answers.get(outer, "").split()


def add_repeat(form: Form, answers: Answers, ref: str, env: Env) -> tuple[dict[str, str], str]:
    """Add an instance of a repeat (`/data/kid`, or `/data/home[1]/kid` inside another); return its ref too.

    KeyError when there is no such repeat, or when its number of instances is not the person's to choose.
    """
    node = form.nodes[generic(ref)]
    if not isinstance(node, Repeat) or node.count is not None or node.fixed:
        raise KeyError(ref)
    known = answers.get(ref)
    names = instance_ids(known, node.at_start)
    highest = max((abs(int(name)) for name in (known or " ".join(names)).split()), default=0)
    name = str(highest + 1)
    added = dict(answers)
    added[ref] = f"{known if known is not None else ' '.join(names)} {name}".strip()
    instance = f"{ref}[{name}]"
    _start_instance(form, added, node, instance, None, env=env)
    return settle(form, _act(form, added, env, NEW_REPEAT, inside=instance), env)[0], instance


def remove_repeat(form: Form, answers: Answers, ref: str) -> dict[str, str]:
    """Remove an instance of a repeat by its ref (`/data/kid[2]`); its id is never used again."""
    outer, _, name = ref.rpartition("[")
    name = name.rstrip("]")
    node = form.nodes[generic(outer)]
    assert isinstance(node, Repeat)
    names = answers[outer].split() if outer in answers else instance_ids(None, node.at_start)
    if name not in names:
        raise KeyError(ref)
    kept = {key: text for key, text in answers.items() if not key.startswith((f"{ref}/", f"{ref}["))}
    kept[outer] = " ".join(f"-{known}" if known == name else known for known in names)
    return kept


def _start(answers: dict[str, str], ref: str, node: Question, default: str, env: Env) -> None:
    value = preloaded(node, env) or default
    if value:
        answers[ref] = value


def _start_instance(
    form: Form, answers: dict[str, str], repeat: Repeat, instance: str, texts: Answers | None, *, env: Env
) -> None:
    """Fill a new instance with its defaults; `texts` are those of an instance that the form starts with."""
    for node in _all_below(form, repeat):
        if isinstance(node, Question) and node.frame == repeat.ref:
            default = node.default if texts is None else texts.get(node.ref, "")
            _start(answers, instance + tail_of(node), node, default, env)
        elif isinstance(node, Repeat) and form.nodes[node.parent].frame == repeat.ref and node.count is None:
            outer = instance + node.ref[len(repeat.ref) :]
            answers[outer] = " ".join(str(number + 1) for number in range(node.at_start))
            for number, inner in enumerate(node.start_answers):
                _start_instance(form, answers, node, f"{outer}[{number + 1}]", inner, env=env)


def _all_below(form: Form, repeat: Repeat) -> list[Node]:
    return [node for node in form.nodes.values() if node.ref.startswith(f"{repeat.ref}/")]


def _act(form: Form, answers: dict[str, str], env: Env, event: str, inside: str = "") -> dict[str, str]:
    for action in form.actions:
        if action.event != event:
            continue
        view = derive(form, answers, env)
        node = form.nodes[action.target]
        for found in view.nodes:
            if found.node is not node or (inside and not found.ref.startswith(inside)):
                continue
            assert isinstance(node, Question)
            text = ""
            if action.value is not None:
                found.frame.run.salt = tail_of(node)
                try:
                    value = stored(action.value.run(found.frame), node.data, found.frame.run)
                    text = written(value, node.data, found.frame.run.zone, calculated=True)
                except FAILURES as error:
                    found.frame.run.errors.append((found.ref, str(error)))
            answers = {**answers, found.ref: text}
            if not text:
                del answers[found.ref]
    return answers
