"""Menus and descriptions: set once in each language, and never a reason to fail."""

from __future__ import annotations

import json
import re

from bot.catalogues import Catalogues
from bot.telegram.commands import describe_bot, set_menu
from core.people import LANGUAGES, Role
from tests.bot.telegram.scripted import cut, failure, scripted

TEXTS = Catalogues().texts


async def test_every_language_gets_a_menu_and_a_description() -> None:
    async with scripted() as (script, connection):
        assert await describe_bot(connection, TEXTS) == 3 * (1 + len(LANGUAGES))
    menus = [asked.parameters for asked in script.asked if asked.method == "setMyCommands"]
    assert [menu.get("language_code", "") for menu in menus] == ["", "lv", "ru", "en"]
    for menu in menus:
        for entry in json.loads(menu["commands"]):
            assert re.fullmatch("[a-z0-9_]{1,32}", entry["command"])
            assert 1 <= len(entry["description"]) <= 256


async def test_a_server_without_descriptions_still_gets_every_menu() -> None:
    done = (200, {"ok": True, "result": True})
    async with scripted(*[done] * 8, failure(404, "Not Found")) as (script, connection):
        assert await describe_bot(connection, TEXTS) == 1 + len(LANGUAGES)
    assert [asked.method for asked in script.asked].count("setMyCommands") == 1 + len(LANGUAGES)
    assert script.asked[-1].method == "getMyDescription"


async def test_what_is_there_already_is_not_set_again() -> None:
    async with scripted() as (first, connection):
        await describe_bot(connection, TEXTS)
    answers = []
    for asked in first.asked:
        if asked.method == "setMyCommands":
            answers.append((200, {"ok": True, "result": json.loads(asked.parameters["commands"])}))
        elif asked.method.startswith("set"):
            answers.append((200, {"ok": True, "result": asked.parameters}))
    async with scripted(*answers) as (second, connection):
        assert await describe_bot(connection, TEXTS) == 0
    assert all(asked.method.startswith("get") for asked in second.asked)


async def test_a_person_gets_the_menu_of_their_role_in_their_language() -> None:
    async with scripted() as (script, connection):
        assert await set_menu(connection, "501", Role.MEDIATOR, TEXTS("lv"))
    assert json.loads(script.asked[1].parameters["scope"]) == {"type": "chat", "chat_id": 501}
    assert "parskats" in [entry["command"] for entry in json.loads(script.asked[1].parameters["commands"])]


async def test_a_failure_is_only_a_missing_menu() -> None:
    async with scripted(failure(400, "Bad Request: chat not found"), cut) as (_, connection):
        assert not await set_menu(connection, "501", Role.MEDIATOR, TEXTS("lv"))
        assert await describe_bot(connection, TEXTS) == 0
        assert not await set_menu(connection, "nobody", Role.MEDIATOR, TEXTS("lv"))
