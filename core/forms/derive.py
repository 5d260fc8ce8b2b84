"""Work out everything that follows from the answers; nothing is remembered from one time to the next."""

from __future__ import annotations

from core.forms.frames import Frame, Run
from core.forms.model import Env, Form
from core.forms.plan import FAILURES, Answers, failed, plan_of
from core.forms.view import View


def derive(form: Form, answers: Answers, env: Env) -> View:
    """Return the view of a form with these answers: relevance, values, choices, constraints.

    Answers are texts by ref (`/data/kid[2]/age`, the number being the id of the instance); those of questions that
    are not relevant stay in `answers` and read as empty.
    """
    run = Run(env)
    root = Frame(form.frame_sizes[""], run)
    if form.repeats:
        _derive_frames(form, answers, root)
    else:
        for _, node, step in plan_of(form):
            try:
                step(root, answers)
            except FAILURES as error:
                failed(node, root, form, answers, error)
    return View(form, answers, env, root)


def _derive_frames(form: Form, answers: Answers, root: Frame) -> None:
    frames: dict[str, list[Frame]] = {repeat.ref: [] for repeat in form.repeats}
    frames[""] = [root]
    for key, node, step in plan_of(form):
        for frame in frames[key]:
            try:
                step(frame, answers)
            except FAILURES as error:
                failed(node, frame, form, answers, error)
            if key != node.frame:  # a repeat has opened its instances
                frames[node.ref].extend(frame.children.get(node.ref, ()))
