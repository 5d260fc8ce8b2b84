"""Fill in a form in the terminal: numbered choices, `<` goes back, an empty line skips; a summary at the end."""

from __future__ import annotations

from typing import Any

import typer

from core.forms.headless import Session, state_of
from core.forms.model import Env, Form, Question, Repeat
from core.forms.submission import submission_xml
from core.forms.view import NodeView

BACK = "<"
QUIT = "q!"


def fill_in(form: Form, env: Env) -> dict[str, Any]:
    """Ask every question until all are answered and the summary is accepted; return the report of the session."""
    session = Session(form, env)
    _fill_hidden(session)
    typer.secho(f"{form.title or form.form_id}", bold=True)
    typer.echo(f"'{BACK}' goes back, an empty line skips, '{QUIT}' stops.\n")
    place = 0
    while True:
        asked = _steps(session)
        if place >= len(asked):
            if (place := _summary(session, asked)) < 0:
                return session.report()
            continue
        place = _ask(session, asked, place)


def _fill_hidden(session: Session) -> None:
    """Give values that the bot would give, so that labels read well."""
    for ref, value in (("/data/period", "2026-10"), ("/data/in_month", "…")):
        if ref in session.form.nodes:
            session.take(0, {"ref": ref, "value": value})


def _steps(session: Session) -> list[NodeView]:
    return list(session.view.asked)


def _ask(session: Session, asked: list[NodeView], place: int) -> int:
    found = asked[place]
    section = session.view.section(found.ref)
    typer.secho(f"{place + 1}/{len(asked)}" + (f" · {section}" if section else ""), dim=True)
    typer.secho(session.view.label(found.ref) or found.node.name, bold=True)
    if hint := session.view.hint(found.ref):
        typer.echo(hint)
    node = found.node
    assert isinstance(node, Question)
    if node.type == "note" or found.readonly:
        typed = typer.prompt("", default="", show_default=False, prompt_suffix="[Enter] ")
        return max(place - 1, 0) if typed == BACK else place + 1
    names = [choice.name for choice in found.choices]
    for number, name in enumerate(names, 1):
        mark = "•" if name in found.value.split() else " "
        typer.echo(f" {mark} {number}. {session.view.choice_label(found.ref, name)}")
    return _take(session, found, names, place)


def _take(session: Session, found: NodeView, names: list[str], place: int) -> int:
    typed = typer.prompt("", default=found.value, show_default=bool(found.value), prompt_suffix="> ").strip()
    if typed == QUIT:
        raise typer.Exit(1)
    if typed == BACK:
        return max(place - 1, 0)
    before = len(session.errors)
    session.take(place, {"ref": found.position_ref, "value": _canonical(typed, names, found)})
    if len(session.errors) > before:
        error = session.errors.pop()
        typer.secho(error["message"] or REASONS.get(error["kind"], error["kind"]), fg="yellow")
        return place
    return _after(session, found, place)


REASONS = {
    "type": "This does not fit: a whole number, a number with a point, or a date as 2026-11-02.",
    "required": "This must be answered.",
    "constraint": "This is outside of what the form allows.",
    "choice": "Choose by number; several with spaces between.",
}


def _after(session: Session, found: NodeView, place: int) -> int:
    """Go on; after the last question of a repeat instance, offer another one."""
    asked = _steps(session)
    following = asked[place + 1].frame if place + 1 < len(asked) else None
    repeat = session.form.nodes.get(found.node.frame)
    if not isinstance(repeat, Repeat) or repeat.count is not None or repeat.fixed:
        return place + 1
    if following is not None and following.key == repeat.ref:
        return place + 1
    title = session.view.label(found.frame.prefix) or repeat.name
    if typer.confirm(f"{title}: one more?", default=False):
        outer = next(view.position_ref for view in session.view.nodes if view.ref == found.frame.prefix)
        session.take(place, {"add": outer.rpartition("[")[0]})
    return place + 1


def _canonical(typed: str, names: list[str], found: NodeView) -> str:
    """Turn numbers of choices into their names."""
    if not names or not typed or typed == found.value:
        return typed
    return " ".join(_name(part, names) for part in typed.replace(",", " ").split())


def _name(part: str, names: list[str]) -> str:
    if part in names:
        return part
    return names[int(part) - 1] if part.isdecimal() and 1 <= int(part) <= len(names) else part


def _summary(session: Session, asked: list[NodeView]) -> int:
    """Show all answers; return the place of the one to change, -1 when the form is done."""
    typer.secho("\nSummary", bold=True)
    for number, found in enumerate(asked, 1):
        state = state_of(found)
        missing = state["required"] and not state["value"] and not state["readonly"]
        fault = " ← must be answered" if missing else "" if state["constraint_ok"] else " ← no longer fits"
        typer.echo(f"{number:>3}. {session.view.label(found.ref)}: {spoken(session, found)}{fault}")
    typed = typer.prompt("Number to change, empty to finish", default="", show_default=False, prompt_suffix=": ")
    if typed.isdecimal() and 1 <= int(typed) <= len(asked):
        return int(typed) - 1
    typer.echo(f"{len(submission_xml(session.view))} characters of submission\n")
    return -1


def spoken(session: Session, found: NodeView) -> str:
    """Return an answer as a person reads it."""
    if not found.choices:
        return found.value or "–"
    return ", ".join(session.view.choice_label(found.ref, name) for name in found.value.split()) or "–"
