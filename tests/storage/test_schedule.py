"""Occurrences happen once, whatever is planned again; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.people import Grant, Person, Role
from storage.database import Database
from storage.grants import add_grant
from storage.municipalities import Municipality, save_municipality
from storage.overview import end_grant, find_mediators, find_reports, load_newest_grant, load_report, load_version
from storage.people import add_person
from storage.schedule import (
    DONE,
    Occurrence,
    add_occurrences,
    cancel_occurrences,
    count_done,
    find_due_occurrences,
    load_last_done,
    load_occurrence,
    move_reminders,
    save_due,
    save_state,
)
from storage.submissions import Submission, add_submission

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def reminder(key: str, hours: float) -> Occurrence:
    return Occurrence(key, "reminder", NOW + timedelta(hours=hours), 1, "talsi", "2026-10")


async def settle(database: Database) -> None:
    async with database.writing() as conn:
        await save_municipality(conn, Municipality("talsi", "Talsi", NOW.date()))
        await add_person(conn, Person(1, "test", "a", "Name", "lv", "1"), NOW)
        await add_grant(conn, 5, 1, Grant(Role.MEDIATOR, "talsi"), None, NOW)


async def test_what_is_planned_again_stays_as_it_is(database: Database) -> None:
    await settle(database)
    async with database.writing() as conn:
        await add_occurrences(conn, [reminder("a", -1), reminder("b", 1)])
        assert [one.key for one in await find_due_occurrences(conn, NOW)] == ["a"]
        await save_state(conn, ["a"], DONE, NOW)
        await add_occurrences(conn, [reminder("a", -1), reminder("b", -5)])
        await save_due(conn, "a", NOW)
        assert await find_due_occurrences(conn, NOW) == []
        assert await count_done(conn, ("reminder",), "2026-10") == {(1, "talsi"): (1, NOW)}
        assert await load_last_done(conn, "reminder") == NOW
        assert await load_last_done(conn, "digest") is None


async def test_moving_takes_out_what_comes_before_and_brings_back_what_comes_after(database: Database) -> None:
    await settle(database)
    async with database.writing() as conn:
        await add_occurrences(conn, [reminder("a", 1), reminder("b", 3)])
        await move_reminders(conn, "reminder", 1, "talsi", "2026-10", until=NOW + timedelta(hours=5))
        assert await find_due_occurrences(conn, NOW + timedelta(hours=9)) == []
        await move_reminders(conn, "reminder", 1, "talsi", "2026-10", until=NOW + timedelta(hours=2))
        assert [one.key for one in await find_due_occurrences(conn, NOW + timedelta(hours=9))] == ["b"]
        await cancel_occurrences(conn, ("reminder",), 1, "talsi", "2026-10")
        found = await load_occurrence(conn, "b")
        assert found is not None
        assert found.state == "cancelled"
        await save_due(conn, "b", NOW)
        assert [one.key for one in await find_due_occurrences(conn, NOW)] == ["b"]


async def test_the_newest_version_of_each_report_is_found_also_of_who_was_forgotten(database: Database) -> None:
    await settle(database)
    async with database.writing() as conn:
        for number, person, version in ((1, 1, 1), (2, 1, 2), (3, None, 1)):
            submission = Submission(
                number, f"i{number}", person, ("f", "1"), "talsi", "2026-10", version, {"/a": str(number)}, "<a/>", NOW
            )
            await add_submission(conn, submission)
        assert [(one.id, one.person, one.version) for one in await find_reports(conn, "f", ("2026-10",))] == [
            (2, 1, 2),
            (3, None, 1),
        ]
        newest = await load_report(conn, 2)
        assert newest is not None
        before = await load_version(conn, newest, 1)
        assert before is not None
        assert before.answers == {"/a": "1"}


async def test_an_office_ends_once(database: Database) -> None:
    await settle(database)
    async with database.writing() as conn:
        assert [one.grant for one in await find_mediators(conn, NOW)] == [5]
        assert await load_newest_grant(conn) == 5
        assert await end_grant(conn, 5, NOW)
        assert not await end_grant(conn, 5, NOW)
        assert await find_mediators(conn, NOW) == []
