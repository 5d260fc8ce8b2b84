"""A mediator's whole month in the page, clicked and typed, and what the others see of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.stage import browser, chromium, demo, stage
from tests.shipped import choice, question

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="there is no Chromium here (Debian: apt install chromium)"),
]

REPORT = (
    ("Mediatora darbs · Talsi", "[📝 Aizpildīt pārskatu]"),
    (question("worked"), "[Jā]"),
    (question("hours"), "52"),
    (question("families"), "apmēram 15"),
    ("Vajag vienu skaitli", "15"),
    (question("families_new"), "2"),
    (question("people"), "33"),
    (question("women"), "18"),
    (question("children"), "12"),
    (question("areas"), f"[☐ {choice('area', 'edu')}]"),
    (f"☑ {choice('area', 'edu')}", f"[☐ {choice('area', 'job')}]"),
    ("Gatavs (2)", "[Gatavs (2)]"),
    (question("edu_people"), "20"),
    (question("edu_what"), f"[☐ {choice('edu_what', 'latvian')}]"),
    ("Gatavs (1)", "[Gatavs (1)]"),
    (question("job_people"), "5"),
    (question("job_what"), f"[☐ {choice('job_what', 'found')}]"),
    ("Gatavs (1)", "[Gatavs (1)]"),
    (question("partners"), "Skola, NVA"),
    (question("success"), "Viena meita sāka mācīties par pavāri."),
    (question("story_use"), f"[{choice('story_use', 'ask')}]"),
    (question("obstacle"), "[Izlaist]"),
    (question("need"), f"[☐ {choice('need', 'training')}]"),
    ("Gatavs (1)", "[Gatavs (1)]"),
    (question("next_month"), "Sarunas ar skolu"),
    ("Lūdzu, pārskatiet.", "[✅ Nosūtīt]"),
)


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


def test_a_month_is_reported_in_the_page_and_the_coordinator_hears_of_it(
    url: str, opened: Browser, tmp_path: Path
) -> None:
    with stage(url, opened, "Agnese", "Gunta", "Kristers") as seen:
        seen.answers("Agnese", *REPORT)
        seen.sees("Agnese", "Pārskats par oktobri ir nosūtīts.")
        expect(seen.phone("Agnese").locator(".theirs").filter(has_text=f"✓ {question('families')} – 15")).to_have_count(
            1
        )
        seen.moves_clock("+1 h")
        seen.sees("Gunta", "Talsi: pārskats par oktobri saņemts")
        seen.moves_clock("Atgādinājums")
        seen.sees("Kristers", "Pārskats par oktobri")
        seen.page.screenshot(path=tmp_path / "report.png")
    assert (tmp_path / "report.png").stat().st_size > 20_000


def test_one_phone_fills_a_small_screen_and_works_with_a_thumb(url: str, opened: Browser) -> None:
    with stage(url, opened, "Sofija", "Gunta", size=(390, 844), has_touch=True, is_mobile=True) as seen:
        seen.phone("Sofija").get_by_role("button", name="📝 Заполнить отчёт", exact=True).last.tap()
        seen.sees("Sofija", question("worked", "ru"))
        expect(seen.phone("Gunta")).not_to_be_in_viewport()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_answer_to_a_tap_is_in_view_also_for_who_had_scrolled_up(url: str, opened: Browser) -> None:
    with stage(url, opened, "Sofija", size=(390, 560), has_touch=True, is_mobile=True) as seen:
        phone = seen.phone("Sofija")
        for _ in range(4):
            seen.says("Sofija", "/nachalo")
        expect(phone.get_by_role("button", name="📊 Мои отчёты", exact=True)).to_have_count(5)
        phone.locator(".chat").evaluate("log => { log.scrollTop = 0; }")
        seen.page.wait_for_timeout(200)
        phone.get_by_role("button", name="📊 Мои отчёты", exact=True).first.dispatch_event("click")
        phone.get_by_role("button", name="📝 Заполнить отчёт", exact=True).nth(1).dispatch_event("click")
        seen.sees("Sofija", question("worked", "ru"))
