"""A call may come as JSON, form, query string or multipart, with GET or POST, and means the same."""

import io
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from bot.playground.bot_api.limits import Refusal
from bot.playground.bot_api.methods import METHODS
from tests.playground.sim import Sim

MARKUP = {"inline_keyboard": [[{"text": "Jā", "callback_data": "a"}]]}


def as_form(values: dict[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart", "query"])
async def test_a_call_means_the_same_in_every_form(sim: Sim, form: str) -> None:
    values: dict[str, Any] = {
        "chat_id": sim.person,
        "text": "Ā & <b>b</b>",
        "parse_mode": "HTML",
        "reply_markup": MARKUP,
    }
    sent: dict[str, Any] = {"json": values} if form == "json" else {"data": as_form(values)}
    if form == "query":
        sent = {"params": as_form(values)}
    if form == "multipart":
        parts = aiohttp.FormData(default_to_multipart=True)
        for name, value in as_form(values).items():
            parts.add_field(name, value)
        sent = {"data": parts}
    verb = "GET" if form == "query" else "POST"
    async with sim.session.request(verb, f"{sim.url}/bot{sim.token}/sendMessage", **sent) as response:
        result = (await response.json())["result"]
    assert result["text"] == "Ā & b"
    assert result["entities"] == [{"type": "bold", "offset": 4, "length": 1}]
    assert result["reply_markup"] == MARKUP


@pytest.mark.parametrize("body", ["{", "[]", '"a"'])
async def test_a_broken_body_is_a_bad_request(sim: Sim, body: str) -> None:
    address = f"{sim.url}/bot{sim.token}/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with sim.session.post(address, data=body, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["description"].startswith("Bad Request: can't")


async def test_nulls_count_as_absent(sim: Sim) -> None:
    sent = await sim.api("sendMessage", chat_id=sim.person, text="a", parse_mode=None, reply_markup=None)
    assert sent["text"] == "a"


async def test_a_form_sent_with_get_is_read_too(sim: Sim) -> None:
    for number in range(3):
        await sim.say(str(number))
    async with sim.session.get(f"{sim.url}/bot{sim.token}/getUpdates", data={"offset": "500000003"}) as response:
        assert [update["message"]["text"] for update in (await response.json())["result"]] == ["2"]


async def test_a_request_that_is_far_too_large_is_refused(sim: Sim) -> None:
    parts = aiohttp.FormData({"chat_id": str(sim.person)})
    parts.add_field("document", io.BytesIO(bytes(52 << 20)), filename="a.bin")
    async with sim.session.post(f"{sim.url}/bot{sim.token}/sendDocument", data=parts) as response:
        assert await response.json() == {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}


@pytest.mark.parametrize("path", ["bot", "bot1", "botx/getMe/more"])
async def test_an_address_without_a_method_is_not_found(sim: Sim, path: str) -> None:
    async with sim.session.get(f"{sim.url}/{path}") as response:
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


ODD: list[Any] = ["x", -1, 2.5, True, [], {}, [1], ["x"], [[]], [[{}]], [[None]], [{}], [{"type": "x"}], {"type": []}]
ODD += [{"inline_keyboard": 1}, {"keyboard": [[1]]}, {"message_id": "x"}, {"url": 1}, "[", "9" * 20]
ODD += [[{"type": "bold", "offset": "x", "length": 1}], [{"type": [], "offset": 0, "length": 1}]]
ODD += [{"type": "photo", "media": 1}, [{"command": 1, "description": 2}], {"type": "chat", "chat_id": []}]


@pytest.mark.parametrize("method", sorted(method.name for method in METHODS.values() if method.name != "getUpdates"))
async def test_nonsense_in_a_parameter_is_answered_not_stumbled_over(sim: Sim, method: str) -> None:
    bot = sim.playground.first_bot
    assert bot is not None
    await sim.api("sendMessage", chat_id=sim.person, text="a")
    good: dict[str, Any] = {"chat_id": sim.person, "from_chat_id": sim.person, "message_id": 1, "text": "b"}
    good |= {"latitude": 1, "longitude": 1, "question": "a", "options": ["a", "b"], "phone_number": "1", "title": "a"}
    good |= {"first_name": "a", "address": "a", "user_id": sim.person, "message_ids": [1]}
    known = METHODS[method.lower()].parameters
    for parameter in sorted(known):
        for odd in ODD:
            values = {name: value for name, value in good.items() if name in known} | {parameter: odd}
            with suppress(Refusal):
                await sim.playground.perform(bot, method, values, {})
    assert (await sim.api("getMe"))["id"] == bot.id


async def test_half_a_letter_is_no_text(sim: Sim) -> None:
    words = "Bad Request: strings must be encoded in UTF-8"
    assert await sim.refused("sendMessage", chat_id=sim.person, text="\ud800") == words
    markup = '{"inline_keyboard": [[{"text": "\\ud83d", "callback_data": "a"}]]}'
    assert await sim.refused("sendMessage", chat_id=sim.person, text="a", reply_markup=markup) == words
    assert (await sim.api("sendMessage", chat_id=sim.person, text="\ud83d\ude00"))["text"] == "😀"
