"""Digests and news: when they come, what they say, that each comes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.visit import afresh
from storage.people import save_pause, save_unreachable
from tests.handlers.coordinator.test_overview import WHOLE
from tests.handlers.town import COORDINATOR, JELGAVA, TALSI, Seen, Town, at, local_times

GOLDEN = """\
Monday digest · 9 November
Reports for October: 1 of 2 · were due on 5 November
Missing: Jelgava (reminded 3×)
Attention: Talsi – families 5 → 50
Together: people 14 (12) · families 50 (5) · women 8 (8) · children 3 (3) · hours 40 (40)
By area: 📚 Education 9 (9)
(in brackets: in September, 1 report)"""


def to_coordinator(seen: list[Seen], kind: str) -> list[Seen]:
    return [one for one in seen if one.person == COORDINATOR and (one.key or "").startswith(kind)]


async def september(town: Town) -> None:
    town.programme = replace(town.programme, season=(9, *town.programme.season))
    town.now = at("2026-10-15 12:00")
    await town.send(TALSI, "talsi", "2026-09", {**WHOLE, "people": "12"})
    town.now = at("2026-10-31 12:00")


async def test_the_monday_digest_is_short_and_every_exception_has_its_buttons(town: Town) -> None:
    await september(town)
    await town.live(at("2026-11-04 12:00"), timedelta(hours=1))
    await town.send(TALSI, "talsi", "2026-10", {**WHOLE, "families": "50"})
    seen = to_coordinator(await town.live(at("2026-11-09 12:00"), timedelta(hours=1)), "digest")
    assert local_times(seen) == ["11-09 09:00"]
    assert seen[0].screen.text == GOLDEN
    assert seen[0].buttons == ["Remind: Jelgava", "More time: Jelgava", "Ask: Talsi", "Open the reports", "Home"]
    assert seen[0].screen.buttons[0][0].press == afresh("c.remind", JELGAVA, "2026-10")


async def test_ask_in_the_digest_leads_to_the_figure(town: Town) -> None:
    await september(town)
    sent = await town.send(TALSI, "talsi", "2026-10", {**WHOLE, "people": "61"})
    town.now = at("2026-11-09 12:00")
    (digest,) = await town.tap(COORDINATOR, "c.digest")
    assert "Attention: Talsi – people 12 → 61" in digest.screen.text
    (asked,) = await town.tap_label(COORDINATOR, digest.screen, "Ask: Talsi")
    assert "How many people did you help? – 61" in asked.screen.text
    assert sent.id


async def test_the_day_after_closing_brings_one_digest_even_on_a_monday(town: Town) -> None:
    await town.tick()
    seen = await town.live(at("2026-11-18 12:00"), timedelta(hours=1))
    assert local_times(to_coordinator(seen, "digest")) == ["11-02 09:00", "11-09 09:00"]
    (closing,) = to_coordinator(seen, "closing")
    assert local_times([closing]) == ["11-16 09:00"]
    assert closing.screen.text.startswith("October is closed · digest of 16 November\nReports for October: 0 of 2\n")
    assert "Missing: Talsi (reminded 4×)" in closing.screen.text
    assert "Remind: Talsi" not in closing.buttons
    assert "More time: Talsi" in closing.buttons


async def test_a_mediator_is_named_as_missing_only_after_two_reminders(town: Town) -> None:
    await town.live(at("2026-11-02 15:00"), timedelta(hours=1))
    (one,) = await town.tap(COORDINATOR, "c.digest")
    assert "Not begun yet: Jelgava, Talsi" in one.screen.text
    assert "Missing:" not in one.screen.text
    await town.live(at("2026-11-05 15:00"), timedelta(hours=1))
    (one,) = await town.tap(COORDINATOR, "c.digest")
    assert "Missing: Talsi (reminded 2×)" in one.screen.text


async def test_after_three_weeks_off_one_digest_comes(town: Town) -> None:
    await town.tick()
    town.now = at("2026-11-25 11:00")
    seen = [one for one in await town.tick() if one.person == COORDINATOR]
    assert [one.key for one in seen] == [f"closing:2026-10:{COORDINATOR}"]
    assert to_coordinator(await town.live(at("2026-11-29 12:00"), timedelta(hours=3)), "digest") == []


async def test_there_is_no_weekly_digest_in_the_summer(town: Town) -> None:
    town.now = at("2027-09-08 12:00")
    await town.tick()
    assert to_coordinator(await town.live(at("2027-09-21 12:00"), timedelta(hours=3)), "digest") == []


async def test_a_pause_of_reminders_does_not_stop_digests_but_leaving_does(town: Town) -> None:
    async with town.database.writing() as conn:
        await save_pause(conn, COORDINATOR, at("2026-11-30 12:00").date())
    assert len(to_coordinator(await town.live(at("2026-11-02 12:00"), timedelta(hours=1)), "digest")) == 1
    async with town.database.writing() as conn:
        await save_unreachable(conn, ("test", f"chat-{COORDINATOR}"))
    assert to_coordinator(await town.live(at("2026-11-09 12:00"), timedelta(hours=3)), "digest") == []


async def test_the_digest_never_has_more_than_twelve_lines(town: Town) -> None:
    from core.digest import digest_of
    from core.periods import Period
    from core.standings import ReportState, Standing
    from handlers.coordinator.digest_words import digest_screen

    env = town.env()
    due = env.programme.due(Period(2026, 10))
    states = [ReportState(f"town{n}", Standing.NOT_BEGUN, due, person=n, grant=n, reminded=2) for n in range(40)]
    digest = digest_of(Period(2026, 10), due, closed=False, states=states, reports=(), earlier=(), undelivered=3)
    text = digest_screen(env, env.texts("en"), digest).text
    assert len(text.splitlines()) <= 12
    assert "… and 35 more" in text


async def test_reports_that_come_in_together_are_one_piece_of_news(town: Town) -> None:
    await town.tick()
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    town.now += timedelta(minutes=6)
    await town.send(JELGAVA, "jelgava", "2026-10", {"worked": "no", "absence": "leave"})
    seen = to_coordinator(await town.live(town.now + timedelta(hours=1)), "received")
    (one,) = seen
    assert local_times(seen) == ["10-31 12:11"]
    assert one.screen.text.splitlines() == [
        "Talsi: report for October received.",
        "Jelgava: report for October received (did not work).",
    ]
    (report,) = await town.tap_label(COORDINATOR, one.screen, "Read: Jelgava")
    assert report.screen.text.startswith("Jelgava · report for October")


async def test_news_of_a_changed_report_says_what_changed(town: Town) -> None:
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    await town.live(town.now + timedelta(minutes=15))
    await town.send(TALSI, "talsi", "2026-10", {**WHOLE, "people": "17", "women": "9"})
    (one,) = to_coordinator(await town.live(town.now + timedelta(minutes=15)), "received")
    assert one.screen.text.splitlines() == [
        "Talsi: report for October changed, version 2.",
        "  How many people did you help? 14 → 17",
        "  How many of them are women and girls? 8 → 9",
    ]


async def test_news_waits_for_the_morning(town: Town) -> None:
    town.now = at("2026-11-03 23:00")
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    seen = to_coordinator(await town.live(at("2026-11-04 12:00"), timedelta(minutes=30), nights=True), "received")
    assert local_times(seen) == ["11-04 09:00"]
