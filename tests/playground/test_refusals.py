"""What Telegram refuses is refused here, in its words."""

from typing import Any

import pytest

from tests.playground.sim import Sim


def keyboard(**button: Any) -> Any:
    return {"inline_keyboard": [[{"text": "Jā", **button}]]}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "Bad Request: message text is empty"),
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: text must be non-empty"),
        ({"text": "ā" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "a", "parse_mode": "Word"}, "Bad Request: unsupported parse_mode"),
        (
            {"text": "<x>a</x>", "parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        (
            {"text": "ā <b>a", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "ā <b>a</i>", "parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 7, expected "</b>", found "</i>"',
        ),
        (
            {"text": "1.", "parse_mode": "MarkdownV2"},
            "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            {"text": "ā *a", "parse_mode": "MarkdownV2"},
            "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 3",
        ),
        (
            {"text": "ā _a", "parse_mode": "Markdown"},
            "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 3",
        ),
        ({"text": "a", "chat_id": 99}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "a", "chat_id": "@nobody"}, "Bad Request: chat not found"),
        ({"text": "a", "reply_parameters": {"message_id": 77}}, "Bad Request: message to be replied not found"),
        ({"text": "a", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": []}, "Bad Request: object expected as reply markup"),
        ({"text": "a", "reply_markup": keyboard(callback_data="ā" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "a", "reply_markup": keyboard()},
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "reply_markup": keyboard(url="https://a.lv", callback_data="a")},
            "Bad Request: can't parse inline keyboard button: exactly one action is expected of a button",
        ),
        (
            {"text": "a", "reply_markup": keyboard(url="http://localhost/x")},
            "Bad Request: inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "reply_markup": keyboard(url="ftp://a.lv")},
            "Bad Request: inline keyboard button URL 'ftp://a.lv' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [{"text": "a"}]}},
            'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": str(n), "callback_data": "a"}] for n in range(101)]},
            },
            "Bad Request: reply markup is too long",
        ),
        (
            {"text": "a", "reply_markup": {"keyboard": [[{"text": ""}]]}},
            "Bad Request: keyboard button text must be non-empty",
        ),
        ({"text": "a", "colour": "red"}, 'Bad Request: parameter "colour" is unknown to sendMessage'),
    ],
)
async def test_a_message_is_refused_in_telegrams_words(sim: Sim, parameters: Any, words: str) -> None:
    assert await sim.refused("sendMessage", **({"chat_id": sim.person} | parameters)) == words
    assert await sim.get(f"people/{sim.person}/chat") == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "ā" * 4096},
        {"text": "😀" * 2048},
        {"text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "html"},
        {"text": "a", "reply_markup": keyboard(callback_data="ā" * 32)},
        {"text": "a", "reply_markup": keyboard(url="t.me/kheten_bot")},
        {"text": "a", "reply_markup": keyboard(url="tg://user?id=5")},
        {"text": "a", "reply_parameters": {"message_id": 77, "allow_sending_without_reply": True}},
    ],
)
async def test_what_just_fits_is_taken(sim: Sim, parameters: Any) -> None:
    assert (await sim.api("sendMessage", chat_id=sim.person, **parameters))["message_id"] == 1


async def test_an_unknown_method_is_not_found_and_a_known_one_is_in_any_case(sim: Sim) -> None:
    answer = await sim.raw("sendMesage", chat_id=sim.person, text="a")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")
    assert (await sim.raw("SENDMESSAGE", chat_id=sim.person, text="a"))["ok"]


@pytest.mark.parametrize(("token", "code"), [("nonsense", 404), ("123:short", 401), ("x:" + "a" * 30, 401)])
async def test_a_malformed_token_is_refused(sim: Sim, token: str, code: int) -> None:
    assert (await sim.raw("getMe", token=token))["error_code"] == code


async def test_an_edit_that_changes_nothing_is_refused(sim: Sim) -> None:
    sent = await sim.api(
        "sendMessage", chat_id=sim.person, text="*a*", parse_mode="Markdown", reply_markup=keyboard(callback_data="a")
    )
    same: Any = {"chat_id": sim.person, "message_id": sent["message_id"], "reply_markup": keyboard(callback_data="a")}
    words = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    assert (await sim.refused("editMessageText", text=" <b>a</b> ", parse_mode="HTML", **same)).startswith(words)
    assert (await sim.refused("editMessageReplyMarkup", **same)).startswith(words)
    edited = await sim.api("editMessageText", text="a", **same)
    assert edited["text"] == "a"
    assert "entities" not in edited


