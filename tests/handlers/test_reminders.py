"""Reminders over weeks of a moved clock: each once, none too late, none in the night, none to who is writing."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from core.messages import Press
from core.people import Grant, Role
from core.periods import Programme
from handlers import reminders
from handlers.reminders import end_reminders
from storage.grants import end_grants
from storage.people import save_pause, save_unreachable
from storage.tables import people
from tests.handlers.town import JELGAVA, TALSI, Seen, Town, at, local_times

WHOLE = {"worked": "yes", "hours": "40", "families": "5", "people": "14"}


def reminders_to(person: int, seen: list[Seen]) -> list[Seen]:
    return [one for one in seen if one.person == person and (one.key or "").startswith("reminder:")]


async def test_a_mediator_who_does_nothing_is_reminded_four_times_around_the_due_day(town: Town) -> None:
    seen = await town.live(at("2026-11-12 12:00"), timedelta(minutes=30), nights=True)
    got = reminders_to(TALSI, seen)
    assert local_times(got) == ["11-02 10:00", "11-05 10:00", "11-07 10:00", "11-10 10:00"]
    assert len({one.key for one in got}) == 4
    assert "not begun yet" in got[0].screen.text
    assert "due today" in got[1].screen.text
    assert "was due on" in got[2].screen.text
    assert len(reminders_to(JELGAVA, seen)) == 4


async def test_a_reminder_says_what_is_missing_and_goes_on_there(town: Town) -> None:
    await town.begin(TALSI, "talsi", "2026-10", {"worked": "yes", "hours": "40", "families": "5"})
    (one,) = reminders_to(TALSI, await town.live(at("2026-11-02 12:00"), timedelta(hours=1)))
    assert "You have answered 3 of" in one.screen.text
    assert "5 November" in one.screen.text
    assert one.buttons == ["📝 Continue the report", "This evening", "Tomorrow", "On Monday"]
    assert one.screen.buttons[0][0].press == Press.of("report.open", "talsi", "2026-10")


async def test_a_report_not_begun_can_be_answered_with_no_work(town: Town) -> None:
    (one,) = reminders_to(TALSI, await town.live(at("2026-11-02 12:00"), timedelta(hours=1)))
    assert one.screen.buttons[1][0].label == "I did not work in October"
    assert one.screen.buttons[1][0].press == Press.of("report.absent", "talsi", "2026-10")


async def test_no_reminder_goes_out_after_the_report_is_in(town: Town) -> None:
    await town.live(at("2026-11-03 12:00"), timedelta(hours=1))
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    seen = await town.live(at("2026-11-12 12:00"), timedelta(hours=1))
    assert reminders_to(TALSI, seen) == []
    assert len(reminders_to(JELGAVA, seen)) == 3


async def test_a_reminder_still_in_the_outbox_is_cancelled_by_sending(town: Town) -> None:
    await town.live(at("2026-11-02 10:00"), timedelta(hours=1))
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    states = {key: state for key, state in await town.outbox() if key}
    assert states["reminder:monthly_report:2026-10:11:talsi:2026-11-02"] == "cancelled"
    assert states["reminder:monthly_report:2026-10:12:jelgava:2026-11-02"] == "queued"


async def test_without_ending_the_reminders_the_outbox_would_still_send(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the test above sees the fault it is there for."""

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr("tests.handlers.town.end_reminders", nothing)
    await town.live(at("2026-11-02 10:00"), timedelta(hours=1))
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    states = {key: state for key, state in await town.outbox() if key}
    assert states["reminder:monthly_report:2026-10:11:talsi:2026-11-02"] == "queued"
    assert end_reminders is reminders.end_reminders


async def test_a_tick_that_comes_twice_reminds_once(town: Town) -> None:
    await town.live(at("2026-11-02 10:00"), timedelta(hours=1))
    again = await town.tick() + await town.tick()
    assert again == []
    keys = [key for key, _ in await town.outbox() if key and key.startswith("reminder")]
    assert len(keys) == len(set(keys)) == 2


