"""Which months are open for whom: an answer after closing is told to come too late, more time really opens a month."""

from __future__ import annotations

from datetime import date

from core.messages import Press
from core.periods import Programme
from storage.drafts import load_own_draft
from storage.extensions import save_extension
from storage.programme import save_programme
from tests.handlers.town import TALSI, Seen, Town, at, refs

BEGUN = {"worked": "yes", "hours": "40"}


async def answers(town: Town) -> dict[str, str]:
    async with town.database.reading() as conn:
        kept = await load_own_draft(conn, TALSI, "monthly_report", "talsi", "2026-10")
    assert kept is not None
    return dict(kept.draft.answers)


async def give_time(town: Town, until: date) -> None:
    async with town.database.writing() as conn:
        await save_extension(conn, TALSI, "talsi", "2026-10", due=until, by=None)


async def at_the_third_question(town: Town) -> Seen:
    town.now = at("2026-11-03 12:00")
    await town.begin(TALSI, "talsi", "2026-10", BEGUN)
    (asked,) = await town.tap(TALSI, "report.open", "talsi", "2026-10")
    return asked


async def test_an_answer_typed_after_the_month_closed_is_not_taken(town: Town) -> None:
    await at_the_third_question(town)
    town.now = at("2026-11-16 09:00")
    (told,) = await town.say(TALSI, "12")
    assert "This month is closed" in told.screen.text
    assert await answers(town) == refs(BEGUN)
    (home,) = await town.say(TALSI, "12")
    assert "October" not in home.screen.text


async def test_a_button_tapped_after_the_month_closed_says_so(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    (asked,) = await town.tap(TALSI, "report.open", "talsi", "2026-10")
    town.now = at("2026-11-16 00:00")
    (told,) = await town.tap_label(TALSI, asked.screen, "Yes")
    assert "This month is closed" in told.screen.text
    assert await answers(town) == {}


async def test_who_has_more_time_goes_on_answering(town: Town) -> None:
    await at_the_third_question(town)
    await give_time(town, date(2026, 11, 20))
    town.now = at("2026-11-18 12:00")
    settled, _ = await town.say(TALSI, "12")
    assert settled.screen.text.endswith("– 12")
    assert len(await answers(town)) == 3


async def test_more_time_opens_a_month_that_is_closed_for_everybody_else(town: Town) -> None:
    town.now = at("2026-11-17 12:00")
    (before,) = await town.tap(TALSI, "report.open", "talsi", "2026-10")
    assert "This month is closed" in before.screen.text
    await give_time(town, date(2026, 11, 20))
    (home,) = await town.command(TALSI, "home")
    assert "Report for October: not begun · due 20 November" in home.screen.text
    (asked,) = await town.tap_label(TALSI, home.screen, "📝 Fill in the report")
    assert "Did you work as a mediator in October?" in asked.screen.text


async def test_an_unsent_month_still_open_comes_before_the_next_one(town: Town) -> None:
    async with town.database.writing() as conn:
        await save_programme(conn, Programme(due_day=20))
    town.now = at("2026-11-26 12:00")
    (home,) = await town.command(TALSI, "home")
    assert "Report for October" in home.screen.text
    (named,) = await town.tap(TALSI, Press.of("report.open", "talsi", "2026-11"))
    assert "in November?" in named.screen.text
