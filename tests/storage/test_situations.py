"""What is loaded about the senders of a batch, and what is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.conversations import Conversation, Situation, Stranger
from core.drafts import Draft, OpenDraft
from core.messages import Sender
from core.people import Grant, Person, Role
from storage import drafts, grants, people, situations, strangers
from storage.database import Database
from storage.municipalities import Municipality, save_municipality
from storage.situations import Seen

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANNA = Sender("telegram", "100")
BERTA = Sender("telegram", "200")
PERSON = Person(1, "telegram", "100", "Anna", "lv", "2026-11", wrote_at=NOW)
KEPT = OpenDraft(7, 1, ("monthly_report", "1"), "talsi", "2026-10", Draft({"/data/a": "3"}, "/data/b", 4))


async def settle(database: Database) -> None:
    async with database.writing() as conn:
        await save_municipality(conn, Municipality("talsi", "Talsi", NOW.date()))
        await people.add_person(conn, PERSON, NOW)
        await grants.add_grant(conn, 5, 1, Grant(Role.MEDIATOR, "talsi"), None, NOW)
        await drafts.add_draft(conn, KEPT, NOW)
        await situations.save_conversations(conn, {1: Conversation("report", {"a": [1]}, 7, 99)})


async def test_everything_about_a_known_sender_is_loaded_at_once(database: Database) -> None:
    await settle(database)
    async with database.reading() as conn:
        found = await situations.load_situations(conn, [ANNA], NOW)
    person = replace(PERSON, grants=(Grant(Role.MEDIATOR, "talsi"),))
    assert found == {("telegram", "100"): Situation(person, Conversation("report", {"a": [1]}, 7, 99), KEPT)}


async def test_of_a_stranger_only_language_and_link_are_known(database: Database) -> None:
    await settle(database)
    async with database.writing() as conn:
        await strangers.save_stranger(conn, BERTA, Stranger("ru", "code\0" + "x" * 200), NOW)
        found = await situations.load_situations(conn, [ANNA, BERTA, Sender("telegram", "300")], NOW)
    assert found["telegram", "200"] == Situation(stranger=Stranger("ru", "code" + "x" * 96))
    assert found["telegram", "300"] == Situation()


async def test_a_role_that_has_ended_or_not_begun_is_not_loaded(database: Database) -> None:
    await settle(database)
    async with database.writing() as conn:
        await grants.end_grants(conn, 1, Grant(Role.MEDIATOR, "talsi"), NOW + timedelta(days=1))
        await grants.add_grant(conn, 6, 1, Grant(Role.COORDINATOR), None, NOW + timedelta(days=2))
        held = [await situations.load_grants(conn, [1], NOW + timedelta(days=days)) for days in (0, 1, 2)]
    assert held == [{1: (Grant(Role.MEDIATOR, "talsi"),)}, {}, {1: (Grant(Role.COORDINATOR),)}]


async def test_a_draft_is_never_replaced_by_an_older_revision(database: Database) -> None:
    await settle(database)
    newer = replace(KEPT, draft=Draft({"/data/a": "5"}, "/data/c", 6))
    older = replace(KEPT, draft=Draft({"/data/a": "4"}, "/data/c", 5))
    async with database.writing() as conn:
        await situations.save_drafts(conn, [newer], NOW)
        await situations.save_drafts(conn, [older], NOW)
        assert await drafts.load_draft(conn, 7) == newer
        assert await drafts.load_own_draft(conn, 1, "monthly_report", "talsi", "2026-10") == newer
        assert await drafts.load_own_draft(conn, 1, "monthly_report", "talsi", "2026-09") is None


async def test_many_people_are_saved_together(database: Database) -> None:
    everyone = [replace(PERSON, id=number, address=str(number)) for number in range(1, 51)]
    async with database.writing() as conn:
        for person in everyone:
            await people.add_person(conn, person, NOW)
        for kind in ("home", "report"):
            await situations.save_conversations(conn, {person.id: Conversation(kind) for person in everyone})
        await situations.save_seen(conn, [Seen(3, False)], NOW + timedelta(hours=1))
        senders = [Sender("telegram", person.address) for person in everyone]
        found = await situations.load_situations(conn, senders, NOW)
    assert {situation.conversation.kind for situation in found.values()} == {"report"}
    third = found["telegram", "3"].person
    assert third is not None
    assert (third.reachable, third.wrote_at) == (False, NOW + timedelta(hours=1))
