"""Clock, faults, calls, idleness and events: what tests and the page's drawer work with."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground import idleness
from tests.playground.sim import Sim, open_playground


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ({"to": "2026-11-05T10:00+02:00"}, "2026-11-05T10:00"),
        ({"to": "2026-11-05T10:00"}, "2026-11-05T10:00"),
        ({"to": "2026-11-05T08:00:00Z"}, "2026-11-05T08:00"),
        ({"forward": 3600}, "2026-11-02T10:00"),
        ({"forward": "3d"}, "2026-11-05T09:00"),
        ({"forward": "P1DT2H"}, "2026-11-03T11:00"),
        ({"forward": "PT90M"}, "2026-11-02T10:30"),
        ({"forward": "2h30m"}, "2026-11-02T11:30"),
    ],
)
async def test_the_clock_is_moved_and_the_bot_is_told(sim: Sim, body: dict[str, Any], now: str) -> None:
    told = []

    async def on_clock_moved() -> None:
        told.append(sim.playground.clock.now())

    sim.playground.on_clock_moved = on_clock_moved
    assert (await sim.post("clock", **body))["now"].startswith(now)
    shown = await sim.get("clock")
    assert shown["now"].startswith(now)
    assert shown["running"] is True
    assert len(told) == 1


async def test_a_fault_happens_as_often_as_asked_and_then_no_more(sim: Sim) -> None:
    await sim.post("faults", method="sendMessage", code=429, retry_after=7, times=2)
    for _ in range(2):
        assert await sim.raw("sendMessage", chat_id=sim.person, text="a") == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    assert (await sim.raw("sendMessage", chat_id=sim.person, text="a"))["ok"]
    assert len(await sim.get(f"people/{sim.person}/chat")) == 1


async def test_a_fault_for_one_person_or_method_leaves_the_others_alone(sim: Sim) -> None:
    other = (await sim.post("people", name="Jānis", language_code="lv"))["id"]
    await sim.post("faults", method="sendMessage", code=403, person=other, times=-1)
    assert (await sim.raw("sendMessage", chat_id=sim.person, text="a"))["ok"]
    assert await sim.refused("sendMessage", chat_id=other, text="a") == "Forbidden: bot was blocked by the user"
    assert (await sim.raw("sendChatAction", chat_id=other, action="typing"))["ok"]
    async with sim.session.delete(f"{sim.url}/sim/faults") as response:
        assert await response.json() == []
    assert (await sim.raw("sendMessage", chat_id=other, text="a"))["ok"]


@pytest.mark.parametrize(("after_delivery", "delivered"), [(False, 0), (True, 1)])
async def test_a_cut_connection_hides_whether_the_call_took_effect(
    sim: Sim, after_delivery: bool, delivered: int
) -> None:
    await sim.post("faults", method="sendMessage", code="reset", after_delivery=after_delivery)
    with pytest.raises(aiohttp.ClientError):
        await sim.raw("sendMessage", chat_id=sim.person, text="a")
    assert len(await sim.get(f"people/{sim.person}/chat")) == delivered


async def test_an_error_after_delivery_is_still_delivered(sim: Sim) -> None:
    await sim.post("faults", method="sendMessage", code=502, after_delivery=True)
    assert await sim.refused("sendMessage", chat_id=sim.person, text="a") == "Bad Gateway"
    assert len(await sim.get(f"people/{sim.person}/chat")) == 1


async def test_a_network_that_is_down_stays_down_until_it_is_mended(sim: Sim) -> None:
    await sim.post("faults", method="*", code=0, times=None)
    for method in ("getMe", "getUpdates"):
        with pytest.raises(aiohttp.ClientError):
            await sim.raw(method)
    async with sim.session.delete(f"{sim.url}/sim/faults"):
        assert (await sim.raw("getMe"))["ok"]


async def test_a_slow_answer_is_slow(sim: Sim) -> None:
    await sim.post("faults", method="getMe", delay=0.2)
    started = asyncio.get_running_loop().time()
    assert (await sim.raw("getMe"))["ok"]
    assert asyncio.get_running_loop().time() - started >= 0.2


async def test_calls_are_kept_with_parameters_and_answers(sim: Sim) -> None:
    await sim.api("sendMessage", chat_id=sim.person, text="a")
    await sim.refused("sendMessage", chat_id=sim.person, text="")
    await sim.updates()
    first, second = await sim.get("calls")
    assert (first["seq"], first["method"], first["parameters"]["text"]) == (1, "sendMessage", "a")
    assert first["answer"]["result"]["message_id"] == 1
    assert second["answer"]["description"] == "Bad Request: message text is empty"
    assert await sim.get("calls?since=1") == [second]


async def test_calls_sent_as_forms_are_logged_as_values(sim: Sim) -> None:
    form = {"chat_id": str(sim.person), "text": "[1]", "reply_markup": '{"force_reply": true}'}
    async with sim.session.post(f"{sim.url}/bot{sim.token}/sendMessage", data=form) as response:
        assert response.status == 200
    (call,) = await sim.get("calls")
    expected = {"chat_id": sim.person, "text": "[1]", "reply_markup": {"force_reply": True}}
    assert call["parameters"] == expected


async def test_a_bot_that_has_gone_does_not_keep_the_embedded_one_busy(
    sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def on_idle(_seconds: float) -> bool:
        return True

    sim.playground.on_idle = on_idle
    gone = "4242:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    await sim.raw("getUpdates", token=gone)
    await sim.say("nobody is there", bot="4242")
    assert await sim.post("idle", timeout=0.2) == {"idle": False}
    monkeypatch.setattr(idleness, "GONE_SECONDS", 0.0)
    assert await sim.post("idle", timeout=0.2) == {"idle": True}


async def test_a_foreign_bot_is_idle_when_it_waits_with_nothing_unconfirmed(sim: Sim) -> None:
    assert await sim.post("idle", timeout=0.1) == {"idle": True}
    await sim.say("a")
    assert await sim.post("idle", timeout=0.2) == {"idle": False}

    async def bot() -> None:
        (update,) = await sim.updates(timeout=5)
        await asyncio.sleep(0.1)
        await sim.api("sendMessage", chat_id=sim.person, text="answer")
        await sim.updates(timeout=5, offset=update["update_id"] + 1)

    task = asyncio.create_task(bot())
    assert await sim.post("idle", timeout=3) == {"idle": True}
    assert len(await sim.get(f"people/{sim.person}/chat")) == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_embedded_bot_says_itself_when_it_is_done(sim: Sim) -> None:
    answers = [False, True]

    async def on_idle(seconds: float) -> bool:
        assert seconds > 0
        return answers.pop(0)

    sim.playground.on_idle = on_idle
    assert await sim.post("idle", timeout=2) == {"idle": True}
    assert answers == []


async def test_a_kill_is_passed_on(sim: Sim) -> None:
    killed = []

    async def on_kill() -> None:
        killed.append(True)

    sim.playground.on_kill = on_kill
    assert await sim.post("kill") == {"killed": True}
    assert killed == [True]


async def test_events_tell_the_page_what_happens(sim: Sim) -> None:
    async with sim.session.get(f"{sim.url}/sim/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readline()
        await sim.say("labdien")
        await sim.api("sendMessage", chat_id=sim.person, text="Sveiki!")
        events: list[Any] = []
        while len(events) < 3:
            line = await asyncio.wait_for(stream.content.readline(), 2)
            if line.startswith(b"data: "):
                events.append(json.loads(line[6:]))
    assert [event["type"] for event in events] == ["message", "message", "call"]
    assert [event["message"]["from"] for event in events[:2]] == ["me", "bot"]
    assert (events[2]["person"], events[2]["call"]["method"]) == (sim.person, "sendMessage")


async def test_the_bots_are_listed_with_what_waits_for_them(sim: Sim) -> None:
    await sim.say("a")
    (bot,) = await sim.get("bots")
    assert (bot["username"], bot["pending"], bot["is_polling"]) == ("kheten_test_bot", 1, False)


async def test_the_page_is_served_beside_the_api(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>Kheten</title>")
    (tmp_path / "page.js").write_text("//")
    async with open_playground(page_dir=tmp_path) as sim:
        async with sim.session.get(sim.url) as response:
            assert await response.text() == "<title>Kheten</title>"
        async with sim.session.get(f"{sim.url}/page.js") as response:
            assert response.status == 200
        assert len(await sim.get("people")) == 1
