"""`kheten form` as it is used from a shell."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.command_line.form import app
from tests.core.forms.building import MONTHLY_REPORT

RUNNER = CliRunner()
NOW = ["--now", "2026-11-02T09:00+02:00"]


def test_the_shipped_form_is_fit_for_the_chat() -> None:
    result = RUNNER.invoke(app, ["check", str(MONTHLY_REPORT)])
    assert result.exit_code == 0
    assert "26 questions, lv, ru, en: fit for the chat (warnings: 0)" in result.output


def test_a_form_with_problems_ends_with_one_and_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("| survey |\n| | type | name | label | relevant |\n| | text | a | A | nonsense(1) |\n")
    result = RUNNER.invoke(app, ["check", str(path)])
    assert result.exit_code == 1
    assert "survey:2:relevant" in result.output
    assert "bad.md: not fit for the chat (problems: 1, warnings: 1)" in result.output


def test_a_file_that_is_no_form_is_said_to_be_none(tmp_path: Path) -> None:
    for name, content in (("empty.md", b""), ("words.md", b"hello"), ("noise.xlsx", b"\x01\x02")):
        (tmp_path / name).write_bytes(content)
        result = RUNNER.invoke(app, ["check", str(tmp_path / name)])
        assert result.exit_code == 1
        assert "this is no workbook with a sheet" in result.output
    (tmp_path / "latin.md").write_bytes("| survey | ā".encode("utf-16"))
    assert "not written in UTF-8" in RUNNER.invoke(app, ["check", str(tmp_path / "latin.md")]).output


def test_a_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["check", str(tmp_path / "none.xlsx")])
    assert result.exit_code == 1
    assert "cannot be read" in result.output


def test_steps_give_nodes_errors_and_the_submission(tmp_path: Path) -> None:
    steps = tmp_path / "steps.jsonl"
    lines = [
        {"ref": "/data/worked", "value": "yes"},
        {"ref": "/data/people_helped/hours", "value": "40"},
        {"ref": "/data/people_helped/hours", "value": "999"},
    ]
    steps.write_text("\n".join(map(json.dumps, lines)))
    result = RUNNER.invoke(app, ["run", str(MONTHLY_REPORT), "--steps", str(steps), "--json", *NOW])
    assert result.exit_code == 0
    report = json.loads(result.output)
    nodes = {node["ref"]: node for node in report["nodes"]}
    assert nodes["/data/people_helped/hours"] == {
        "ref": "/data/people_helped/hours",
        "relevant": True,
        "required": True,
        "readonly": False,
        "value": "40",
        "constraint_ok": True,
    }
    assert [(error["step"], error["kind"], error["message"]) for error in report["errors"]] == [
        (3, "constraint", "Skaitlis no 0 līdz 250.")
    ]
    assert "<hours>40</hours>" in report["xml"]
    assert "<absence" not in report["xml"]


def test_a_line_that_is_no_step_is_named(tmp_path: Path) -> None:
    steps = tmp_path / "steps.jsonl"
    steps.write_text('{"ref": "/data/worked", "value": "yes"}\nnot a step\n')
    result = RUNNER.invoke(app, ["run", str(MONTHLY_REPORT), "--steps", str(steps), *NOW])
    assert result.exit_code == 1
    assert "line 2" in result.output


def test_a_person_answers_in_the_terminal_goes_back_and_finishes_from_the_summary() -> None:
    typed = "\n".join(["1", "<", "2", "9", "1", "", ""])
    result = RUNNER.invoke(app, ["run", str(MONTHLY_REPORT), "--lang", "en", *NOW], input=typed)
    assert result.exit_code == 0, result.output
    assert "Did you work as a mediator" in result.output
    assert "Choose by number" in result.output
    assert "<absence>leave</absence>" in result.output


def test_an_xform_runs_as_well_as_a_workbook(tmp_path: Path) -> None:
    from core.forms.xlsform import to_xform

    path, steps = tmp_path / "form.xml", tmp_path / "steps.jsonl"
    path.write_text(to_xform(MONTHLY_REPORT).xform, encoding="utf-8")
    steps.write_text('{"ref": "/data/worked", "value": "no"}')
    result = RUNNER.invoke(app, ["run", str(path), "--steps", str(steps), "--json", *NOW])
    assert json.loads(result.output)["errors"] == []
