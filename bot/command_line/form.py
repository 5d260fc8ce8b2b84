"""`kheten form`: look at a questionnaire and run it without the bot; works on any XLSForm or XForm file."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

if TYPE_CHECKING:
    from core.forms.check import Checked
    from core.forms.model import Env, Form

app = typer.Typer(help="Check a questionnaire, or run it without the bot.", no_args_is_help=True)

FormFile = Annotated[Path, typer.Argument(help="A form: .xlsx, .xls, .csv, .md (an XLSForm) or .xml (an XForm).")]


@app.command()
def check(file: FormFile) -> None:
    """Print every problem with sheet and row; the exit code is 1 if there is any but warnings."""
    checked = _checked(file)
    for problem in checked.problems:
        print(problem)
    faults, warnings = len(checked.faults), len(checked.problems) - len(checked.faults)
    if checked.form is not None and not faults:
        form = checked.form
        languages = ", ".join(form.languages) or "one language"
        print(f"{file.name}: {len(form.questions)} questions, {languages}: fit for the chat (warnings: {warnings})")
    else:
        print(f"{file.name}: not fit for the chat (problems: {faults}, warnings: {warnings})", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def run(
    file: FormFile,
    steps: Annotated[
        Path | None,
        typer.Option(
            help='Lines of {"ref": "/data/a", "value": "3"}, {"add": "/data/kid"} or {"remove": "/data/kid[1]"}'
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    lang: Annotated[str, typer.Option(help="The language of labels, lv, ru or en.")] = "lv",
    now: Annotated[str, typer.Option(help="The moment it is, 2026-11-02T09:00+02:00; else the present.")] = "",
) -> None:
    """Run a form: a person answers in the terminal, or --steps answers.

    Answers are canonical: ISO dates, a decimal point, names of choices with spaces between. A value that is refused
    (wrong type, required, constraint, choice, readonly, not relevant) keeps the old one and is listed in "errors".
    "nodes" has every node below the root in the order of the form: questions, calculated and hidden values, groups
    and repeat instances; in refs a repeat instance has its place from 1 ("/data/kid[1]/age"). "value" is '' when a
    node is blank or not relevant; "xml" is the submission, without what is not relevant.
    """
    form = _load(file)
    env = _env(now, lang)
    if steps is not None:
        from core.forms.headless import run_steps

        report = run_steps(form, _steps(steps), env)
    else:
        from bot.command_line.form_terminal import fill_in

        report = fill_in(form, env)
    _show(report, as_json=as_json)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        print(f"kheten: {file} cannot be read: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from None


def _checked(file: Path) -> Checked:
    from core.forms.check import check_form

    content = _read(file)
    with redirect_stdout(sys.stderr):  # the reader of old .xls files grumbles on standard output
        return check_form(content, file.suffix.lower())


def _load(file: Path) -> Form:
    checked = _checked(file)
    if checked.form is None:
        for problem in checked.problems:
            print(problem, file=sys.stderr)
        raise typer.Exit(1)
    for problem in checked.faults:
        print(f"{problem} (run all the same)", file=sys.stderr)
    return checked.form


def _env(now: str, lang: str) -> Env:
    from bot.clock import SystemClock
    from core.forms.model import Env
    from core.periods import RIGA

    try:
        moment = datetime.fromisoformat(now) if now else SystemClock().now()
    except ValueError:
        print(f"kheten: {now!r} is no moment; write it as 2026-11-02T09:00+02:00", file=sys.stderr)
        raise typer.Exit(1) from None
    local = moment.astimezone(RIGA) if moment.tzinfo else moment.replace(tzinfo=RIGA)
    return Env(local, lang, _instance_id())


def _instance_id() -> str:
    from bot.clock import new_key

    return f"uuid:{UUID(bytes=new_key()[:16], version=4)}"


def _steps(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, line in enumerate(_read(path).decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            step = json.loads(line)
        except ValueError:
            step = None
        if not isinstance(step, dict) or not {"ref", "add", "remove"} & step.keys():
            print(f"kheten: line {number} of {path.name} is no step", file=sys.stderr)
            raise typer.Exit(1)
        found.append(step)
    return found


def _show(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return
    for node in report["nodes"]:
        if node["relevant"] and node["value"]:
            print(f"{node['ref']} = {node['value']}")
    for error in report["errors"]:
        print(f"refused: {json.dumps(error, ensure_ascii=False)}", file=sys.stderr)
    print(report["xml"])
