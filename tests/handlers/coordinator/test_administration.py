"""What was not delivered, who the mediators are, how the year runs: seen and changed with buttons."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from core.messages import Care, Press, Screen, Sender, Shown
from storage.outbox import add_shown
from storage.programme import load_programme
from storage.tables import outbox
from tests.handlers.coordinator.test_overview import WHOLE
from tests.handlers.town import COORDINATOR, JELGAVA, TALSI, Town, at, local_times


async def lose(town: Town, number: int, state: str, error: str, key: str | None = None) -> None:
    async with town.database.writing() as conn:
        shown = Shown(number, Screen("secret words"), Sender("test", "chat-11"), TALSI, Care.NOTICE, key=key)
        await add_shown(conn, [shown], town.now)
        await conn.execute(update(outbox).where(outbox.c.id == number).values(state=state, error=error))


async def test_what_was_not_delivered_is_listed_with_the_reason_and_without_its_content(town: Town) -> None:
    await lose(town, 1, "dead", "unreachable")
    await lose(town, 2, "uncertain", "uncertain")
    (home,) = await town.command(COORDINATOR, "home")
    assert "Not delivered: 2" in home.screen.text
    (one,) = await town.tap_label(COORDINATOR, home.screen, "Show what was not delivered")
    assert one.screen.text.splitlines() == [
        "Not delivered: 2",
        "1. Talsi (Name 11), 31 October 12:00 – it is not certain whether it arrived",
        "2. Talsi (Name 11), 31 October 12:00 – this person has blocked the bot or left",
    ]


async def test_a_message_is_tried_again_or_hidden(town: Town) -> None:
    await lose(town, 1, "dead", "unreachable")
    await lose(town, 2, "dead", "rejected")
    (one,) = await town.tap(COORDINATOR, "c.undelivered")
    (one,) = await town.tap_label(COORDINATOR, one.screen, "2. Try again")
    assert one.screen.text.startswith("It is being sent again.")
    (one,) = await town.tap_label(COORDINATOR, one.screen, "1. Hide")
    assert one.screen.text == "Everything was delivered."
    assert (await town.outbox())[:2] == [(None, "queued"), (None, "cancelled")]
    (one,) = await town.tap(COORDINATOR, "c.again", 1)
    assert one.screen.text == "Everything was delivered."


async def test_a_lost_reminder_is_not_tried_again_when_its_report_is_in(town: Town) -> None:
    await town.live(at("2026-11-02 10:00"), timedelta(hours=1))
    key = "reminder:monthly_report:2026-10:11:talsi:2026-11-02"
    async with town.database.writing() as conn:
        await conn.execute(update(outbox).where(outbox.c.key == key).values(state="dead", error="unreachable", id=5))
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    (one,) = await town.tap(COORDINATOR, "c.again", 5)
    assert "is in already" in one.screen.text
    assert (key, "cancelled") in await town.outbox()


async def test_an_office_is_ended_in_two_taps_and_its_reminders_with_it(town: Town) -> None:
    await town.tick()
    (listed,) = await town.tap(COORDINATOR, "c.mediators")
    assert "Talsi · Name 11, since" in listed.screen.text
    (card,) = await town.tap_label(COORDINATOR, listed.screen, "Talsi · Name 11")
    (sure,) = await town.tap_label(COORDINATOR, card.screen, "End this office")
    (done,) = await town.tap_label(COORDINATOR, sure.screen, "Yes, end it")
    assert done.screen.text.startswith("Done. Talsi · Name 11 is no longer mediator.")
    assert "Talsi: no mediator" in done.screen.text
    (home,) = await town.command(TALSI, "home")
    assert "Mediator" not in home.screen.text
    seen = await town.live(at("2026-11-06 12:00"), timedelta(hours=2))
    assert TALSI not in {one.person for one in seen}


async def test_a_new_due_day_moves_what_is_planned(town: Town) -> None:
    await town.tick()
    (whole,) = await town.tap(COORDINATOR, "c.programme")
    assert "Due day: 5. of the next month" in whole.screen.text
    assert "Reminders: −3, 0, +2, +5 days from the due day, at 10:00" in whole.screen.text
    (choice,) = await town.tap_label(COORDINATOR, whole.screen, "Due day")
    (after,) = await town.tap_label(COORDINATOR, choice.screen, "7")
    assert "● 7" in after.buttons
    seen = await town.live(at("2026-11-14 12:00"), timedelta(hours=1))
    got = [one for one in seen if one.person == JELGAVA]
    assert local_times(got) == ["11-04 10:00", "11-07 10:00", "11-09 10:00", "11-12 10:00"]


async def test_changing_a_setting_and_back_leaves_the_plan_as_it_was(town: Town) -> None:
    await town.tick()
    for day in (9, 5):
        await town.tap(COORDINATOR, "c.set", "due", day)
    await town.tap(COORDINATOR, "c.set", "days", -3, 0)
    await town.tap(COORDINATOR, "c.set", "days", -3, 1)
    seen = await town.live(at("2026-11-06 12:00"), timedelta(hours=1))
    assert local_times([one for one in seen if one.person == JELGAVA]) == ["11-02 10:00", "11-05 10:00"]


async def test_each_setting_can_be_changed_and_nothing_else(town: Town) -> None:
    presses = (("days", 7, 1), ("hour", 11), ("from", 21), ("until", 8), ("season", 8, 1), ("closes", 14))
    for press in presses:
        (one,) = await town.tap(COORDINATOR, Press.of("c.set", *press))
        assert one.screen.text
    for forged in (("due", 31), ("hour", 3), ("season", 13, 1), ("days", 100, 1), ("closes", "x"), ("nonsense", 1)):
        await town.tap(COORDINATOR, Press.of("c.set", *forged))
    async with town.database.reading() as conn:
        now = await load_programme(conn)
    assert now.reminder_days == (-3, 0, 2, 5, 7)
    assert (now.reminder_hour, now.quiet_from.hour, now.quiet_until.hour) == (11, 21, 8)
    assert (now.due_day, now.closes_after) == (5, 14)
    assert now.season == (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)
