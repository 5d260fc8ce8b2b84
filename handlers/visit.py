"""A turn that needs the database: the transaction, who came with what, and short ways to answer.

Menus change in place when a button of theirs was tapped; everything else is a new message. A digest or a piece of news
stays as it is: its buttons say `afresh(…)`, and what they lead to comes below it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Conversation, Outcome, Situation
from core.drafts import OpenDraft
from core.errors import Refused
from core.messages import Answered, Care, Press, Received, Screen, Shown, Tapped, Toast, Typed
from core.people import Action, Person, language_of, may
from core.texts import Texts
from handlers.notices import notice
from handlers.turn import Env


@dataclass(frozen=True, slots=True)
class Visit:
    """One cold turn; handlers are coroutines of it."""

    conn: AsyncConnection
    received: Received
    situation: Situation
    env: Env
    in_new: bool = False

    @property
    def person(self) -> Person:
        """The sender, known and agreed; Refused for a stranger (the router never lets one in)."""
        if self.situation.person is None:
            raise Refused("a stranger")
        return self.situation.person

    @property
    def language(self) -> str:
        """The language of the answer: the person's, else the one the stranger chose, else the channel's."""
        if self.situation.person is not None:
            return self.situation.person.language
        return self.situation.stranger.language or language_of(self.received.sender.language)

    @property
    def texts(self) -> Texts:
        return self.env.texts(self.language)

    @property
    def press(self) -> Press | None:
        """The button pressed, None when something else arrived."""
        return self.received.what.press if isinstance(self.received.what, Tapped) else None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the button pressed."""
        return self.press.arguments if self.press else ()

    @property
    def words(self) -> str:
        """The text typed, '' when something else arrived."""
        return self.received.what.text if isinstance(self.received.what, Typed) else ""

    def argument(self, index: int) -> str:
        """Return one argument of the button, '' when it is not there (a forged button)."""
        return self.arguments[index] if index < len(self.arguments) else ""

    def require(self, action: Action, municipality: str | None = None) -> None:
        """Raise Refused unless the sender may do this."""
        if not may(self.person, action, municipality):
            raise Refused(action)

    def shown(self, screen: Screen, *, in_place: bool = False, care: Care = Care.REPLY) -> Shown:
        """Return a screen for the sender; in place it changes the message whose button was tapped."""
        message = self.received.message if in_place and self.press and not self.in_new else None
        return Shown(
            self.env.new_id(),
            screen,
            self.received.sender,
            person=self.situation.person.id if self.situation.person else None,
            care=Care.EDIT if message else care,
            replaces_message=message,
        )

    def notice(self, to: Person, screen: Screen, key: str | None = None) -> Shown:
        """Return a screen for somebody else; with a key it goes out at most once for ever."""
        return notice(self.env, to, screen, key)

    def reply(
        self,
        *screens: Screen | Shown,
        in_place: bool = False,
        toast: str = "",
        conversation: Conversation | None = None,
        draft: OpenDraft | None = None,
    ) -> Outcome:
        """Return the outcome that shows these screens (the first in place where asked for) and saves the rest."""
        shown = tuple(
            screen if isinstance(screen, Shown) else self.shown(screen, in_place=in_place and index == 0)
            for index, screen in enumerate(screens)
        )
        what = self.received.what
        answer = Toast(what.query, toast) if isinstance(what, Tapped) else None
        return Outcome(Answered(shown, answer), conversation, draft)


def afresh(action: str, *arguments: object) -> Press:
    """Return the meaning of a button whose message has to stay: the answer is a new message."""
    return Press.of(AFRESH, action, *arguments)


AFRESH = "new"
Handler = Callable[[Visit], Awaitable[Outcome]]
