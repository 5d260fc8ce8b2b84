"""The harness itself, on short runs: it counts what is answered, nothing else, and says when a target is missed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from tests.bench.figures import Figures, figures_of, percentile, ratio_of
from tests.bench.mailbox import Mailbox
from tests.bench.plan import Plan
from tests.bench.runs import run
from tests.bench.seeding import seed
from tests.bench.subjects import DEAF, FLOOR, KHETEN
from tests.bench.tables import comparison, verdict_lines
from tests.bench.targets import closed_verdicts, draft_verdicts, open_verdicts
from tests.bench.users import ReportUser
from tests.bench.wire import request

SHORT = Plan(chats=8, active=8, warm=0.1, seconds=0.5, patience=15)
FAST = Figures(
    rate=1000.0,
    cpu=0.5,
    server_cpu=0.1,
    calls=1.0,
    p50=10.0,
    p99=20.0,
    rss=50.0,
    startup=1.0,
    late=0,
    idle=0,
    reports=0,
)


def test_updates_come_again_until_a_higher_offset_confirms_them() -> None:
    mailbox = Mailbox()
    first, second = mailbox.put({"message": {}}), mailbox.put({"message": {}})
    numbers = [json.loads(one)["update_id"] for one in mailbox.take(0)]
    assert numbers == [json.loads(one)["update_id"] for one in mailbox.take(first)] == [first, second]
    assert [json.loads(one)["update_id"] for one in mailbox.take(first + 1)] == [second]
    assert mailbox.take(second + 1) == []


def test_a_call_is_read_from_a_form_and_from_an_address() -> None:
    form = request(b"POST /bot1:x/sendMessage HTTP/1.1\r\nHost: x", b"chat_id=5&text=J%C4%81")
    assert form == ("1:x", "sendmessage", {"chat_id": "5", "text": "Jā"})
    assert request(b"GET /bot1:x/getMe?a=1 HTTP/1.1", b"") == ("1:x", "getme", {"a": "1"})


def test_a_reporting_user_does_what_the_screen_asks_for() -> None:
    user = ReportUser(iter([7]), count(1), {"3": ("families", "integer")})
    assert (user.act() or {})["message"]["text"] == "/parskats"
    later = '{"inline_keyboard": [[{"text": "Vēlāk", "callback_data": "1:q.later:9:3:4"}]]}'
    assert not user.is_answered("editmessagetext", {"reply_markup": '{"inline_keyboard": []}'}, 5)
    assert user.is_answered("sendmessage", {"reply_markup": later}, 6)
    assert (user.act() or {})["message"]["text"] == "12"
    choice = later.replace("q.later:9:3:4", "q.answer:9:4:5:0")
    assert user.is_answered("sendmessage", {"reply_markup": choice}, 8)
    assert (user.act() or {})["callback_query"]["data"] == "1:q.answer:9:4:5:0"


def test_the_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 50), percentile(values, 99), percentile([], 99)) == (50.0, 99.0, 0.0)


def test_ratios_are_to_the_same_round() -> None:
    slow = replace(FAST, rate=500.0)
    found = ratio_of([{"b": FAST, "d": slow}, {"b": slow, "d": slow}], "d", "b", lambda one: one.rate)
    assert (found.middle, found.low, found.high) == (0.75, 0.5, 1.0)
    assert any(
        "0.75 (0.50-1.00)" in line for line in comparison([{"b": FAST, "d": slow}, {"b": slow, "d": slow}], {"d": ""})
    )


def test_a_missed_target_is_said_loudly() -> None:
    slow = replace(FAST, rate=400.0, p99=70.0, rss=60.0)
    good = [{"a": FAST, "b": FAST, "B": FAST, "d": FAST, "10": FAST, "100": FAST}]
    bad = [{"a": FAST, "b": FAST, "B": FAST, "d": slow, "10": FAST, "100": slow}]
    for rounds, said in ((good, "all targets met"), (bad, "5 of 6 targets missed")):
        verdicts = closed_verdicts(rounds) + open_verdicts(rounds) + draft_verdicts(rounds, "10", "100")
        lines = verdict_lines(verdicts)
        assert lines[-1] == said
        assert any("TARGET MISSED" in line for line in lines) == (rounds is bad)


def test_unanswered_updates_miss_the_target_of_the_open_loop() -> None:
    assert not open_verdicts([{"B": FAST, "d": replace(FAST, late=1)}])[0].is_met


@pytest.mark.process
def test_a_bot_that_answers_is_measured(tmp_path: Path) -> None:
    found = figures_of(run(FLOOR, SHORT, tmp_path))
    assert found.rate > 10
    assert found.calls == pytest.approx(1.0, abs=0.2)
    assert found.late == 0
    assert min(found.cpu, found.p50, found.rss, found.startup) > 0


@pytest.mark.process
def test_a_bot_that_never_answers_comes_to_nothing(tmp_path: Path) -> None:
    """The negative control: updates fetched and confirmed are no updates answered."""
    found = figures_of(run(DEAF, replace(SHORT, patience=2), tmp_path))
    assert (found.rate, found.p99, found.late) == (0.0, 0.0, 8)


@pytest.mark.process
async def test_reports_are_filled_in_and_sent(tmp_path: Path) -> None:
    kinds = await seed(tmp_path / "seed.db", 40, 3, datetime.now(UTC))
    plan = replace(SHORT, users="report", chats=40, active=3, seconds=3.0, kinds=kinds)
    found = figures_of(run(KHETEN, plan, tmp_path, tmp_path / "seed.db"))
    assert found.reports > 0
    assert (found.late, found.calls > 1.5) == (0, True)
