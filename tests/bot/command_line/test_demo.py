"""The demo: the real bot on a server of its own, with a cast that has a past."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.command_line.demo import Demo, fresh_folder
from bot.playground.cast import CAST, period_shown, season_for
from bot.playground.clock import MovableClock
from core.people import Role
from core.periods import Period, Programme

NOW = datetime.fromisoformat("2026-11-02T09:00+02:00")


class Page:
    """A script that uses the demo as the page does."""

    def __init__(self, demo: Demo, client: ClientSession) -> None:
        self.demo = demo
        self.client = client

    async def post(self, path: str, **body: Any) -> Any:
        async with self.client.post(self.demo.playground.url + path, json=body) as answer:
            assert answer.status in (200, 201), await answer.text()
            return await answer.json()

    async def idle(self) -> None:
        assert (await self.post("/sim/idle", timeout=10))["idle"]

    async def chat(self, name: str) -> str:
        url = f"{self.demo.playground.url}/sim/people/{self.demo.addresses[name]}/chat?format=text"
        async with self.client.get(url) as answer:
            return await answer.text()


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    demo = Demo(tmp_path, MovableClock(NOW))
    try:
        await demo.start()
        async with ClientSession() as client:
            yield Page(demo, client)
    finally:
        await demo.stop()


def name_of(role: Role, *, halfway: bool = False, sent: bool = False) -> str:
    return next(
        m.name for m in CAST if m.role is role and bool(m.halfway) is halfway and bool(m.now) is (sent or halfway)
    )


async def test_everybody_is_at_home_in_their_role(page: Page) -> None:
    await page.idle()
    assert "9 no 16" in await page.chat(name_of(Role.MEDIATOR, halfway=True))
    assert "nosūtīts" in await page.chat(name_of(Role.MEDIATOR, sent=True))
    assert "nav sākts" in await page.chat(name_of(Role.MEDIATOR))
    assert "Работа" in await page.chat("Sofija")
    for member in CAST:
        assert "bot> " in await page.chat(member.name), member.name


async def test_last_month_stands_beside_the_question(page: Page) -> None:
    await page.idle()
    person = page.demo.addresses[name_of(Role.MEDIATOR)]
    for words in ("/parskats", "Jā", "45"):
        await page.post(f"/sim/people/{person}/say", text=words)
        await page.idle()
    assert "Septembrī: 14" in await page.chat(name_of(Role.MEDIATOR))


async def test_a_killed_bot_goes_on_where_it_was_and_a_moved_clock_reminds(page: Page) -> None:
    await page.idle()
    await page.post("/sim/kill")
    person = page.demo.addresses[name_of(Role.MEDIATOR, halfway=True)]
    await page.post(f"/sim/people/{person}/say", text="/parskats")
    await page.idle()
    before = await page.chat(name_of(Role.MEDIATOR, halfway=True))
    sent = await page.chat(name_of(Role.MEDIATOR, sent=True))
    assert "10/16" in before
    await page.post("/sim/clock", to="2026-11-05T10:01+02:00")
    await page.idle()
    after = await page.chat(name_of(Role.MEDIATOR, halfway=True))
    assert len(after) > len(before)
    assert await page.chat(name_of(Role.MEDIATOR, sent=True)) == sent


async def test_idle_waits_for_an_answer_that_telegram_put_off(page: Page) -> None:
    await page.idle()
    person = page.demo.addresses[name_of(Role.MEDIATOR)]
    await page.post("/sim/faults", method="sendMessage", code=429, retry_after=1)
    await page.post(f"/sim/people/{person}/say", text="/parskats")
    await page.idle()
    assert "Vai oktobrī strādājāt" in await page.chat(name_of(Role.MEDIATOR))


async def test_idle_does_not_wait_for_what_comes_too_late(page: Page) -> None:
    await page.idle()
    person = page.demo.addresses[name_of(Role.MEDIATOR)]
    await page.post("/sim/faults", method="sendMessage", code=429, retry_after=600)
    await page.post(f"/sim/people/{person}/say", text="/parskats")
    await page.idle()
    assert "Vai oktobrī strādājāt" not in await page.chat(name_of(Role.MEDIATOR))


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-02T09:00+02:00", "2026-10"),
        ("2026-10-27T09:00+02:00", "2026-10"),
        ("2026-08-20T09:00+03:00", "2026-07"),
        ("2027-01-10T09:00+02:00", "2026-12"),
        ("2026-09-20T09:00+03:00", "2026-08"),
    ],
)
def test_whatever_day_it_begins_there_is_a_month_to_report_and_one_before(now: str, shown: str) -> None:
    moment = datetime.fromisoformat(now)
    period = period_shown(Programme(), moment)
    assert str(period) == shown
    programme = season_for(Programme(), moment)
    assert programme.reports(period)
    assert programme.reports(period.shifted(-1))


def test_the_cast_covers_all_six_municipalities_with_one_draft_and_two_sent() -> None:
    mediators = [member for member in CAST if member.role is Role.MEDIATOR]
    places = {member.municipality for member in mediators}
    assert places == {"Jelgava", "Rīga", "Talsi", "Viļaka", "Ventspils", "Tukums"}
    assert all(member.before for member in mediators)
    assert sum(bool(member.halfway) for member in CAST) == 1
    assert sum(bool(member.now and not member.halfway) for member in CAST) == 2
    assert {member.role for member in CAST} == set(Role)
    assert Period(2026, 10).shifted(-1) == Period(2026, 9)


def test_a_new_demo_replaces_the_files_of_the_last_one_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "kheten.db").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    fresh_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


async def test_last_months_ticks_can_be_repeated_with_one_tap(page: Page) -> None:
    await page.idle()
    name = name_of(Role.MEDIATOR)
    person = page.demo.addresses[name]
    for said in ("/parskats", "jā", "40", "3", "1", "20", "10", "5"):
        await page.post(f"/sim/people/{person}/say", text=said)
        await page.idle()
    await page.post(f"/sim/people/{person}/tap", button="Tāpat kā septembrī")
    await page.idle()
    assert "✓ Kādos jautājumos palīdzējāt?" in await page.chat(name)


async def test_everybody_finds_the_commands_of_their_role_in_the_menu(page: Page) -> None:
    await page.idle()
    person = page.demo.addresses[name_of(Role.MEDIATOR)]
    async with page.client.get(f"{page.demo.playground.url}/sim/people/{person}/commands") as answer:
        assert "parskats" in [entry["command"] for entry in await answer.json()]
