"""What an update means, and that nothing malformed passes as something else."""

from __future__ import annotations

import copy
import json
import logging
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.telegram.updates import chat_of, parse, update_number
from core.messages import (
    Commanded,
    ContactSent,
    Edited,
    FileKind,
    FileSent,
    FromGroup,
    Left,
    PlaceSent,
    Press,
    Received,
    Returned,
    Sender,
    Tapped,
    Typed,
    Unreadable,
    What,
)
from tests.bot.telegram.samples import ANNA, DATE, FORWARDED, GROUP, SAMPLES, VOICE, membership, message, tap


def meaning(update: dict[str, Any]) -> What | None:
    received = parse(update, "kheten_bot")
    return received.what if received else None


def test_words_arrive_with_who_when_and_where() -> None:
    assert parse(message(text="12")) == Received(
        key="telegram:900",
        sender=Sender("telegram", "501", "Anna", "lv"),
        what=Typed("12"),
        at=datetime.fromtimestamp(DATE, UTC),
        message="7",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/report", Commanded("report")),
        ("/Report@kheten_bot  arg  ument ", Commanded("report", "arg  ument")),
        ("/start abc-DEF_1", Commanded("start", "abc-DEF_1")),
        ("/pārskats", Commanded("pārskats")),
        ("/pa\u0304rskats", Commanded("pārskats")),
        ("/отчет", Commanded("отчет")),
        ("/note two\nlines", Commanded("note", "two\nlines")),
        ("/", Typed("/")),
        ("/ 5", Typed("/ 5")),
        ("/5", Typed("/5")),
        ("1/2", Typed("1/2")),
        ("", Typed("")),
        ("x" * 10_000, Typed("x" * 10_000)),
        ("no\u200bth\u202eing\x00 \ud800hid\u00adden", Typed("nothing hidden")),
        ("👩\u200d👩\u200d👧 a\u200db \u200d", Typed("👩\u200d👩\u200d👧 ab ")),
        ("a\r\nb\u2028c", Typed("a\nb\nc")),
    ],
)
def test_words_and_commands(text: str, expected: What) -> None:
    assert meaning(message(text=text)) == expected


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (message(text="/report", **FORWARDED), Typed("/report", forwarded=True)),
        (message(text="12", forward_date=DATE), Typed("12", forwarded=True)),
        (message(text="12", via_bot={"id": 9, "is_bot": True}), None),
        (message(text="12", sender_chat=GROUP), None),
        (message(text="12", **{"from": ANNA | {"is_bot": True}}), None),
        (message(voice=VOICE), FileSent(FileKind.VOICE, "AwAC", 4000, "audio/ogg", 12)),
        (message(photo=[{"file_id": "s"}, {"file_id": "l"}]), FileSent(FileKind.PHOTO, "l")),
        (
            message(document={"file_id": "d"}, caption="te\u200b", **FORWARDED),
            FileSent(FileKind.DOCUMENT, "d", caption="te", forwarded=True),
        ),
        (message(audio={"file_id": "a", "duration": 3}), FileSent(FileKind.AUDIO, "a", duration=3)),
        (message(video={"file_id": "v", "duration": 3}), FileSent(FileKind.VIDEO, "v", duration=3)),
        (message(animation={"file_id": "x"}, document={"file_id": "x"}), Unreadable("animation")),
        (message(sticker={"file_id": "x"}), Unreadable("sticker")),
        (message(dice={"value": 6}), Unreadable("dice")),
        (message(hologram={"x": 1}), Unreadable("other")),
        (message(pinned_message={"message_id": 3}), None),
        (message(location={"latitude": 57, "longitude": 22.5}), PlaceSent(57.0, 22.5)),
        (message(contact={"phone_number": "+371", "user_id": 501}), ContactSent("+371", own=True)),
        (message(contact={"phone_number": "+371", "user_id": 502}), ContactSent("+371", own=False)),
        (message(contact={"phone_number": "+371"}), ContactSent("+371", own=False)),
        (message(contact={"phone_number": "+371", "user_id": 501}, **FORWARDED), ContactSent("+371", own=False)),
        (membership("member", "kicked"), Left()),
        (membership("kicked", "member"), Returned()),
        (membership("left", "member", GROUP), FromGroup(addressed=True)),
        (membership("member", "left", GROUP), None),
        (message(chat=GROUP, text="/start@kheten_bot"), FromGroup(addressed=True)),
        (message(chat=GROUP, text="/start"), FromGroup(addressed=True)),
        (message(chat=GROUP, text="/start@other_bot"), FromGroup(addressed=False)),
        (message(chat=GROUP, text="ei @Kheten_Bot!"), FromGroup(addressed=True)),
        (message(chat=GROUP, text="labrīt"), FromGroup(addressed=False)),
        (message(chat=GROUP, new_chat_members=[ANNA]), None),
        (message(chat={"id": -5, "type": "channel"}, text="x"), None),
        ({"update_id": 1, "channel_post": {"x": 1}}, None),
        ({"update_id": 1, "edited_message": message(text="13")["message"]}, Edited("13")),
        ({"update_id": 1, "edited_message": message(caption="c", photo=[])["message"]}, Edited("c")),
        ({"update_id": 1, "edited_message": message(location={})["message"]}, None),
        (tap("1:answer:5:2:yes"), Tapped(Press("answer", ("5", "2", "yes")), "4711", "1:answer:5:2:yes")),
        (tap("garbage"), Tapped(None, "4711", "garbage")),
        (
            tap(message={"chat": {"id": 501, "type": "private"}, "message_id": 6, "date": 0}, data="x"),
            Tapped(None, "4711", "x"),
        ),
        ({"update_id": 1, "callback_query": {"id": "1", "from": ANNA, "inline_message_id": "5", "data": "x"}}, None),
    ],
)
def test_each_kind_has_its_meaning(update: dict[str, Any], expected: What | None) -> None:
    assert meaning(update) == expected


