"""What people do reaches the bot as Telegram would tell it, and what they see is what the bot made of it."""

from typing import Any

import pytest

from tests.playground.sim import Sim


async def test_people_are_listed_as_they_were_added(sim: Sim) -> None:
    added = await sim.post("people", name="Jānis", language_code="ru")
    assert await sim.get("people") == [
        {"id": 10001, "name": "Dace Kalniņa", "language_code": "lv", "role": "mediator", "municipality": "Talsi"},
        {"id": added["id"], "name": "Jānis", "language_code": "ru", "role": None, "municipality": None},
    ]


async def test_a_saying_becomes_a_message_as_telegram_writes_it(sim: Sim) -> None:
    await sim.say("/start abc")
    (update,) = await sim.updates()
    assert update == {
        "update_id": 500_000_001,
        "message": {
            "message_id": 1,
            "from": {
                "id": 10001,
                "is_bot": False,
                "first_name": "Dace",
                "last_name": "Kalniņa",
                "language_code": "lv",
            },
            "chat": {"id": 10001, "first_name": "Dace", "last_name": "Kalniņa", "type": "private"},
            "date": 1793602800,
            "text": "/start abc",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        },
    }


async def test_a_long_saying_goes_in_pieces_as_phones_send_it(sim: Sim) -> None:
    sent = await sim.say("ā" * 10_000)
    assert len(sent["message_ids"]) == 3
    assert [len(update["message"]["text"]) for update in await sim.updates()] == [4096, 4096, 1808]


async def test_a_reply_a_forward_and_an_edit_say_what_they_are(sim: Sim) -> None:
    await sim.say("first")
    await sim.say("second", reply_to_message_id=1)
    await sim.say("third", forward_from="Kāds")
    await sim.post(f"people/{sim.person}/edit", message_id=1, text="changed")
    _, reply, forward, edit = await sim.updates()
    assert reply["message"]["reply_to_message"]["text"] == "first"
    assert forward["message"]["forward_origin"]["sender_user_name"] == "Kāds"
    assert (edit["edited_message"]["text"], edit["edited_message"]["edit_date"]) == ("changed", 1793602800)
    await sim.post(f"people/{sim.person}/edit", expected=404, message_id=9, text="changed")


def row(*labels: str) -> Any:
    return [{"text": label, "callback_data": f"{label}-data"} for label in labels]


async def test_a_person_writes_to_the_bot_that_is_named_in_the_body_or_in_the_address(sim: Sim) -> None:
    other = await sim.raw("getMe", token="123456:another-bot-of-somebody-else")
    name = other["result"]["username"]
    await sim.say("one", bot=name)
    await sim.post(f"people/{sim.person}/say?bot={name}", text="two")
    chat = await sim.get(f"people/{sim.person}/chat?bot={name}")
    assert [message["text"] for message in chat] == ["one", "two"]
    assert await sim.get(f"people/{sim.person}/chat") == []


async def test_a_tap_by_label_finds_the_newest_message_that_has_the_button(sim: Sim) -> None:
    for text in ("old", "new"):
        await sim.api("sendMessage", chat_id=sim.person, text=text, reply_markup={"inline_keyboard": [row("Jā", text)]})
    assert (await sim.post(f"people/{sim.person}/tap", button="Jā"))["message_id"] == 2
    assert (await sim.post(f"people/{sim.person}/tap", button="Jā", message_id=1))["message_id"] == 1
    assert (await sim.post(f"people/{sim.person}/tap", data="old-data"))["message_id"] == 1
    queries = [update["callback_query"] for update in await sim.updates()]
    assert [query["data"] for query in queries] == ["Jā-data", "Jā-data", "old-data"]
    assert queries[0]["message"]["text"] == "new"
    assert queries[0]["from"]["id"] == sim.person


