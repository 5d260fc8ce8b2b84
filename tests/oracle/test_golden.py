"""What ODK's own engine answered on the shipped form, replayed without Java; `make oracle` records it anew."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.forms.headless import Session
from core.forms.model import Env
from core.forms.submission import submission_xml
from tests.core.forms.building import monthly_report
from tests.oracle.compare import FIELDS, content, moving

GOLDEN = json.loads((Path(__file__).parent / "monthly_report.json").read_text(encoding="utf-8"))
ENV = Env(datetime.fromisoformat(GOLDEN["now"]), "en", "a1")


def expected_states(walk: dict[str, Any]) -> list[dict[str, dict[str, Any]]]:
    """Return the full states of a walk from what changed at each step."""
    now: dict[str, dict[str, Any]] = {}
    states = []
    for state in walk["states"]:
        now = {ref: dict(fields) for ref, fields in now.items()}
        for ref, fields in state["changed"].items():
            now.setdefault(ref, {}).update(fields)
        states.append(now)
    return states


def states_of(walk: dict[str, Any], skip: set[str]) -> tuple[list[dict[str, dict[str, Any]]], list[str], str]:
    """Return our states, verdicts and submission for the same steps."""
    session = Session(monthly_report(), ENV)
    states, verdicts = [_state(session)], [""]
    for number, step in enumerate(walk["steps"]):
        before = len(session.errors)
        session.take(number, step)
        verdicts.append(session.errors[-1]["kind"] if len(session.errors) > before else "")
        states.append(_state(session))
    return states, verdicts, submission_xml(session.view)


def _state(session: Session) -> dict[str, dict[str, Any]]:
    return {node["ref"]: {field: node[field] for field in FIELDS} for node in session.nodes()}


@pytest.mark.parametrize("number", range(len(GOLDEN["walks"])))
def test_every_step_gives_what_the_engine_of_odk_gave(number: int) -> None:
    walk = GOLDEN["walks"][number]
    skip = moving(monthly_report())
    ours, verdicts, xml = states_of(walk, skip)
    tally: Counter[str] = Counter()
    for mine, theirs in zip(ours, expected_states(walk), strict=True):
        for ref in skip & theirs.keys():
            mine[ref].pop("value")
            theirs[ref].pop("value")
        assert mine == theirs
        tally["states"] += 1
    assert verdicts == [state["verdict"] for state in walk["states"]]
    assert content(xml, skip) == content(walk["states"][-1]["xml"], skip)
    assert tally["states"] == len(walk["steps"]) + 1


def test_the_walks_meet_every_kind_of_refusal_and_every_question() -> None:
    verdicts = {state["verdict"] for walk in GOLDEN["walks"] for state in walk["states"]}
    answered = {step["ref"] for walk in GOLDEN["walks"] for step in walk["steps"]}
    assert verdicts == {"", "required", "constraint", "type", "choice"}
    assert {question.ref for question in monthly_report().questions} <= answered
