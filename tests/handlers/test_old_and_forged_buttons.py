"""Buttons that are old, tapped twice or never written by the bot: nothing is sent twice, lost or in the way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.messages import Press
from storage.drafts import load_own_draft
from storage.submissions import load_newest
from storage.tables import submissions
from tests.handlers.town import COORDINATOR, JELGAVA, TALSI, Seen, Town, at

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


async def test_words_that_look_like_a_recording_are_words(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    await town.begin(JELGAVA, "jelgava", "2026-10", WHOLE)
    (asked,) = await town.tap(JELGAVA, "report.open", "jelgava", "2026-10")
    assert "one good example" in asked.screen.text
    settled, *_ = await town.say(JELGAVA, "voice:77")
    assert settled.screen.text.endswith("– voice: 77")
