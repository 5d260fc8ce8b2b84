"""Inbox and outbox as tables, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.messages import Attachment, Button, Care, FileKind, Press, Screen, Sender, Shown
from storage import inbox, outbox
from storage.database import Database
from storage.outbox import TALK, UNASKED
from storage.screens import has_press, screen_from_json, screen_to_json

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANNA = Sender("fake", "1")


def shown(number: int, **more: object) -> Shown:
    return replace(Shown(number, Screen(str(number)), ANNA), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "screen",
    [
        Screen("Sveiki \0 \ud83d\ude00"),
        Screen(
            "a", ((Button("b", Press.of("q", 1, "x")), Button("link", url="https://x")), (Button("phone"),)), ("a",)
        ),
        Screen("", attachment=Attachment(FileKind.DOCUMENT, "a.json", b"\x00\xff")),
        Screen("", attachment=Attachment(FileKind.VOICE, "a.ogg", file_id=7)),
    ],
)
def test_a_screen_goes_to_json_and_back(screen: Screen) -> None:
    assert screen_from_json(screen_to_json(screen)) == screen


def test_a_button_is_found_by_exactly_its_text() -> None:
    state = screen_to_json(Screen("a", ((Button("b", Press.of("q", 12)),),)))
    assert has_press(state, "1:q:12")
    assert not has_press(state, "1:q:1")


async def test_the_oldest_update_of_each_chat_waits_and_the_oldest_chat_first(database: Database) -> None:
    rows = [(5, "b"), (3, "a"), (4, "a"), (9, "c"), (7, "b")]
    async with database.writing() as conn:
        await inbox.add_updates(conn, [inbox.update_row("fake", number, chat, "{}", now=NOW) for number, chat in rows])
        found = await inbox.find_waiting(conn)
        assert [(row.id, row.chat, row.behind) for row in found] == [(3, "a", 2), (5, "b", 2), (9, "c", 1)]
        assert [row.id for row in await inbox.find_waiting(conn, 2)] == [3, 5]
        await inbox.save_done(conn, found[:1])
        await inbox.save_set_aside(conn, [(found[1], "new", "KeyError"), (found[2], "dead", "KeyError")])
        again = await inbox.find_waiting(conn)
        assert [(row.id, row.attempts) for row in again] == [(4, 0), (5, 1)]
        assert not await inbox.is_empty(conn)


async def test_a_known_update_stays_as_it_is(database: Database) -> None:
    row = inbox.update_row("fake", 1, "a", "{}", now=NOW)
    async with database.writing() as conn:
        await inbox.add_updates(conn, [row])
        await inbox.save_done(conn, await inbox.find_waiting(conn))
        await inbox.add_updates(conn, [row, inbox.update_row("other", 1, "a", "{}", now=NOW)])
        assert [(one.channel, one.id) for one in await inbox.find_waiting(conn)] == [("other", 1)]


async def test_only_what_is_due_is_found_and_in_order(database: Database) -> None:
    hour = NOW + timedelta(hours=1)
    async with database.writing() as conn:
        await outbox.add_shown(conn, [shown(3), shown(1), shown(2, not_before=hour), shown(4, care=Care.NOTICE)], NOW)
        assert [one.id for one in await outbox.find_due(conn, NOW, TALK, ["fake"], 10)] == [1, 3]
        assert [one.id for one in await outbox.find_due(conn, hour, TALK, ["fake"], 10)] == [1, 3, 2]
        assert [one.id for one in await outbox.find_due(conn, NOW, UNASKED, ["fake"], 10)] == [4]
        assert await outbox.find_due(conn, NOW, UNASKED, ["fake"], 10, but=["1"]) == []
        assert await outbox.find_due(conn, NOW, TALK, ["other"], 10) == []
        await outbox.claim(conn, [1, 3])
        assert await outbox.load_next_due(conn, TALK, ["fake"]) == hour
        assert await outbox.claim_one(conn, 4)
        assert not await outbox.claim_one(conn, 4)


async def test_what_is_no_longer_true_is_cancelled_by_the_beginning_of_its_key(database: Database) -> None:
    keys = ["reminder:2026-10:1:1", "reminder:2026-10:1:2", "reminder:2026-10:12:1", "reminder%"]
    async with database.writing() as conn:
        rows = [shown(number, key=key, care=Care.NOTICE) for number, key in enumerate(keys)]
        await outbox.add_shown(conn, rows, NOW)
        assert await outbox.cancel_key(conn, "reminder:2026-10:1:") == 2
        assert await outbox.cancel_key(conn, "reminder%") == 1
        assert [one.id for one in await outbox.find_due(conn, NOW, UNASKED, ["fake"], 10)] == [2]


async def test_a_tap_proves_only_the_message_with_that_button(database: Database) -> None:
    screens = [Screen("", ((Button("b", Press.of("q", number)),),)) for number in range(3)]
    async with database.writing() as conn:
        rows = [outbox.outbox_row(shown(number, screen=screens[number]), NOW, sending=True) for number in range(3)]
        await outbox.add_rows(conn, rows)
        assert await outbox.save_proof(conn, ANNA, "1:q:1", "m9") == 2
        assert await outbox.save_proof(conn, ANNA, "1:q:7", "m10") == 2
        assert await outbox.save_proof(conn, ANNA, "1:q:2", "m9") == 2, "the message is known already"
        assert await outbox.load_messages(conn, [0, 1, 2]) == {0: None, 1: "m9", 2: None}
