"""A town of two mediators and a coordinator, driven through the router and the tick with a clock that is moved.

What a tick shows goes through the real outbox, so that a key used twice or a cancelled notice is seen as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.conversations import Outcome
from core.drafts import Draft, OpenDraft
from core.forms.model import Form
from core.messages import Commanded, Press, Received, Screen, Sender, Shown, Tapped, Typed
from core.people import Grant, Person, Role
from core.periods import Programme
from core.texts import Texts
from handlers import router, schedule
from handlers.coordinator.news import plan_received
from handlers.reminders import end_reminders
from handlers.turn import Contact, Env
from storage.database import Database
from storage.drafts import add_draft, save_draft
from storage.grants import add_grant
from storage.municipalities import Municipality, save_municipality
from storage.outbox import add_shown
from storage.people import add_person
from storage.programme import load_programme
from storage.situations import load_situations, save_conversations
from storage.submissions import Submission, add_submission, load_newest
from storage.tables import outbox
from tests.core.forms.building import monthly_report

RIGA = ZoneInfo("Europe/Riga")
TALSI, JELGAVA, COORDINATOR = 11, 12, 21
NAMES = {"talsi": "Talsi", "jelgava": "Jelgava", "vilaka": "Viļaka"}
FORM = "monthly_report"


class OneForm:
    """A shelf with the shipped report only."""

    def form(self, form_id: str, version: str) -> Form:
        return monthly_report()

    def newest(self, form_id: str) -> Form:
        return monthly_report()


@dataclass
class Seen:
    """A message that went out: when, to whom, what."""

    at: datetime
    person: int | None
    screen: Screen
    key: str | None

    @property
    def buttons(self) -> list[str]:
        return [button.label for row in self.screen.buttons for button in row]


@dataclass
class Town:
    """The bot without channels: `tap`, `say` and `tick` return what is shown."""

    database: Database
    now: datetime = datetime(2026, 10, 31, 12, 0, tzinfo=RIGA)
    last_id: int = 1000
    seen: list[Seen] = field(default_factory=list)
    programme: Programme = field(default_factory=Programme)

    async def build(self) -> None:
        """Settle everybody, some weeks before the first due day."""
        async with self.database.writing() as conn:
            for code, name in NAMES.items():
                if code != "vilaka":
                    await save_municipality(conn, Municipality(code, name, date(2026, 1, 1)))
            for number, municipality in ((TALSI, "talsi"), (JELGAVA, "jelgava"), (COORDINATOR, None)):
                person = Person(number, "test", f"chat-{number}", f"Name {number}", "en", "1", wrote_at=self.before(9))
                await add_person(conn, person, self.before(9))
                role = Role.MEDIATOR if municipality else Role.COORDINATOR
                await add_grant(conn, number, number, Grant(role, municipality), None, self.before(9))

    def before(self, days: float) -> datetime:
        return (self.now - timedelta(days=days)).astimezone(UTC)

    def new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def env(self) -> Env:
        return Env(
            now=self.now.astimezone(UTC),
            new_id=self.new_id,
            new_code=lambda: f"code{self.new_id()}",
            texts=lambda language: Texts(language, NullTranslations()),
            programme=self.programme,
            forms=OneForm(),
            contact=Contact("67000000", "a@b.lv"),
            bot_link="https://t.me/test",
            municipality_names=lambda code: NAMES.get(code, code),
        )

    async def tick(self) -> list[Seen]:
        """Do what is due, put it in the outbox, return what really went in."""
        async with self.database.writing() as conn:
            shown = await schedule.tick(conn, self.env())
            await add_shown(conn, shown, self.now)
        new = [Seen(self.now, one.person, one.screen, one.key) for one in shown]
        self.seen += new
        return new

    async def live(
        self, until: datetime, step: timedelta = timedelta(minutes=5), *, nights: bool = False
    ) -> list[Seen]:
        """Let time pass with a tick every few minutes and return what went out; nights are quick unless wanted."""
        start = len(self.seen)
        while self.now < until:
            self.now = (self.now.astimezone(UTC) + step).astimezone(RIGA)
            if nights or 8 <= self.now.hour <= 20:
                await self.tick()
        return self.seen[start:]

    async def tap(self, person: int, press: Press | str, *arguments: object) -> list[Seen]:
        """Let a person press a button and return what is shown to anybody."""
        meant = press if isinstance(press, Press) else Press.of(press, *arguments)
        assert len(meant.encode().encode()) <= 64
        return shown_in(self.now, await self.handle(person, Tapped(meant, "q", meant.encode()), "77"))

    async def tap_label(self, person: int, screen: Screen, label: str) -> list[Seen]:
        """Let a person press the button of a screen by its label."""
        found = [button for row in screen.buttons for button in row if button.label == label]
        assert len(found) == 1, (label, screen)
        assert found[0].press is not None
        return await self.tap(person, found[0].press)

    async def say(self, person: int, words: str) -> list[Seen]:
        return shown_in(self.now, await self.handle(person, Typed(words)))

    async def command(self, person: int, name: str) -> list[Seen]:
        return shown_in(self.now, await self.handle(person, Commanded(name)))

    async def handle(self, person: int, what: Tapped | Typed | Commanded, message: str | None = None) -> Outcome:
        sender = Sender("test", f"chat-{person}")
        received = Received(f"k{self.new_id()}", sender, what, self.now.astimezone(UTC), message)
        async with self.database.writing() as conn:
            self.programme = await load_programme(conn)
            loaded = await load_situations(conn, [sender], self.now.astimezone(UTC))
            outcome = await router.handle(conn, received, loaded["test", f"chat-{person}"], self.env())
            if outcome.conversation is not None:
                await save_conversations(conn, {person: outcome.conversation})
            if outcome.draft is not None:
                await save_draft(conn, outcome.draft, self.now.astimezone(UTC))
            await add_shown(conn, outcome.answered.shown, self.now)
            self.programme = await load_programme(conn)
        return outcome

    async def begin(self, person: int, municipality: str, period: str, answers: Mapping[str, str]) -> None:
        """Begin a report."""
        kept = OpenDraft(
            self.new_id(), person, (FORM, "1"), municipality, period, Draft(answers=refs(answers), revision=3)
        )
        async with self.database.writing() as conn:
            await add_draft(conn, kept, self.now)

    async def send(self, person: int, municipality: str, period: str, answers: Mapping[str, str]) -> Submission:
        """Send a report (or its next version) the way the mediator's conversation does."""
        async with self.database.writing() as conn:
            before = await load_newest(conn, person, FORM, municipality, period)
            number = self.new_id()
            version = before.version + 1 if before else 1
            key, sent = (FORM, "1"), self.now.astimezone(UTC)
            submission = Submission(
                number, f"uuid:{number}", person, key, municipality, period, version, refs(answers), "<data/>", sent
            )
            await add_submission(conn, submission)
            await end_reminders(conn, person, municipality, period)
            await plan_received(conn, self.env(), submission)
        return submission

    async def outbox(self) -> Sequence[tuple[str | None, str]]:
        async with self.database.reading() as conn:
            rows = await conn.execute(select(outbox.c.key, outbox.c.state).order_by(outbox.c.id))
            return [(key, state) for key, state in rows.all()]


def shown_in(now: datetime, outcome: Outcome) -> list[Seen]:
    return [of_shown(now, one) for one in outcome.answered.shown]


def of_shown(now: datetime, one: Shown) -> Seen:
    return Seen(now, one.person, one.screen, one.key)


def refs(answers: Mapping[str, str]) -> dict[str, str]:
    """Return answers by ref from answers by the name of the question."""
    by_name = {question.name: question.ref for question in monthly_report().questions}
    return {by_name[name]: value for name, value in answers.items()}


def at(text: str) -> datetime:
    """Return a Riga moment written `2026-11-02 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


def local_times(seen: Sequence[Seen]) -> list[str]:
    return [f"{one.at.astimezone(RIGA):%m-%d %H:%M}" for one in seen]