async def test_a_button_that_is_gone_cannot_be_tapped_except_by_a_race(sim: Sim) -> None:
    await sim.api("sendMessage", chat_id=sim.person, text="a", reply_markup={"inline_keyboard": [row("Jā")]})
    await sim.api("editMessageReplyMarkup", chat_id=sim.person, message_id=1)
    gone = await sim.post(f"people/{sim.person}/tap", expected=404, button="Jā")
    assert gone["error"] == "no button with label 'Jā'; there are: none"
    await sim.post(f"people/{sim.person}/tap", data="Jā-data", message_id=1)
    assert (await sim.updates())[0]["callback_query"]["data"] == "Jā-data"


async def test_a_reply_keyboard_types_asks_for_a_contact_or_a_place_and_goes(sim: Sim) -> None:
    keyboard = [["Sākums"], [{"text": "Numurs", "request_contact": True}, {"text": "Vieta", "request_location": True}]]
    await sim.api("sendMessage", chat_id=sim.person, text="a", reply_markup={"keyboard": keyboard})
    for button in ("Sākums", "Numurs", "Vieta"):
        await sim.post(f"people/{sim.person}/tap", button=button)
    text, contact, place = (update["message"] for update in await sim.updates())
    assert text["text"] == "Sākums"
    assert contact["contact"]["user_id"] == sim.person
    assert place["location"]["latitude"] == 57.2453
    shown = await sim.get(f"people/{sim.person}/chat")
    assert shown[0]["keyboard"] == [["Sākums"], ["Numurs", "Vieta"]]
    await sim.api("sendMessage", chat_id=sim.person, text="b", reply_markup={"remove_keyboard": True})
    assert {message["keyboard"] is None for message in await sim.get(f"people/{sim.person}/chat")} == {True}
    await sim.post(f"people/{sim.person}/tap", expected=404, button="Sākums")


async def test_a_one_time_keyboard_goes_after_a_tap(sim: Sim) -> None:
    markup = {"keyboard": [["Jā"]], "one_time_keyboard": True}
    await sim.api("sendMessage", chat_id=sim.person, text="a", reply_markup=markup)
    await sim.post(f"people/{sim.person}/tap", button="Jā")
    gone = await sim.post(f"people/{sim.person}/tap", expected=404, button="Jā")
    assert gone["error"].endswith("there are: none")


async def test_a_link_button_opens_and_a_link_to_the_bot_starts_it(sim: Sim) -> None:
    links = [
        {"text": "Lapa", "url": "https://a.lv/"},
        {"text": "Uzaicinājums", "url": "https://t.me/kheten_test_bot?start=x1"},
    ]
    await sim.api("sendMessage", chat_id=sim.person, text="a", reply_markup={"inline_keyboard": [links]})
    assert await sim.post(f"people/{sim.person}/tap", button="Lapa") == {"url": "https://a.lv/"}
    await sim.post(f"people/{sim.person}/tap", button="Uzaicinājums")
    assert [update["message"]["text"] for update in await sim.updates()] == ["/start x1"]


async def test_a_chat_as_text_reads_like_a_conversation(sim: Sim) -> None:
    await sim.post(f"people/{sim.person}/start", payload="abc")
    await sim.api(
        "sendMessage",
        chat_id=sim.person,
        text="Ar cik ģimenēm\nstrādājāt?",
        reply_markup={"inline_keyboard": [row("14, tāpat", "Vēlāk"), row("Atpakaļ")]},
    )
    await sim.say("12")
    await sim.api("editMessageText", chat_id=sim.person, message_id=2, text="✓ 12")
    await sim.api(
        "sendMessage", chat_id=sim.person, text="Paldies!\n\nViss.", reply_markup={"inline_keyboard": [row("Labi")]}
    )
    assert await sim.get(f"people/{sim.person}/chat?format=text") == (
        "me> /start abc\nbot> ✓ 12\nme> 12\nbot> Paldies!\n\n     Viss.\n     [Labi]\n"
    )