async def test_after_days_without_the_bot_only_the_newest_missed_reminder_goes_out(town: Town) -> None:
    await town.tick()
    town.now = at("2026-11-08 11:00")
    seen = await town.tick()
    assert [one.key for one in reminders_to(TALSI, seen)] == ["reminder:monthly_report:2026-10:11:talsi:2026-11-07"]
    later = await town.live(at("2026-11-12 12:00"), timedelta(hours=1))
    assert local_times(reminders_to(TALSI, later)) == ["11-10 10:00"]


async def test_a_bot_that_was_off_for_two_months_catches_up_with_one_reminder(town: Town) -> None:
    await town.tick()
    town.now = at("2027-01-06 11:00")
    seen = reminders_to(TALSI, await town.tick())
    assert [one.key for one in seen] == ["reminder:monthly_report:2026-12:11:talsi:2027-01-05"]


async def test_nobody_is_reminded_in_the_quiet_hours(town: Town) -> None:
    await town.tick()
    town.now = at("2026-11-02 21:30")
    assert reminders_to(TALSI, await town.tick()) == []
    seen = reminders_to(TALSI, await town.live(at("2026-11-03 12:00"), timedelta(minutes=10)))
    assert local_times(seen) == ["11-03 09:00"]


async def test_who_has_just_written_is_reminded_a_quarter_of_an_hour_later(town: Town) -> None:
    await town.tick()
    town.now = at("2026-11-02 09:50")
    async with town.database.writing() as conn:
        wrote = at("2026-11-02 09:55").astimezone(UTC)
        await conn.execute(update(people).where(people.c.id == TALSI).values(wrote_at=wrote))
    seen = await town.live(at("2026-11-02 12:00"), timedelta(minutes=5))
    assert local_times(reminders_to(TALSI, seen)) == ["11-02 10:15"]
    assert local_times(reminders_to(JELGAVA, seen)) == ["11-02 10:00"]


async def test_a_pause_skips_reminders_and_ends_with_the_newest_one(town: Town) -> None:
    async with town.database.writing() as conn:
        await save_pause(conn, TALSI, date(2026, 11, 8))
    seen = await town.live(at("2026-11-12 12:00"), timedelta(hours=1))
    assert local_times(reminders_to(TALSI, seen)) == ["11-09 10:00", "11-10 10:00"]
    assert (reminders_to(TALSI, seen)[0].key or "").endswith("2026-11-07")


async def test_who_cannot_be_reached_or_is_no_longer_mediator_is_not_reminded(town: Town) -> None:
    async with town.database.writing() as conn:
        await save_unreachable(conn, ("test", f"chat-{TALSI}"))
        await end_grants(conn, JELGAVA, Grant(Role.MEDIATOR, "jelgava"), town.now.astimezone(UTC))
    seen = await town.live(at("2026-11-12 12:00"), timedelta(hours=1))
    assert [one for one in seen if (one.key or "").startswith("reminder")] == []


async def test_a_new_due_day_brings_its_own_reminders(town: Town) -> None:
    town.now = at("2026-11-04 12:00")
    await town.tick()
    await town.tap(21, "c.extend.to", TALSI, "2026-10", "2026-11-12")
    seen = await town.live(at("2026-11-18 12:00"), timedelta(hours=1))
    assert local_times(reminders_to(TALSI, seen)) == ["11-09 10:00", "11-12 10:00", "11-14 10:00", "11-17 10:00"]
    assert local_times(reminders_to(JELGAVA, seen)) == ["11-05 10:00", "11-07 10:00", "11-10 10:00"]


@pytest.mark.parametrize(
    ("now", "day"),
    [("2026-10-23 12:00", "2026-10-25"), ("2027-03-26 12:00", "2027-03-28")],
    ids=["the night is an hour longer", "the night is an hour shorter"],
)
async def test_the_hour_is_that_of_the_clock_on_the_wall_when_it_changes(town: Town, now: str, day: str) -> None:
    town.now = at(now)
    month = at(now).month
    town.programme = Programme(
        season=(12 if month == 1 else month - 1, 9, 2), due_day=int(day[-2:]), reminder_days=(-1, 0, 1)
    )
    got = reminders_to(TALSI, await town.live(at(f"{day} 12:00") + timedelta(days=2), timedelta(hours=1)))
    assert [moment[-5:] for moment in local_times(got)] == ["10:00", "10:00", "10:00"]
    gaps = [later.at.astimezone(UTC) - earlier.at.astimezone(UTC) for earlier, later in pairwise(got)]
    assert sorted(gaps)[1 if month == 10 else 0] == timedelta(hours=25 if month == 10 else 23)


