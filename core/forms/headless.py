"""Run a form without anybody asking: a list of steps in, the state of every node out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.forms.answers import Refusal, add_repeat, check_answer, initial_answers, keep_answer, remove_repeat
from core.forms.derive import derive
from core.forms.model import Env, Form, Question, Repeat, generic
from core.forms.plan import Answers, instance_ids
from core.forms.submission import submission_xml
from core.forms.view import NodeView, View

Step = Mapping[str, Any]


class Session:
    """A form being filled in by steps; refs carry the places of repeat instances, `/data/kid[1]/age`."""

    def __init__(self, form: Form, env: Env) -> None:
        self.form = form
        self.env = env
        self.answers: Answers = initial_answers(form, env)
        self.view: View = derive(form, self.answers, env)
        self.errors: list[dict[str, Any]] = []

    def take(self, number: int, step: Step) -> None:
        """Do one step; one that cannot be done changes nothing and is listed in `errors`."""
        try:
            if "add" in step:
                self._add(str(step["add"]))
            elif "remove" in step:
                self.answers = remove_repeat(self.form, self.answers, self.with_ids(str(step["remove"])))
                self.view = derive(self.form, self.answers, self.env)
            else:
                self._answer(number, str(step["ref"]), text_of(step.get("value")))
        except (KeyError, AssertionError, ValueError) as error:
            self.errors.append({"step": number, **step, "kind": "unknown", "message": f"there is no {error}"})

    def _add(self, ref: str) -> None:
        node = self.form.nodes[generic(ref)]
        outer = self.with_ids(ref) if "[" in ref else ref
        if not isinstance(node, Repeat):
            raise KeyError(ref)
        self.answers, _ = add_repeat(self.form, self.answers, outer, self.env)
        self.view = derive(self.form, self.answers, self.env)

    def _answer(self, number: int, ref: str, value: str) -> None:
        name = self.with_ids(ref)
        refusal = check_answer(self.form, self.answers, name, value, self.env, view=self.view)
        if refusal is not None and not self._set_from_outside(name, refusal):
            self.errors.append(
                {"step": number, "ref": ref, "value": value, "kind": refusal.kind, "message": refusal.message}
            )
            return
        given = keep_answer(self.form, self.answers, name, value, self.env)
        self.answers, self.view = given.answers, given.view

    def _set_from_outside(self, ref: str, refusal: Refusal) -> bool:
        """Whether a value nobody is asked for is set, which no rule of asking can refuse."""
        if refusal.kind in ("unknown", "type"):
            return False
        node = self.form.nodes[generic(ref)]
        return isinstance(node, Question) and not node.control and node.calculate is None

    def with_ids(self, ref: str) -> str:
        """Return a ref with the ids of repeat instances in place of their places; a place left out means the first."""
        made = ""
        path = ""
        for part in ref.strip("/").split("/"):
            name, _, place = part.partition("[")
            path += f"/{name}"
            made += f"/{name}"
            node = self.form.nodes[path]
            if isinstance(node, Repeat) and (place or path != generic(ref)):
                made += f"[{self._id(node, made, int(place.rstrip(']') or 1))}]"
        return made

    def _id(self, node: Repeat, ref: str, place: int) -> str:
        if node.count is not None:
            frames = [found for found in self.view.nodes if found.node is node and found.ref.startswith(f"{ref}[")]
            names = [found.ref.rpartition("[")[2].rstrip("]") for found in frames]
        else:
            names = instance_ids(self.answers.get(ref), node.at_start)
        if not 1 <= place <= len(names):
            raise KeyError(f"{ref}[{place}]")
        return names[place - 1]

    def nodes(self) -> list[dict[str, Any]]:
        """Return the state of every node below the root, groups and repeat instances included."""
        return [state_of(found) for found in self.view.nodes if found.node.parent]

    def report(self) -> dict[str, Any]:
        """Return all there is to say: nodes, errors and the submission."""
        return {"nodes": self.nodes(), "errors": self.errors, "xml": submission_xml(self.view)}


def run_steps(form: Form, steps: Iterable[Step], env: Env) -> dict[str, Any]:
    """Return the report of a form after these steps."""
    session = Session(form, env)
    for number, step in enumerate(steps, 1):
        session.take(number, step)
    return session.report()


def state_of(found: NodeView) -> dict[str, Any]:
    """Return the state of one node as plain values."""
    return {
        "ref": found.position_ref,
        "relevant": found.relevant,
        "required": found.required,
        "readonly": found.readonly,
        "value": found.value,
        "constraint_ok": found.constraint_ok,
    }


def text_of(value: Any) -> str:
    """Return the canonical text of a JSON value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(map(text_of, value))
    return str(value)