async def test_a_chat_as_json_says_who_what_when_and_with_which_buttons(sim: Sim) -> None:
    await sim.say("labdien")
    await sim.api(
        "sendMessage", chat_id=sim.person, text="Sveiki!", reply_markup={"inline_keyboard": [row("Jā", "Nē")]}
    )
    mine, theirs = await sim.get(f"people/{sim.person}/chat")
    assert (mine["from"], mine["text"], mine["buttons"], mine["file"]) == ("me", "labdien", [], None)
    assert (theirs["from"], theirs["text"], theirs["buttons"]) == ("bot", "Sveiki!", [["Jā", "Nē"]])
    assert theirs["date"] == "2026-11-02T07:00:00+00:00"


async def test_the_command_menu_follows_chat_scope_and_language(sim: Sim) -> None:
    await sim.api("setMyCommands", commands=[{"command": "start", "description": "Start"}])
    await sim.api("setMyCommands", commands=[{"command": "/start", "description": "Sākt"}], language_code="lv")
    path = f"people/{sim.person}/commands"
    assert await sim.get(path) == [{"command": "start", "description": "Sākt"}]
    own = {"type": "chat", "chat_id": sim.person}
    await sim.api("setMyCommands", commands=[{"command": "report", "description": "Report"}], scope=own)
    assert await sim.get(path) == [{"command": "report", "description": "Report"}]
    assert await sim.api("getMyCommands", language_code="lv") == [{"command": "start", "description": "Sākt"}]
    await sim.api("deleteMyCommands", scope=own)
    await sim.api("deleteMyCommands", language_code="lv")
    assert await sim.get(path) == [{"command": "start", "description": "Start"}]


async def test_in_a_group_the_bot_hears_commands_and_its_name_only(sim: Sim) -> None:
    other = (await sim.post("people", name="Jānis", language_code="lv"))["id"]
    group = await sim.post("groups", title="Talsi", members=[sim.person, other])
    for text in ("labrīt", "/start", "@kheten_test_bot labdien"):
        await sim.say(text, chat=group["id"])
    heard = [update["message"] for update in await sim.updates()]
    assert [message["text"] for message in heard] == ["/start", "@kheten_test_bot labdien"]
    assert heard[0]["chat"] == {"id": group["id"], "title": "Talsi", "type": "group"}
    await sim.api("sendMessage", chat_id=group["id"], text="Rakstiet man privāti.")
    seen = await sim.get(f"people/{other}/chat?chat={group['id']}")
    assert [message["from"] for message in seen] == ["Dace", "Dace", "Dace", "bot"]
    assert await sim.api("getChatMemberCount", chat_id=group["id"]) == 3


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("people/99/say", {"text": "a"}, 404),
        ("people/x/say", {"text": "a"}, 404),
        ("people/10001/say", {}, 400),
        ("people/10001/say", {"text": "  "}, 400),
        ("people/10001/say", {"text": "a", "bot": "nobody"}, 404),
        ("people/10001/tap", {}, 400),
        ("people/10001/send", {}, 400),
        ("people", {"name": " "}, 400),
        ("clock", {}, 400),
        ("clock", {"forward": "soon"}, 400),
        ("clock", {"to": "tomorrow"}, 400),
        ("faults", {}, 400),
        ("faults", {"code": "much"}, 400),
        ("updates", {"update_id": "x"}, 400),
        ("updates", {"duplicate": True}, 409),
        ("groups", {"title": "a", "members": [5]}, 400),
        ("kill", {}, 501),
    ],
)
async def test_what_cannot_be_done_is_said_in_json(sim: Sim, path: str, body: Any, status: int) -> None:
    answer = await sim.post(path, expected=status, **body)
    assert answer["error"]


async def test_a_page_from_elsewhere_cannot_drive_the_playground(sim: Sim) -> None:
    address = f"{sim.url}/sim/people/{sim.person}/say"
    async with sim.session.post(address, json={"text": "a"}, headers={"Origin": "https://a.example"}) as response:
        assert response.status == 403
    async with sim.session.post(address, json={"text": "a"}, headers={"Origin": sim.url}) as response:
        assert response.status == 200


async def test_the_cast_can_act_without_http(sim: Sim) -> None:
    sim.playground.phone(sim.playground.world.people[sim.person]).start("abc")
    assert [update["message"]["text"] for update in await sim.updates()] == ["/start abc"]
