"""A call may come as JSON, form, query string or multipart, with GET or POST, and means the same."""

import io
import json
from typing import Any

import aiohttp
import pytest

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
