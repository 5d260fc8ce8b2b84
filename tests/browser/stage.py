"""The demo and a Chromium that looks at its page; people are named, and act only through what they can see."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
START = "2026-11-02T09:00+02:00"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000.0


def chromium() -> str | None:
    """Return the path of the system's Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class Stage:
    """The page with the phones of some of the cast on it."""

    def __init__(self, page: Page, ids: dict[str, int]) -> None:
        self.page = page
        self._ids = ids

    def phone(self, name: str) -> Locator:
        """Return somebody's phone."""
        return self.page.locator(f'.phone[data-person="{self._ids[name]}"]')

    def says(self, name: str, text: str) -> None:
        """Type into somebody's phone and press Enter."""
        box = self.phone(name).locator("[data-role=composer]")
        box.fill(text)
        box.press("Enter")

    def presses(self, name: str, label: str) -> None:
        """Press the lowest button with that label."""
        self.phone(name).get_by_role("button", name=label, exact=True).last.click()

    def sees(self, name: str, text: str) -> None:
        """Wait until the lowest message of the bot that has the words, in its text or on its buttons, is in view."""
        expect(self.phone(name).locator("[data-message].theirs").filter(has_text=text).last).to_be_in_viewport()

    def answers(self, name: str, *pairs: tuple[str, str]) -> None:
        """Answer question after question: an answer in brackets is a button, another is typed."""
        for question, answer in pairs:
            self.sees(name, question)
            if answer.startswith("["):
                self.presses(name, answer[1:-1])
            else:
                self.says(name, answer)

    def moves_clock(self, label: str) -> None:
        """Press a button beside the clock."""
        self.page.locator(".clock-controls").get_by_text(label).click()


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run the demo in a process of its own and give its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser", "--dir", str(folder), "--now", START],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("KHETEN_")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Open http://"), line
        yield line.split()[1]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def stage(
    url: str, opened: Browser, *names: str, size: tuple[int, int] = (1440, 900), **options: Any
) -> Iterator[Stage]:
    """Open the page in Latvian and light, with the phones of these people; fails when the page reports an error."""
    with urlopen(f"{url}sim/people", timeout=10) as answer:
        ids = {person["name"]: person["id"] for person in json.load(answer)}
    context = opened.new_context(viewport={"width": size[0], "height": size[1]}, locale="lv-LV", **options)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    shown = [ids[name] for name in names]
    remembered = {"language": "lv", "theme": "light", "hint.seen": True, "shown": shown, "active": shown[0]}
    for name, value in remembered.items():
        context.add_init_script(f"localStorage.setItem('kheten.playground.{name}', {json.dumps(json.dumps(value))})")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(url)
    yield Stage(page, ids)
    context.close()
    assert errors == []
