"""Buttons that are old, tapped twice or never written by the bot: nothing is sent twice, lost or in the way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.messages import Commanded, Press
from core.people import Grant, Role
from storage.drafts import load_own_draft
from storage.grants import add_grant, end_grants
from storage.submissions import load_newest
from storage.tables import submissions
from tests.handlers.town import COORDINATOR, JELGAVA, TALSI, Seen, Town, at, shown_in

WHOLE = {
    "worked": "yes",
    "hours": "40",
    "families": "5",
    "families_new": "1",
    "people": "0",
    "areas": "other",
    "partners": "none",
    "need": "none",
}
HUGE = "9" * 30


async def versions(town: Town, person: int = TALSI) -> int:
    async with town.database.reading() as conn:
        return (
            await conn.scalar(select(func.count()).select_from(submissions).where(submissions.c.person_id == person))
            or 0
        )


async def reasons(town: Town) -> Seen:
    town.now = at("2026-11-03 12:00")
    (asked,) = await town.tap(TALSI, "report.absent", "talsi", "2026-10")
    return asked


async def test_a_reason_tapped_twice_sends_one_report(town: Town) -> None:
    asked = await reasons(town)
    for _ in range(3):
        (thanks,) = await town.tap_label(TALSI, asked.screen, "On leave")
        assert "The report for October is sent" in thanks.screen.text
    assert await versions(town) == 1


async def test_an_old_reason_does_not_take_the_place_of_a_report_that_is_sent(town: Town) -> None:
    asked = await reasons(town)
    await town.tap(TALSI, "report.open", "talsi", "2026-10")
    async with town.database.reading() as conn:
        kept = await load_own_draft(conn, TALSI, "monthly_report", "talsi", "2026-10")
    assert kept is not None
    await town.tap_label(TALSI, asked.screen, "No contract")
    await town.tap_label(TALSI, asked.screen, "On leave")
    async with town.database.reading() as conn:
        newest = await load_newest(conn, TALSI, "monthly_report", "talsi", "2026-10")
    assert newest is not None
    assert (newest.version, newest.answers["/data/absence"]) == (1, "contract")
    (again,) = await town.tap(TALSI, "report.absent", "talsi", "2026-10")
    assert "is sent" in again.screen.text


@pytest.mark.parametrize(
    "press",
    [
        Press.of("report.continue", HUGE),
        Press.of("report.send", HUGE, "1"),
        Press.of("report.absent_because", HUGE, "0"),
        Press.of("report.returned", HUGE),
        Press.of("reports.show", HUGE),
        Press.of("q.later", HUGE),
        Press.of("q.answer", HUGE, "0", "1"),
        Press.of("q.answer", "٣", "٣", "٣", "٣"),
        Press.of("remind.move", "talsi", "9999-12", "evening"),
        Press.of("pause.for", HUGE),
    ],
    ids=lambda press: press.action,
)
async def test_a_forged_number_is_answered_calmly(town: Town, press: Press) -> None:
    assert await town.tap(TALSI, press)


async def test_the_answer_to_a_returned_question_sends_only_the_report_it_is_of(town: Town) -> None:
    """Somebody leaves a returned question for the next month's report, which must not send itself."""
    await town.live(at("2026-11-26 08:00"))
    await town.begin(TALSI, "talsi", "2026-11", {**WHOLE, "hours": ""})
    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    await town.begin(TALSI, "talsi", "2026-10", WHOLE)
    town.now = at("2026-11-26 12:00")
    await town.tap(COORDINATOR, "c.return.q", sent.id, 3)
    _, notice = await town.say(COORDINATOR, "Is that right?")
    await town.tap_label(TALSI, notice.screen, "Answer")
    (asked,) = await town.tap(TALSI, "report.open", "talsi", "2026-11")
    assert "How many hours" in asked.screen.text
    *_, last = await town.say(TALSI, "40")
    while "look it through" not in last.screen.text:
        assert "is sent" not in last.screen.text
        *_, last = await town.tap_label(TALSI, last.screen, "Skip")
    assert await versions(town) == 1


async def test_an_interrupted_returned_question_can_be_gone_on_with(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    await town.begin(TALSI, "talsi", "2026-10", WHOLE)
    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    await town.tap(COORDINATOR, "c.return.q", sent.id, 3)
    _, notice = await town.say(COORDINATOR, "Is that right?")
    await town.tap_label(TALSI, notice.screen, "Answer")
    (away,) = await town.command(TALSI, "settings")
    (asked,) = await town.tap_label(TALSI, away.screen, "📝 Continue the report")
    assert "How many families" in asked.screen.text


async def test_words_that_look_like_a_recording_are_words(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    await town.begin(JELGAVA, "jelgava", "2026-10", WHOLE)
    (asked,) = await town.tap(JELGAVA, "report.open", "jelgava", "2026-10")
    assert "one good example" in asked.screen.text
    settled, *_ = await town.say(JELGAVA, "voice:77")
    assert settled.screen.text.endswith("– voice: 77")


async def test_who_is_no_longer_mediator_is_not_led_back_into_the_report(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    (asked,) = await town.tap(TALSI, "report.open", "talsi", "2026-10")
    async with town.database.writing() as conn:
        await end_grants(conn, TALSI, Grant(Role.MEDIATOR, "talsi"), town.now)
    for label in ("Yes", "Later", "Why?"):
        (told,) = await town.tap_label(TALSI, asked.screen, label)
        assert told.screen.text == "This is not open to you."
        assert told.buttons == ["Home"]


async def test_a_mediator_of_two_municipalities_sees_which_report_is_which(town: Town) -> None:
    async with town.database.writing() as conn:
        await add_grant(conn, 99, TALSI, Grant(Role.MEDIATOR, "jelgava"), None, town.before(1))
    town.now = at("2026-11-03 12:00")
    (home,) = await town.command(TALSI, "home")
    assert "due 5 November · Talsi" in home.screen.text
    assert "due 5 November · Jelgava" in home.screen.text
    (asked,) = await town.tap_label(TALSI, home.screen, "📝 Fill in the report · Jelgava")
    assert asked.screen.text.startswith("Report for October · Jelgava")


async def test_a_link_to_a_role_one_has_already_stays_good(town: Town) -> None:
    (link,) = await town.tap(COORDINATOR, "invite.for", "talsi")
    code = link.screen.text.rpartition("=")[2]
    told, home = shown_in(town.now, await town.handle(TALSI, Commanded("start", code)))
    assert "You have this role already" in told.screen.text
    assert home.screen.text.startswith("Mediator · Talsi\n")
    welcome, *_ = shown_in(town.now, await town.handle(JELGAVA, Commanded("start", code)))
    assert "You are now the mediator of Talsi" in welcome.screen.text


async def test_the_greeting_s_language_buttons_set_the_language_of_who_is_known(town: Town) -> None:
    (told,) = await town.tap(TALSI, "contact.language", "lv")
    assert "Language: Latviešu" in told.screen.text


async def test_a_date_is_no_longer_expected_after_going_back_from_the_pause(town: Town) -> None:
    (asked,) = await town.tap(TALSI, "pause")
    await town.tap_label(TALSI, asked.screen, "◀ Back")
    (home,) = await town.say(TALSI, "hello")
    assert home.screen.text.startswith("Mediator · Talsi")
