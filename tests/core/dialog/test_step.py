"""One step of a questionnaire: answers, ticks, going back, skipping, what no longer counts."""

from __future__ import annotations

from core.dialog.inputs import Misread, Misreading
from core.dialog.step import Answer, Back, Dialog, Event, Finish, Keep, Leave, Open, Skip, Stepped, Tick, Type, step
from core.drafts import Draft
from core.forms.answers import Refusal

WORKED, HOURS, FAMILIES = "/data/worked", "/data/people_helped/hours", "/data/people_helped/families"
NEW, PEOPLE, AREAS = "/data/people_helped/families_new", "/data/people_helped/people", "/data/by_area/areas"
SUCCESS, STORY = "/data/in_words/success", "/data/in_words/story_use"


def walk(dialog: Dialog, *events: Event, draft: Draft | None = None) -> Stepped:
    """Go through events, storing and reloading the draft between any two."""
    stepped = step(dialog, draft or Draft(), Open())
    for event in events:
        stepped = step(dialog, Draft.from_json(stepped.draft.to_json()), event)
    return stepped


def open_at(dialog: Dialog, ref: str) -> Stepped:
    """Open one question of a draft that says the person worked."""
    return step(dialog, Draft(answers={WORKED: "yes"}), Open(ref))


def test_a_new_draft_asks_the_first_question(dialog: Dialog) -> None:
    assert walk(dialog).draft.cursor == WORKED


def test_an_answer_opens_the_next_question_and_the_count_grows(dialog: Dialog) -> None:
    stepped = walk(dialog, Answer(WORKED, "yes"))
    assert stepped.draft.cursor == HOURS
    assert stepped.answered == WORKED
    assert len(stepped.asked.questions) == 10


def test_a_quiet_month_is_two_questions(dialog: Dialog) -> None:
    stepped = walk(dialog, Answer(WORKED, "no"), Answer("/data/absence", "leave"))
    assert stepped.draft.cursor is None
    assert [node.ref for node in stepped.asked.questions] == [WORKED, "/data/absence"]


def test_a_wrong_answer_is_explained_and_the_form_goes_on(dialog: Dialog) -> None:
    wrong = walk(dialog, Answer(WORKED, "yes"), Type("apmēram 12"))
    assert wrong.refused == Misread(Misreading.NOT_A_NUMBER, "12")
    assert wrong.draft.cursor == HOURS
    assert step(dialog, wrong.draft, Type("12")).draft.cursor == FAMILIES


def test_a_number_the_form_forbids_is_refused_with_the_forms_words(dialog: Dialog) -> None:
    stepped = walk(dialog, Answer(WORKED, "yes"), Type("999"))
    assert isinstance(stepped.refused, Refusal)
    assert stepped.refused.kind == "constraint"
    assert stepped.refused.message == "Skaitlis no 0 līdz 250."
    assert HOURS not in stepped.draft.answers


def test_an_answer_to_a_question_that_is_not_open_changes_nothing(dialog: Dialog) -> None:
    before = walk(dialog, Answer(WORKED, "yes"))
    after = step(dialog, before.draft, Answer(WORKED, "no"))
    assert after.draft == before.draft
    assert after.answered is None


def test_ticks_say_what_they_want_to_be(dialog: Dialog) -> None:
    opened = open_at(dialog, AREAS).draft
    once = step(dialog, opened, Tick(AREAS, "edu", True)).draft
    twice = step(dialog, once, Tick(AREAS, "edu", True)).draft
    assert once.pending == twice.pending == ("edu",)
    assert once.asked == opened.asked, "buttons of the same keyboard stay good"
    done = step(dialog, twice, Finish(AREAS))
    assert done.draft.answers[AREAS] == "edu"


def test_taking_the_last_tick_away_does_not_bring_an_old_answer_back(dialog: Dialog) -> None:
    opened = step(dialog, Draft(answers={WORKED: "yes", AREAS: "edu"}), Open(AREAS)).draft
    empty = step(dialog, opened, Tick(AREAS, "edu", False)).draft
    refused = step(dialog, empty, Finish(AREAS))
    assert isinstance(refused.refused, Refusal)
    assert refused.refused.kind == "required"


def test_back_shows_the_question_before_with_its_answer_kept(dialog: Dialog) -> None:
    stepped = walk(dialog, Answer(WORKED, "yes"), Type("40"), Back())
    assert stepped.draft.cursor == HOURS
    assert stepped.draft.answers[HOURS] == "40"
    assert step(dialog, stepped.draft, Leave(HOURS)).draft.cursor == FAMILIES


