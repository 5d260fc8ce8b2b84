"""Mediators who fill in the monthly report, typing ahead where people do and tapping where they must look first.

No answer is ever typed twice; only a question is asked for again, and a button pressed again that still stands there.
Whatever is lost or applied twice therefore shows: the person waits in vain, or the answers behind it stand in the
wrong places.
"""

from __future__ import annotations

import contextlib

from tests.process.house import House, InVain, words_of
from tests.shipped import choice, question

EDU, SOC = choice("area", "edu"), choice("area", "soc")

UPDATES = 22
"""How many things one person does for a whole report."""

PATIENCE = 3.5
TIMES = 5


def expected_report(number: int) -> dict[str, str]:
    """Return what a person's report must hold, by question name."""
    return {
        "worked": "yes",
        "hours": str(100 + number),
        "families": "90",
        "families_new": "70",
        "people": str(200 + number),
        "women": "60",
        "children": "40",
        "areas": "edu soc",
        "edu_people": "30",
        "edu_what": "preschool attend",
        "soc_people": "20",
        "soc_what": "docs",
        "partners": "school nva",
        "success": f"stāsts {number} a",
        "story_use": "ask",
        "obstacle": f"grūti {number} b",
        "need": "none",
        "next_month": f"plāns {number} c",
    }


class Mediator:
    """One person with a phone; who hears nothing for `patience` seconds asks for the open question, as people do."""

    def __init__(self, house: House, number: int, patience: float = PATIENCE) -> None:
        self.number = number
        self.asked_again = 0
        self._house = house
        self._phone = house.phone(number)
        self._patience = patience
        self._tapped = ""

    async def fill_in(self) -> None:
        """Do a whole report; fails when what must come next does not come."""
        number = self.number
        self._phone.say("/parskats")
        await self._tap("Jā", question("worked"))
        await self._type_ahead(question("hours"), str(100 + number), "90", "70", str(200 + number), "60", "40")
        await self._tap(f"☐ {EDU}")
        await self._tap(f"☐ {SOC}", f"☑ {EDU}")
        await self._tap("Gatavs (2)")
        await self._type_ahead(question("edu_people"), "30", "1, 3", "20", "2", "2, 5", f"stāsts {number} a")
        await self._tap(choice("story_use", "ask"))
        await self._type_ahead(question("obstacle"), f"grūti {number} b", "nekas", f"plāns {number} c")
        await self._tap("✅ Nosūtīt")
        await self._see("/sakums", "nosūtīts")

    async def _tap(self, label: str, *beside: str) -> None:
        await self._see("/parskats", *beside, f"[{label}]")
        self._phone.tap(label, None, None)
        self._tapped = label

    async def _type_ahead(self, question: str, *answers: str) -> None:
        await self._see("/parskats", question)
        for answer in answers:
            self._phone.say(answer)
        self._tapped = ""

    async def _see(self, question: str, *words: str) -> None:
        for _ in range(TIMES):
            try:
                await self._house.until_sees(self.number, *words, seconds=self._patience)
            except InVain:
                await self._ask_again(question)
            else:
                return
        await self._house.until_sees(self.number, *words, seconds=self._patience)

    async def _ask_again(self, question: str) -> None:
        """Ask, and tap once more what was tapped where the question still stands open."""
        before = len(self._house.received(self.number))
        self._phone.say(question)
        self.asked_again += 1
        with contextlib.suppress(InVain):
            await self._house.until(lambda: len(self._house.received(self.number)) > before, self._patience)
            if self._tapped and f"[{self._tapped}]" in words_of(self._house.received(self.number)[-1]):
                self._phone.tap(self._tapped, None, None)
                self.asked_again += 1
