"""The small query modules, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from core.drafts import Draft, OpenDraft
from core.messages import FileKind, FileSent
from core.people import Grant, Person, Role
from core.periods import Programme
from storage import (
    drafts,
    extensions,
    files,
    forms,
    grants,
    invitations,
    municipalities,
    people,
    programme,
    returned_questions,
    submissions,
)
from storage.database import Database
from storage.forms import FormVersion
from storage.invitations import Invitation
from storage.municipalities import Municipality
from storage.returned_questions import ReturnedQuestion
from storage.submissions import Submission

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = ("monthly_report", "1")
TALSI = Municipality("talsi", "Talsi", date(2026, 1, 1))


async def add_people(database: Database, *numbers: int) -> None:
    async with database.writing() as conn:
        await municipalities.add_municipality(conn, TALSI)
        for number in numbers:
            await people.add_person(conn, Person(number, "fake", str(number), "A\0" * 150, "lv", None), NOW)


def report(number: int, period: str, version: int = 1, **more: object) -> Submission:
    one = Submission(number, f"uuid:{number}", 1, KEY, "talsi", period, version, {"/data/a": "1"}, "<data/>", NOW)
    return replace(one, **more)  # type: ignore[arg-type]


async def test_a_person_is_found_by_number_address_and_role(database: Database) -> None:
    await add_people(database, 1, 2)
    async with database.writing() as conn:
        await grants.add_grant(conn, 1, 2, Grant(Role.COORDINATOR), 1, NOW)
        await people.save_language(conn, 2, "ru")
        await people.save_pause(conn, 2, date(2026, 12, 1))
        await people.add_consent(conn, 1, 2, "bot", "2026-11", "ru", "given", NOW)
        found = await people.load_person_at(conn, "fake", "2", NOW)
        assert found is not None
        assert (found.name, found.language, found.paused_until, found.consent_version) == (
            "A" * 150,
            "ru",
            date(2026, 12, 1),
            "2026-11",
        )
        assert await people.find_holders(conn, Role.COORDINATOR, NOW) == [found]
        assert await people.load_person(conn, 3, NOW) is None
        assert await people.load_person_at(conn, "other", "2", NOW) is None


async def test_only_one_draft_for_a_person_form_municipality_and_period(database: Database) -> None:
    await add_people(database, 1)
    kept = OpenDraft(1, 1, KEY, "talsi", "2026-10", Draft(revision=1))
    async with database.writing() as conn:
        await drafts.add_draft(conn, kept, NOW)
        with pytest.raises(IntegrityError):
            async with conn.begin_nested():
                await drafts.add_draft(conn, replace(kept, id=2), NOW)
        await drafts.add_draft(conn, replace(kept, id=3, period="2026-11"), NOW)
        assert [one.period for one in await drafts.find_own_drafts(conn, 1)] == ["2026-11", "2026-10"]
        await drafts.delete_draft(conn, 3)
        assert await drafts.load_draft(conn, 3) is None
        assert await drafts.load_draft(conn, 1) == kept


async def test_the_newest_version_of_each_report_counts(database: Database) -> None:
    await add_people(database, 1)
    async with database.writing() as conn:
        for one in (report(1, "2026-09"), report(2, "2026-10"), report(3, "2026-10", 2, answers={"/data/a": "2"})):
            await submissions.add_submission(conn, one)
        with pytest.raises(IntegrityError):
            async with conn.begin_nested():
                await submissions.add_submission(conn, report(4, "2026-10", 2))
        assert [one.id for one in await submissions.find_own_submissions(conn, 1)] == [3, 1]
        newest = await submissions.load_newest(conn, 1, "monthly_report", "talsi", "2026-10")
        before = await submissions.load_newest_before(conn, 1, "monthly_report", "talsi", "2026-10")
        assert newest is not None
        assert before is not None
        assert (newest.id, newest.answers, before.id) == (3, {"/data/a": "2"}, 1)
        assert await submissions.load_newest_before(conn, 1, "monthly_report", "talsi", "2026-09") is None
        assert await submissions.load_submission(conn, 2) == report(2, "2026-10")


async def test_a_due_day_moved_twice_is_the_last_one(database: Database) -> None:
    await add_people(database, 1)
    async with database.writing() as conn:
        for day in (7, 9):
            await extensions.save_extension(conn, 1, "talsi", "2026-10", due=date(2026, 11, day), by=None)
        assert await extensions.load_extension(conn, 1, "talsi", "2026-10") == date(2026, 11, 9)
        assert await extensions.load_extension(conn, 1, "talsi", "2026-11") is None


async def test_returned_questions_are_open_until_the_report_is_sent_again(database: Database) -> None:
    await add_people(database, 1)
    asked = ReturnedQuestion(7, 1, "talsi", "2026-10", "/data/a", "really?", 2, NOW)
    async with database.writing() as conn:
        await returned_questions.add_returned(conn, asked)
        assert await returned_questions.find_open_returned(conn, 1, "talsi", "2026-10") == [asked]
        await returned_questions.mark_answered(conn, 1, "talsi", "2026-10", NOW + HOUR)
        assert await returned_questions.find_open_returned(conn, 1, "talsi", "2026-10") == []
        assert await returned_questions.load_returned(conn, 7) == replace(asked, answered_at=NOW + HOUR)


async def test_an_invitation_is_used_by_one_of_many_who_try_at_once(database: Database) -> None:
    await add_people(database)
    invitation = Invitation("h", Role.MEDIATOR, "talsi", None, NOW, NOW + 72 * HOUR)
    async with database.writing() as conn:
        await invitations.add_invitation(conn, invitation)

    async def use(person: int) -> bool:
        async with database.writing() as conn:
            return await invitations.use_invitation(conn, "h", person, NOW + HOUR)

    assert sum(await asyncio.gather(*(use(person) for person in range(1, 20)))) == 1
    async with database.reading() as conn:
        used = await invitations.load_invitation(conn, "h")
    assert used is not None
    assert (used.used_at, used.used_by is not None) == (NOW + HOUR, True)


async def test_an_invitation_is_good_for_its_time_only(database: Database) -> None:
    await add_people(database)
    async with database.writing() as conn:
        await invitations.add_invitation(conn, Invitation("h", Role.MEDIATOR, None, None, NOW, NOW + 72 * HOUR))
        assert not await invitations.use_invitation(conn, "h", 1, NOW + 72 * HOUR)
        assert not await invitations.use_invitation(conn, "unknown", 1, NOW)
        assert await invitations.use_invitation(conn, "h", 1, NOW + 71 * HOUR)
        assert await invitations.load_invitation(conn, "unknown") is None


async def test_municipalities_take_part_from_one_day_to_another(database: Database) -> None:
    async with database.writing() as conn:
        await municipalities.add_municipality(conn, TALSI)
        await municipalities.add_municipality(conn, replace(TALSI, name="Other"))
        await municipalities.save_municipality(conn, Municipality("a", "A", date(2026, 1, 1), date(2026, 11, 1)))
        await municipalities.save_municipality(conn, Municipality("b", "B", date(2026, 11, 3)))
        assert await municipalities.find_municipalities(conn, NOW) == [TALSI]
        assert [one.code for one in await municipalities.find_all_municipalities(conn)] == ["a", "b", "talsi"]


async def test_a_published_version_never_changes(database: Database) -> None:
    version = FormVersion("f", "1", "<x/>", "aa", NOW)
    async with database.writing() as conn:
        assert await forms.add_form_version(conn, version)
        assert await forms.add_form_version(conn, version)
        assert not await forms.add_form_version(conn, replace(version, xform="<y/>", source_sha256="bb"))
        await forms.save_retired(conn, "f", "1", NOW)
        assert await forms.find_form_versions(conn) == [replace(version, retired_at=NOW)]
        assert await forms.load_form_version(conn, "f", "2") is None


async def test_of_the_programme_only_what_was_changed_is_stored(database: Database) -> None:
    changed = replace(Programme(), due_day=7, reminder_days=(-1, 3), quiet_from=time(19, 30))
    async with database.writing() as conn:
        assert await programme.load_programme(conn) == Programme()
        await programme.save_programme(conn, changed)
        assert await programme.load_programme(conn) == changed
        assert set(await programme.load_setting(conn, "programme")) == {"due_day", "reminder_days", "quiet_from"}
        await programme.save_setting(conn, "programme", {"due_day": 9, "of a later version": 1})
        assert await programme.load_programme(conn) == replace(Programme(), due_day=9)


async def test_a_file_is_wanted_until_it_is_stored_or_given_up(database: Database) -> None:
    await add_people(database, 1)
    voice = FileSent(FileKind.VOICE, "ref", 10, "audio/ogg", 3)
    async with database.writing() as conn:
        for number in (1, 2):
            await files.add_file(conn, number, 1, voice, NOW)
        await files.save_failed(conn, 1, 1, NOW + HOUR)
        assert [one.id for one in await files.find_wanted_files(conn, NOW)] == [2]
        assert [one.id for one in await files.find_wanted_files(conn, NOW + HOUR)] == [1, 2]
        await files.save_stored(conn, 1, b"sealed", 6)
        await files.save_failed(conn, 2, 9, None)
        assert await files.find_wanted_files(conn, NOW + HOUR) == []
        first, second = await files.load_file(conn, 1), await files.load_file(conn, 2)
    assert first is not None
    assert second is not None
    assert (first.state, first.sealed, second.state, second.sealed) == ("stored", b"sealed", "failed", None)
