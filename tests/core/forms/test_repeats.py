"""Repeats keep the ids of their instances, and everything inside belongs to its own instance."""

from __future__ import annotations

import pytest

from core.forms.answers import add_repeat, check_answer, initial_answers, keep_answer, remove_repeat
from core.forms.derive import derive
from core.forms.headless import run_steps
from core.forms.model import Form
from core.forms.submission import submission_xml
from tests.core.forms.building import ENV, form_of

HEAD = "type | name | label | relevant | constraint | calculation | repeat_count | default | choice_filter |"

TOWNS = (
    "list_name | name | label | state |",
    "state | x | X | |",
    "state | y | Y | |",
    "town | a | A | x |",
    "town | b | B | y |",
)


def family() -> Form:
    """A form with kids, each with an age and what follows from it."""
    return form_of(
        HEAD,
        "begin_repeat | kid | Kid | | | | | | |",
        "text | name | Name | | | | | none | |",
        "integer | age | Age of ${name} | | . <= 120 | | | | |",
        "text | school | School | ${age} >= 6 and ${age} < 19 | | | | | |",
        "calculate | number | | | | position(..) | | | |",
        "end_repeat | | | | | | | | |",
        "calculate | total | | | | sum(${age}) | | | |",
        "calculate | kids | | | | count(${kid}) | | | |",
    )


def test_the_first_instance_is_there_and_more_can_be_added() -> None:
    form = family()
    answers = initial_answers(form, ENV)
    assert answers["/data/kid"] == "1"
    answers, second = add_repeat(form, answers, "/data/kid", ENV)
    assert second == "/data/kid[2]"
    assert answers["/data/kid[2]/name"] == "none"
    view = derive(form, answers, ENV)
    assert (view["/data/kids"].value, view["/data/kid[2]/number"].value) == ("2", "2")


def test_an_instance_removed_leaves_the_others_their_ids_and_answers() -> None:
    form = family()
    answers: dict[str, str] = dict(initial_answers(form, ENV))
    for age in ("3", "8", "15"):
        if age != "3":
            answers, _ = add_repeat(form, answers, "/data/kid", ENV)
        answers = dict(
            keep_answer(form, answers, f"/data/kid[{answers['/data/kid'].split()[-1]}]/age", age, ENV).answers
        )
    answers = remove_repeat(form, answers, "/data/kid[2]")
    view = derive(form, answers, ENV)
    assert view["/data/kid[3]/age"].value == "15"
    assert view["/data/kid[3]/age"].position_ref == "/data/kid[2]/age"
    assert view["/data/total"].value == "18"
    assert "/data/kid[2]/age" not in view
    answers, added = add_repeat(form, answers, "/data/kid", ENV)
    assert added == "/data/kid[4]"


def test_relevance_and_labels_are_those_of_the_instance() -> None:
    form = family()
    answers = {"/data/kid": "1 2", "/data/kid[1]/age": "3", "/data/kid[2]/age": "8", "/data/kid[2]/name": "B"}
    view = derive(form, answers, ENV)
    assert not view["/data/kid[1]/school"].relevant
    assert view["/data/kid[2]/school"].relevant
    assert view.label("/data/kid[2]/age") == "Age of B"
    assert "<kid><name/><age>3</age><number>1</number></kid>" in submission_xml(view)


def test_a_constraint_is_checked_in_its_instance() -> None:
    form = family()
    answers = {"/data/kid": "1 2"}
    refusal = check_answer(form, answers, "/data/kid[2]/age", "121", ENV)
    assert refusal is not None
    assert refusal.kind == "constraint"
    unknown = check_answer(form, answers, "/data/kid[3]/age", "1", ENV)
    assert unknown is not None
    assert unknown.kind == "unknown"


@pytest.mark.parametrize(("count", "instances"), [("0", 0), ("2", 2), ("", 0), ("100000", 500)])
def test_a_count_makes_the_instances(count: str, instances: int) -> None:
    form = form_of(
        HEAD,
        "integer | n | N | | | | | | |",
        "begin_repeat | kid | Kid | | | | ${n} | | |",
        "text | name | Name | | | | | | |",
        "end_repeat | | | | | | | | |",
    )
    view = derive(form, {"/data/n": count}, ENV)
    assert sum(found.node.name == "kid" for found in view.nodes) == instances


def test_instances_made_by_a_count_start_with_their_defaults_and_get_their_answers_back() -> None:
    form = form_of(
        HEAD,
        "integer | n | N | | | | | | |",
        "begin_repeat | kid | Kid | | | | ${n} | | |",
        "text | name | Name | | | | | none | |",
        "end_repeat | | | | | | | | |",
    )
    given = keep_answer(form, initial_answers(form, ENV), "/data/n", "2", ENV)
    assert given.view["/data/kid[2]/name"].value == "none"
    given = keep_answer(form, given.answers, "/data/kid[2]/name", "B", ENV)
    fewer = keep_answer(form, given.answers, "/data/n", "1", ENV)
    assert "/data/kid[2]/name" not in fewer.view
    assert keep_answer(form, fewer.answers, "/data/n", "2", ENV).view["/data/kid[2]/name"].value == "B"


def test_a_choice_no_longer_offered_is_taken_out_and_said() -> None:
    form = form_of(
        HEAD,
        "select_one state | state | State | | | | | | |",
        "select_one town | town | Town | | | | | | state = ${state} |",
        choices=TOWNS,
    )
    answers = {"/data/state": "x", "/data/town": "a"}
    given = keep_answer(form, answers, "/data/state", "y", ENV)
    assert given.dropped == ("/data/town",)
    assert [choice.name for choice in given.view["/data/town"].choices] == ["b"]


def test_steps_of_the_command_line_use_places() -> None:
    steps: list[dict[str, object]] = [
        {"add": "/data/kid"},
        {"ref": "/data/kid[2]/age", "value": 7},
        {"remove": "/data/kid[1]"},
        {"ref": "/data/kid[1]/age", "value": "x"},
        {"ref": "/data/kid[5]/age", "value": "1"},
    ]
    report = run_steps(family(), steps, ENV)
    assert [(error["step"], error["kind"]) for error in report["errors"]] == [(4, "type"), (5, "unknown")]
    assert {node["ref"]: node["value"] for node in report["nodes"]}["/data/kid[1]/age"] == "7"


def test_once_and_uuid_are_fixed_when_first_found() -> None:
    form = form_of(HEAD, "calculate | code | | | | once(uuid()) | | | |", "calculate | day | | | | today() | | | |")
    answers = initial_answers(form, ENV)
    code = answers["/data/code"]
    assert len(code) == 36
    assert derive(form, answers, ENV)["/data/code"].value == code
    assert "/data/day" not in answers