async def test_a_reminder_is_moved_to_the_evening_in_place(town: Town) -> None:
    (one,) = reminders_to(TALSI, await town.live(at("2026-11-02 10:00"), timedelta(hours=1)))
    (answer,) = await town.tap_label(TALSI, one.screen, "This evening")
    assert answer.screen.text == "All right, I will remind you this evening at 18:00."
    seen = await town.live(at("2026-11-06 12:00"), timedelta(hours=1))
    assert local_times(reminders_to(TALSI, seen)) == ["11-02 18:00", "11-05 10:00"]


async def test_a_reminder_moved_over_others_takes_their_place(town: Town) -> None:
    seen = reminders_to(TALSI, await town.live(at("2026-11-05 10:00"), timedelta(hours=1)))
    (answer,) = await town.tap_label(TALSI, seen[-1].screen, "On Monday")
    assert answer.screen.text == "All right, I will remind you on Monday, 9 November, at 10:00."
    later = await town.live(at("2026-11-12 12:00"), timedelta(hours=1))
    assert local_times(reminders_to(TALSI, later)) == ["11-09 10:00", "11-10 10:00"]


async def test_who_changes_their_mind_about_moving_gets_the_last_choice_only(town: Town) -> None:
    seen = reminders_to(TALSI, await town.live(at("2026-11-05 10:00"), timedelta(hours=1)))
    for label in ("On Monday", "This evening", "Tomorrow", "This evening"):
        await town.tap_label(TALSI, seen[-1].screen, label)
    later = await town.live(at("2026-11-12 12:00"), timedelta(hours=1))
    assert local_times(reminders_to(TALSI, later)) == ["11-05 18:00", "11-07 10:00", "11-10 10:00"]


async def test_an_old_move_button_offers_what_still_makes_sense(town: Town) -> None:
    (one,) = reminders_to(TALSI, await town.live(at("2026-11-02 10:00"), timedelta(hours=1)))
    town.now = at("2026-11-02 21:00")
    (answer,) = await town.tap_label(TALSI, one.screen, "This evening")
    assert answer.screen.text == "That time is over."
    assert "Tomorrow" in answer.buttons
    assert "This evening" not in answer.buttons


async def test_moving_a_reminder_of_a_report_that_is_in_says_so(town: Town) -> None:
    (one,) = reminders_to(TALSI, await town.live(at("2026-11-02 10:00"), timedelta(hours=1)))
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    (answer,) = await town.tap_label(TALSI, one.screen, "Tomorrow")
    assert "is in already" in answer.screen.text
    assert reminders_to(TALSI, await town.live(at("2026-11-12 12:00"), timedelta(hours=1))) == []


async def test_a_forged_move_button_is_refused_calmly(town: Town) -> None:
    for arguments in (("jelgava", "2026-10", "evening"), ("talsi", "nonsense", "evening"), ()):
        (answer,) = await town.tap(TALSI, "remind.move", *arguments)
        assert answer.screen.text
    assert reminders_to(TALSI, await town.live(at("2026-11-01 12:00"), timedelta(hours=1))) == []


async def test_a_quiet_tick_asks_the_database_three_questions(town: Town) -> None:
    from sqlalchemy import event

    await town.tick()
    asked: list[str] = []
    engine = town.database.writer.sync_engine
    listener = lambda *words: asked.append(words[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    await town.tick()
    event.remove(engine, "before_cursor_execute", listener)
    assert [words.split()[0] for words in asked] == ["BEGIN", "SELECT", "SELECT", "SELECT"]
