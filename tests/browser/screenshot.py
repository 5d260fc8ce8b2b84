"""`python -m tests.browser.screenshot FILE.png`: the README's picture, made by the demo in the middle of a morning."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from tests.browser.stage import Stage, browser, demo, stage
from tests.shipped import choice, question

NEWCOMER = "Dārta"

MEDIATOR = (
    ("Mediatora darbs · Talsi", "[📝 Aizpildīt pārskatu]"),
    (question("worked"), "[Jā]"),
    (question("hours"), "52"),
    (question("families"), "15"),
    (question("families_new"), "2"),
    (question("people"), "33"),
    (question("women"), "18"),
    (question("children"), "12"),
    (question("areas"), f"[☐ {choice('area', 'edu')}]"),
    (f"☑ {choice('area', 'edu')}", f"[☐ {choice('area', 'soc')}]"),
    ("Gatavs (2)", "[Gatavs (2)]"),
)
RUSSIAN = (
    ("Работа медиатора · Rīga", "[📝 Заполнить отчёт]"),
    (question("worked", "ru"), "[Да]"),
    (question("hours", "ru"), "60"),
    (question("families", "ru"), "примерно 27"),
)


def take(path: Path) -> None:
    """Make the picture, 1440 × 900."""
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as url, browser() as opened:
        add_newcomer(url)
        with stage(url, opened, "Agnese", "Gunta", NEWCOMER, "Sofija") as seen:
            play(seen)
            seen.page.mouse.move(5, 895)
            seen.page.evaluate(
                "document.querySelectorAll('[role=log]').forEach((log) => log.scrollTo(0, log.scrollHeight))"
            )
            seen.page.wait_for_timeout(4_500)  # notices and toasts have flown by
            seen.page.screenshot(path=path)


def play(seen: Stage) -> None:
    """Let everybody have their conversation."""
    seen.sees("Gunta", "Koordinatora lapa")
    seen.presses("Gunta", "📊 Kopsavilkums")
    seen.sees("Gunta", "Pirmdienas kopsavilkums")
    seen.says(NEWCOMER, "/start")
    seen.presses(NEWCOMER, "Latviešu")
    seen.sees(NEWCOMER, "Piekrītu")
    seen.answers("Sofija", *RUSSIAN)
    seen.answers("Agnese", *MEDIATOR)
    seen.sees("Agnese", question("edu_people"))


def add_newcomer(url: str) -> None:
    """Add somebody who has never met the bot."""
    body = json.dumps({"name": NEWCOMER, "language_code": "lv", "has_started": False}).encode()
    with urlopen(Request(f"{url}sim/people", body, {"Content-Type": "application/json"}), timeout=10):
        pass


if __name__ == "__main__":
    take(Path(sys.argv[1]))