def test_a_tap_names_the_message_that_carries_the_button() -> None:
    received = parse(tap())
    assert received is not None
    assert received.message == "6"
    assert received.sender.address == "501"


def test_a_group_is_answered_in_the_group() -> None:
    received = parse(message(chat=GROUP, text="/start"))
    assert received is not None
    assert received.sender.address == "-100900"


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": True, "message": {}},
        {"update_id": "5"},
        {"update_id": 2**70},
        {"update_id": 5, "message": None},
        message(text=12),
        message(text="x", date="now"),
        message(text="x", date=10**20),
        message(text="x", date=True),
        message(text="x", chat=[]),
        message(text="x", **{"from": None}),
        message(text="x", **{"from": {"id": "5"}}),
        message(text="x", message_id=None),
        message(photo=[]),
        message(voice={"file_id": 5}),
        message(location={"latitude": float("nan"), "longitude": 0}),
        message(location={"latitude": 91, "longitude": 0}),
        tap(data=5),
        tap(**{"from": ANNA | {"id": 777}}),
    ],
)
def test_a_malformed_update_is_an_error_and_not_a_guess(update: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every malformed field is one
        parse(update)


@pytest.mark.parametrize("update", SAMPLES)
def test_number_and_chat_of_every_kind(update: dict[str, Any]) -> None:
    assert update_number(update) >= 900
    assert chat_of(update) in ("501", "-100900")


@pytest.mark.parametrize(
    "update", [{}, {"message": 5}, {"message": {"chat": None}}, {"callback_query": {"message": []}}, [], None]
)
def test_an_update_of_no_chat_has_an_empty_one(update: Any) -> None:
    assert chat_of(update) == ""


def test_two_thousand_mutated_updates_are_read_or_refused_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chance = random.Random(2026)
    refused: list[str] = []
    for _ in range(2_000):
        update = mutated(copy.deepcopy(chance.choice(SAMPLES)), chance)
        chat_of(update)
        try:
            received = parse(update, "kheten_bot")
        except ValueError as error:
            refused.append(str(error))
        else:
            assert received is None or json.dumps(received.key)
    assert not any("secret" in reason for reason in refused)
    assert 300 < len(refused) < 1_900  # the mutations do bite, and do not only bite
    assert caplog.text == ""


JUNK: tuple[Any, ...] = (None, True, -1, 2**70, 1e400, "secret", "\ud800", [], {}, ["secret"], {"id": "secret"}, 0.5)


def mutated(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return the update with one to three of its values replaced or taken away, at any depth."""
    for _ in range(chance.randint(1, 3)):
        part: Any = update
        while True:
            keys = list(part) if isinstance(part, dict) else list(range(len(part)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(part[key], dict | list) and part[key] and chance.random() < 0.8:
                part = part[key]
                continue
            if chance.random() < 0.3:
                del part[key]
            else:
                part[key] = chance.choice(JUNK)
            break
    return update
