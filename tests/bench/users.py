"""Virtual users: each does the next thing as soon as the bot has answered the one before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Protocol

from tests.bench.contents import said, tapped
from tests.bench.wire import Parameters

QUESTIONS = 12
SHOWING = frozenset({"sendmessage", "editmessagetext"})
TICKS = 2
SENTENCE = "Kopā ar skolu sakārtojām dokumentus, un bērni atkal mācās katru dienu."
NUMBERS = {"hours": "50", "families": "12", "people": "30"}
"""What is typed for the numbers that bound others; every other number is 3."""

Numbers = Iterator[int]


class User(Protocol):
    """One person at a time in one chat; `act` is what they do next, None when nobody is left to do it."""

    chat: int

    def act(self) -> dict[str, Any] | None:
        """Return the content of the next update."""

    def is_answered(self, method: str, parameters: Parameters, message: int) -> bool:
        """Tell whether a call of the bot is the answer waited for, and remember what it shows."""


class EchoUser:
    """Says something and waits to hear it."""

    def __init__(self, chats: Iterator[int], numbers: Numbers) -> None:
        self.chat = next(chats)
        self._numbers = numbers

    def act(self) -> dict[str, Any]:
        """Say the next thing."""
        number = next(self._numbers)
        return said(self.chat, number, f"{number}: {SENTENCE}")

    def is_answered(self, method: str, parameters: Parameters, message: int) -> bool:
        """Take any message as the echo."""
        return method == "sendmessage"


class InterviewUser(EchoUser):
    """Answers twelve questions one after the other and begins again."""

    def __init__(self, chats: Iterator[int], numbers: Numbers) -> None:
        super().__init__(chats, numbers)
        self._steps = count()

    def act(self) -> dict[str, Any]:
        """Begin, or answer the open question."""
        place = next(self._steps) % (QUESTIONS + 1)
        return said(self.chat, next(self._numbers), "/start" if place == 0 else f"{place}: {SENTENCE}")


class ReportUser:
    """Fills in and sends the monthly report as the bot asks for it, then hands the phone to the next mediator.

    `kinds` are name and type of each question by its number in the form, which its buttons carry.
    """

    def __init__(self, chats: Iterator[int], numbers: Numbers, kinds: Mapping[str, tuple[str, str]]) -> None:
        self._chats = chats
        self._numbers = numbers
        self._kinds = kinds
        self._presses: list[list[str]] = []
        self._message = 0
        self.chat = next(chats)

    def act(self) -> dict[str, Any] | None:
        """Ask for the report, or do what the shown screen asks for."""
        if any(press[1] in ("home", "report.continue") for press in self._presses) and not self._find("report.send"):
            return self._hand_over()
        if not self._presses:
            return said(self.chat, next(self._numbers), "/parskats")
        press = self._choose()
        if press is not None:
            return tapped(self.chat, next(self._numbers), self._message, ":".join(press))
        return said(self.chat, next(self._numbers), self._words())

    def is_answered(self, method: str, parameters: Parameters, message: int) -> bool:
        """Take a screen with buttons as the answer: the shrunk question and remarks in between have none.

        One that only leads home is an apology, and counts as no answer.
        """
        if method not in SHOWING or '"callback_data"' not in parameters.get("reply_markup", ""):
            return False
        rows = json.loads(parameters["reply_markup"])["inline_keyboard"]
        presses = [button["callback_data"].split(":") for row in rows for button in row]
        if all(press[1] == "home" for press in presses):
            return False
        self._presses = presses
        self._message = message
        return True

    def _hand_over(self) -> dict[str, Any] | None:
        self._presses = []
        chat = next(self._chats, None)
        if chat is None:
            return None
        self.chat = chat
        return said(chat, next(self._numbers), "/parskats")

    def _find(self, action: str) -> list[list[str]]:
        return [press for press in self._presses if press[1] == action]

    def _choose(self) -> list[str] | None:
        """Return the button to press, None when the answer is to be typed."""
        if send := self._find("report.send"):
            return send[0]
        if choices := self._find("q.answer"):
            return choices[0]
        if boxes := self._find("q.tick"):
            free = [box for box in boxes if box[-1] == "1"]
            enough = len(boxes) - len(free) >= TICKS or not free
            # The first and the last box may be "none", which goes with no other.
            return self._find("q.done")[0] if enough else free[len(free) // 2]
        if numbers := self._find("q.number"):
            return numbers[-1]
        return None

    def _words(self) -> str:
        name, kind = self._kinds[self._find("q.later")[0][3]]
        return SENTENCE if kind == "string" else NUMBERS.get(name, "3")


def user_of(kind: str, chats: Iterator[int], numbers: Numbers, kinds: Mapping[str, Any]) -> User:
    """Return a new user of one kind; ValueError for another."""
    match kind:
        case "echo":
            return EchoUser(chats, numbers)
        case "interview":
            return InterviewUser(chats, numbers)
        case "report":
            return ReportUser(chats, numbers, {number: (one[0], one[1]) for number, one in kinds.items()})
    raise ValueError(kind)
