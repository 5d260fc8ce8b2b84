"""Whatever is answered, in whatever order: what must always hold."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from core.forms.answers import give_answer, initial_answers
from core.forms.derive import derive
from core.forms.headless import state_of
from core.forms.model import Form, Question
from core.forms.submission import submission_xml
from tests.core.forms.building import ENV, monthly_report

FORM = monthly_report()
ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "0", "1", "-1", "12", "1e3", "NaN", "9" * 30, "\x00", "\u200b", "\ud800", "]]>", "x" * 10_000, "７"]
    ),
)


def _answers_of(question: Question) -> st.SearchStrategy[str]:
    if question.choices is not None:
        names = [choice.name for choice in question.choices.all]
        some = st.lists(st.sampled_from(names), unique=True, max_size=4).map(" ".join)
        return st.one_of(some, ODD)
    return st.one_of(st.integers(-2, 40).map(str), ODD)


STEP = st.sampled_from(FORM.questions).flatmap(lambda asked: st.tuples(st.just(asked.ref), _answers_of(asked)))
STEPS = st.lists(st.one_of(st.just(("/data/worked", "yes")), STEP), max_size=25)


def _walk(form: Form, steps: list[tuple[str, str]]) -> dict[str, str]:
    answers = dict(initial_answers(form, ENV))
    for ref, value in steps:
        answers = json.loads(json.dumps(dict(give_answer(form, answers, ref, value, ENV).answers)))
    return answers


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_any_answers_give_one_valid_state_and_a_submission_without_what_is_not_relevant(
    steps: list[tuple[str, str]],
) -> None:
    answers = _walk(FORM, steps)
    view = derive(FORM, answers, ENV)
    again = derive(FORM, dict(reversed(list(answers.items()))), ENV)
    assert [state_of(found) for found in view.nodes] == [state_of(found) for found in again.nodes]
    tree = ElementTree.fromstring(submission_xml(view))
    sent = {element.tag for element in tree.iter()}
    for found in view.nodes:
        assert (found.node.name in sent) == found.relevant
        if not found.relevant:
            assert found.value == ""
    assert view.errors == []


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_an_answer_is_kept_only_if_it_fits_its_question(steps: list[tuple[str, str]]) -> None:
    view = derive(FORM, _walk(FORM, steps), ENV)
    for found in view.asked:
        node = found.node
        assert isinstance(node, Question)
        if node.choices is not None:
            assert set(found.value.split()) <= {choice.name for choice in node.choices.all}
        if node.data == "int" and found.value:
            assert str(int(found.value)) == found.value


@given(st.dictionaries(st.one_of(ODD, st.sampled_from([*FORM.nodes, "/data/x[1]/y"])), ODD, max_size=20))
@settings(max_examples=100, deadline=None)
def test_answers_out_of_nowhere_never_raise(answers: dict[str, str]) -> None:
    view = derive(FORM, answers, ENV)
    ElementTree.fromstring(submission_xml(view))
    assert [view.label(found.ref) for found in view.asked]
