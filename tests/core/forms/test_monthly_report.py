"""The shipped form, run as a mediator would fill it in."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.forms.answers import check_answer, initial_answers
from core.forms.derive import derive
from core.forms.submission import submission_xml
from tests.core.forms.building import ENV, monthly_report

HELPED = "/data/people_helped"
BUSY = {
    "/data/in_month": "oktobrī",
    "/data/worked": "yes",
    f"{HELPED}/families": "12",
    f"{HELPED}/people": "20",
    "/data/by_area/areas": "edu job",
}


def test_the_form_has_three_languages_and_twenty_six_questions() -> None:
    form = monthly_report()
    assert form.languages == ("lv", "ru", "en")
    assert form.default_language == "lv"
    assert (form.form_id, len(form.questions)) == ("monthly_report", 26)
    assert form.question(f"{HELPED}/hours").hints == {"prefill": "log:sum(minutes)/60", "widget": "keypad"}


def test_nothing_but_the_first_question_is_asked_at_the_start() -> None:
    form = monthly_report()
    view = derive(form, initial_answers(form, ENV), ENV)
    assert [found.ref for found in view.asked] == ["/data/worked"]


def test_a_month_without_work_is_two_questions() -> None:
    view = derive(monthly_report(), {"/data/worked": "no"}, ENV)
    assert [found.ref for found in view.asked] == ["/data/worked", "/data/absence"]


def test_only_the_areas_chosen_are_asked_about() -> None:
    refs = [found.ref for found in derive(monthly_report(), BUSY, ENV).asked]
    assert "/data/by_area/edu_people" in refs
    assert "/data/by_area/job_what" in refs
    assert "/data/by_area/soc_people" not in refs


def test_the_month_stands_in_the_label_and_the_language_falls_back_to_latvian() -> None:
    view = derive(monthly_report(), BUSY, ENV)
    assert view.label("/data/worked") == "Vai oktobrī strādājāt par romu mediatoru?"
    assert view.label("/data/worked", "ru") == "Вы работали медиатором oktobrī?"
    assert view.label("/data/worked", "rml") == view.label("/data/worked", "lv")
    assert view.section(f"{HELPED}/hours", "en") == "Work and people"


def test_more_people_in_an_area_than_in_all_are_refused_with_the_reason_of_the_form() -> None:
    form, ref = monthly_report(), "/data/by_area/edu_people"
    refusal = check_answer(form, BUSY, ref, "21", ENV)
    assert refusal is not None
    assert (refusal.kind, refusal.message) == ("constraint", "Skaitlis no 1 līdz visu cilvēku skaitam.")
    assert check_answer(form, BUSY, ref, "20", ENV) is None


def test_nobody_can_be_chosen_only_alone() -> None:
    form, ref = monthly_report(), "/data/in_words/partners"
    assert check_answer(form, BUSY, ref, "school none", ENV) is not None
    assert check_answer(form, BUSY, ref, "none", ENV) is None


def test_answers_that_no_longer_apply_stay_but_are_not_sent() -> None:
    answers = {**BUSY, "/data/by_area/edu_people": "5", "/data/by_area/areas": "job"}
    view = derive(monthly_report(), answers, ENV)
    found = view["/data/by_area/edu_people"]
    assert (found.relevant, found.value, found.answer) == (False, "", "5")
    assert "edu_people" not in submission_xml(view)
    back = derive(monthly_report(), {**answers, "/data/by_area/areas": "job edu"}, ENV)
    assert "<edu_people>5</edu_people>" in submission_xml(back)


def test_a_derivation_takes_less_than_half_a_millisecond() -> None:
    form = monthly_report()
    derive(form, BUSY, ENV)
    fastest = min(_seconds(lambda: derive(form, BUSY, ENV).asked) for _ in range(20))
    print(f"derive + questions to ask: {fastest * 1000:.3f} ms")
    assert fastest < 0.0005


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(20):
        work()
    return (time.perf_counter() - started) / 20