def test_an_answer_changed_after_going_back_asks_only_what_depends_on_it(dialog: Dialog) -> None:
    answers = {WORKED: "yes", HOURS: "40", FAMILIES: "3", NEW: "1", PEOPLE: "0", AREAS: "other"}
    opened = step(dialog, Draft(answers=answers), Open(FAMILIES)).draft
    fewer = step(dialog, opened, Type("0"))
    assert fewer.dropped == 1, "the new families are no longer asked"
    assert fewer.draft.answers[NEW] == "1", "and the answer is kept for the case they are again"
    assert fewer.draft.cursor == "/data/in_words/partners"


def test_an_answer_that_no_longer_fits_is_asked_again(dialog: Dialog) -> None:
    answers = {WORKED: "yes", HOURS: "40", FAMILIES: "9", NEW: "8"}
    opened = step(dialog, Draft(answers=answers), Open(FAMILIES)).draft
    assert step(dialog, opened, Type("5")).draft.cursor == NEW


def test_an_optional_question_can_be_skipped_and_answered_later(dialog: Dialog) -> None:
    skipped = step(dialog, open_at(dialog, SUCCESS).draft, Skip(SUCCESS))
    assert skipped.skipped
    assert SUCCESS in skipped.draft.passed
    again = step(dialog, step(dialog, skipped.draft, Open(SUCCESS)).draft, Type("Viens bērns sāka skolu."))
    assert again.draft.passed == ()
    assert again.draft.cursor == STORY


def test_a_required_question_cannot_be_skipped(dialog: Dialog) -> None:
    opened = open_at(dialog, HOURS).draft
    assert step(dialog, opened, Skip(HOURS)).draft == opened


def test_a_text_with_a_name_is_held_until_the_person_decides(dialog: Dialog) -> None:
    held = step(dialog, open_at(dialog, SUCCESS).draft, Type("Palīdzēju Annai Bērziņai ar skolu."))
    assert held.findings == ("Annai Bērziņai",)
    assert SUCCESS not in held.draft.answers
    kept = step(dialog, Draft.from_json(held.draft.to_json()), Keep())
    assert kept.draft.answers[SUCCESS] == "Palīdzēju Annai Bērziņai ar skolu."
    assert kept.draft.held == ""


def test_a_held_text_is_replaced_by_what_is_written_next(dialog: Dialog) -> None:
    held = step(dialog, open_at(dialog, SUCCESS).draft, Type("Palīdzēju Annai Bērziņai."))
    rewritten = step(dialog, held.draft, Type("Palīdzēju vienai mātei."))
    assert rewritten.draft.answers[SUCCESS] == "Palīdzēju vienai mātei."


def test_a_personal_code_never_reaches_the_draft(dialog: Dialog) -> None:
    held = step(dialog, open_at(dialog, SUCCESS).draft, Type("Kods 010190-12345 palīdzēja."))
    assert held.masked
    assert "12345" not in str(held.draft.to_json())


def test_the_summary_follows_a_single_change(dialog: Dialog) -> None:
    done = walk(dialog, Answer(WORKED, "no"), Answer("/data/absence", "leave")).draft
    changed = step(dialog, step(dialog, done, Open("/data/absence")).draft, Answer("/data/absence", "other"))
    assert changed.draft.cursor is None
    assert changed.draft.answers["/data/absence"] == "other"


def test_10_000_characters_are_no_answer_and_nothing_is_lost(dialog: Dialog) -> None:
    opened = open_at(dialog, SUCCESS).draft
    stepped = step(dialog, opened, Type("a" * 10_000))
    assert stepped.refused == Misread(Misreading.TOO_LONG)
    assert stepped.draft.answers == opened.answers


def test_the_count_takes_what_is_open_as_the_month_before(dialog: Dialog) -> None:
    earlier = {WORKED: "yes", FAMILIES: "3", PEOPLE: "0", AREAS: "disc"}
    stepped = step(dialog, Draft(earlier=earlier, earlier_period="2026-09"), Open())
    assert len(stepped.asked.questions) == 1
    assert dialog.expected(stepped.draft, stepped.asked) == 13, (
        "new families and two about discrimination are among them"
    )
    away = step(dialog, stepped.draft, Answer(WORKED, "no"))
    assert dialog.expected(away.draft, away.asked) == 2, "an answer of now counts at once"