async def test_only_an_own_message_that_exists_can_be_edited(sim: Sim) -> None:
    own = await sim.say("mine")
    here: Any = {"chat_id": sim.person, "text": "x"}
    assert await sim.refused("editMessageText", **here, message_id=55) == "Bad Request: message to edit not found"
    assert await sim.refused("editMessageText", **here) == "Bad Request: message identifier is not specified"
    words = await sim.refused("editMessageText", **here, message_id=own["message_id"])
    assert words == "Bad Request: message can't be edited"
    place = await sim.api("sendLocation", chat_id=sim.person, latitude=57.2, longitude=22.5)
    words = await sim.refused("editMessageText", **here, message_id=place["message_id"])
    assert words == "Bad Request: there is no text in the message to edit"


async def test_a_message_that_brought_a_reply_keyboard_cannot_be_edited(sim: Sim) -> None:
    sent = await sim.api("sendMessage", chat_id=sim.person, text="a", reply_markup={"keyboard": [["Jā"]]})
    words = await sim.refused("editMessageText", chat_id=sim.person, message_id=sent["message_id"], text="b")
    assert words == "Bad Request: message can't be edited"


async def test_a_message_is_deleted_once(sim: Sim) -> None:
    sent = await sim.api("sendMessage", chat_id=sim.person, text="a")
    here: Any = {"chat_id": sim.person, "message_id": sent["message_id"]}
    assert await sim.api("deleteMessage", **here) is True
    assert await sim.refused("deleteMessage", **here) == "Bad Request: message to delete not found"
    assert await sim.refused("editMessageText", text="b", **here) == "Bad Request: message to edit not found"
    assert await sim.get(f"people/{sim.person}/chat") == []


async def test_an_old_message_cannot_be_deleted(sim: Sim) -> None:
    sent = await sim.api("sendMessage", chat_id=sim.person, text="a")
    await sim.post("clock", forward="3d")
    words = await sim.refused("deleteMessage", chat_id=sim.person, message_id=sent["message_id"])
    assert words == "Bad Request: message can't be deleted for everyone"


async def test_a_callback_can_be_answered_for_a_few_seconds_only(sim: Sim) -> None:
    await sim.api("sendMessage", chat_id=sim.person, text="a", reply_markup=keyboard(callback_data="yes"))
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    pressed = await sim.post(f"people/{sim.person}/tap", button="Jā")
    assert await sim.refused("answerCallbackQuery", callback_query_id="1") == old
    long = await sim.refused("answerCallbackQuery", callback_query_id=pressed["callback_query_id"], text="a" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    assert await sim.api("answerCallbackQuery", callback_query_id=pressed["callback_query_id"], text="a" * 200) is True
    await sim.post("clock", forward=60)
    assert await sim.refused("answerCallbackQuery", callback_query_id=pressed["callback_query_id"]) == old


async def test_who_has_blocked_the_bot_gets_nothing_and_the_bot_is_told(sim: Sim) -> None:
    await sim.post(f"people/{sim.person}/block")
    assert await sim.refused("sendMessage", chat_id=sim.person, text="a") == "Forbidden: bot was blocked by the user"
    (update,) = await sim.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await sim.post(f"people/{sim.person}/say", expected=409, text="hm")
    await sim.post(f"people/{sim.person}/unblock")
    assert (await sim.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (await sim.api("sendMessage", chat_id=sim.person, text="a"))["text"] == "a"


async def test_who_has_never_started_the_bot_cannot_be_written_to_first(sim: Sim) -> None:
    stranger = (await sim.post("people", name="Jānis", language_code="lv", has_started=False))["id"]
    words = await sim.refused("sendMessage", chat_id=stranger, text="a")
    assert words == "Forbidden: bot can't initiate conversation with a user"
    await sim.post(f"people/{stranger}/start")
    assert (await sim.api("sendMessage", chat_id=stranger, text="a"))["text"] == "a"


async def test_a_caption_is_measured_too(sim: Sim) -> None:
    sent = await sim.api("sendLocation", chat_id=sim.person, latitude=1, longitude=1)
    words = await sim.refused("editMessageCaption", chat_id=sim.person, message_id=sent["message_id"], caption="a")
    assert words == "Bad Request: there is no caption in the message to edit"


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Sākums", "description": "a"}], "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "start", "description": ""}], "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "start"}], "Bad Request: can't parse BotCommand: Can't find field \"description\""),
        ([{"command": f"c{n}", "description": "a"} for n in range(101)], "Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_bad_commands_are_refused(sim: Sim, commands: Any, words: str) -> None:
    assert await sim.refused("setMyCommands", commands=commands) == words
