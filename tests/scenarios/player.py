"""Plays a conversation written as text against the real pipeline and writes down what everybody saw.

= mediator: mediator Talsi, lv      somebody who is known already (or `= stranger: ru`, who is not)
@ 2026-11-02 10:00                  the clock in Riga
mediator> /parskats                 typed; `[Jā]` is tapped, `[Jā] old` on an old message, `(voice 12)` spoken
! restart                           everything is stopped and begun anew from the disk
bot> …                              what the one who spoke sees; `bot*` a message changed, `bot!` a toast
coordinator< …                      what somebody else sees; `coordinator*` a message of theirs changed
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.catalogues import Catalogues
from bot.clock import Ids
from bot.pipeline.delivery import Delivery
from bot.pipeline.intake import Intake
from bot.pipeline.schedule import Schedule
from bot.pipeline.turns import Rules
from bot.pipeline.worker import Worker
from bot.playground.clock import MovableClock
from bot.shelf import Shelf
from bot.surroundings import Surroundings
from core.people import Grant, Person, Role
from core.periods import RIGA
from handlers import router, schedule
from handlers.first_contact import CONSENT_VERSION
from handlers.invitations import make_invitation
from handlers.turn import Contact, Env
from storage.database import Database, open_database
from storage.forms import FormVersion, add_form_version
from storage.grants import add_grant
from storage.migrations import upgrade
from storage.municipalities import Municipality, add_municipality
from storage.people import add_person
from tests.scenarios.channel import Event, TextChannel

PLACES = {"Jelgava": "jelgava", "Rīga": "riga", "Talsi": "talsi", "Viļaka": "vilaka", "Ventspils": "ventspils"}
CONTACT = Contact("+371 20000000", "romi@km.gov.lv")
INPUT = re.compile(r"(?P<who>\w+)> (?P<said>.*)")
SPOKEN = re.compile(r"\((?P<kind>voice|forwarded|edited|left|returned|group|sticker) ?(?P<value>.*)\)")
TAPPED = re.compile(r"\[(?P<label>.*)\](?P<old> old)?")


class Player:
    """One scenario being played."""

    def __init__(self, folder: Path, form: FormVersion) -> None:
        self.url = f"sqlite:///{folder / 'scenario.db'}"
        self.form = form
        self.channel = TextChannel()
        self.clock = MovableClock(datetime(2026, 10, 20, 10, tzinfo=RIGA), running=False)
        self.languages: dict[str, str] = {}
        self.codes = (f"code-{number}" for number in range(1, 1000))
        self.seen = 0
        self.number = 0
        self.database: Database

    async def start(self) -> None:
        """Open the database and start the parts, as the bot does."""
        self.database = await open_database(self.url)
        await upgrade(self.database)
        async with self.database.writing() as conn:
            await add_form_version(conn, self.form)
        ids = Ids()
        surroundings = Surroundings(self.clock, ids, Catalogues().texts, CONTACT, lambda: "kheten_bot")
        surroundings.forms = Shelf([self.form])
        self.surroundings = surroundings
        channels = {"text": self.channel}
        self.delivery = Delivery(self.database, channels, now=self.clock.now, chance=lambda: 0.5)
        rules = Rules(router.decide, router.handle, router.apologise)
        self.worker = Worker(self.database, channels, rules, env_of=self.env, delivery=self.delivery)
        self.intake = Intake(self.database, self.clock.now, self.worker.wake)
        self.schedule = Schedule(self.database, schedule.tick, env_of=self.env, delivery=self.delivery)
        await self.read_surroundings()
        await self.delivery.start()
        await self.worker.start()

    def env(self) -> Env:
        """Return the surroundings with codes that can be written in a scenario."""
        return replace(self.surroundings.env(), new_code=lambda: next(self.codes))

    async def read_surroundings(self) -> None:
        """Read the programme and the municipalities again."""
        async with self.database.reading() as conn:
            await self.surroundings.read(conn)

    async def stop(self) -> None:
        """Stop everything; what is on the disk is all that stays."""
        await self.worker.stop()
        await self.delivery.stop()
        await self.database.close()

    async def idle(self) -> None:
        """Wait until there is nothing left to do."""
        quiet = 0
        for _ in range(5000):
            await asyncio.sleep(0.001)
            busy = not (self.worker.is_idle() and self.delivery.is_idle() and self.intake.is_idle())
            quiet = 0 if busy else quiet + 1
            if quiet > 3:
                return
        raise TimeoutError("the bot does not come to rest")

    async def play(self, text: str) -> str:
        """Play the inputs of a scenario and return it with what everybody saw."""
        await self.start()
        written: list[str] = []
        try:
            for line in inputs(text):
                written.append(line)
                speaker = await self.act(line)
                written += self.seen_by(speaker)
        finally:
            await self.stop()
        return "\n".join(written).strip() + "\n"

    async def act(self, line: str) -> str:
        """Do what one line says and return who spoke, '' for nobody."""
        speaker = ""
        if line.startswith("= "):
            await self.introduce(line[2:])
        elif line.startswith("@ "):
            self.clock.set(datetime.fromisoformat(line[2:]).replace(tzinfo=RIGA))
            await self.schedule.tick_now()
        elif line == "! restart":
            await self.stop()
            await self.start()
        elif match := INPUT.fullmatch(line):
            speaker = match["who"]
            await self.say(speaker, match["said"])
        await self.idle()
        return speaker

    async def say(self, who: str, said: str) -> None:
        """Send what one person typed, tapped or spoke."""
        self.number += 1
        payload = {
            "number": self.number,
            "who": who,
            "at": self.clock.now().isoformat(),
            "language": self.languages.get(who),
            "kind": "command" if said.startswith("/") else "text",
            "value": said,
        }
        if match := TAPPED.fullmatch(said):
            message, press = self.channel.find(who, match["label"], old=bool(match["old"]))
            payload |= {"kind": "press", "value": press.encode() if press else "", "message": message}
        elif match := SPOKEN.fullmatch(said):
            payload |= {"kind": match["kind"], "value": match["value"]}
        await self.intake.take(self.channel, [payload])

    async def introduce(self, text: str) -> None:
        """Add somebody who is known already, or an invitation."""
        name, _, rest = text.partition(": ")
        role, _, language = rest.partition(", ")
        if name == "invitation":
            await self.invite(role, language)
            return
        if not language:
            self.languages[name] = role
            return
        kind, _, place = role.partition(" ")
        now = self.clock.now()
        person = Person(self.surroundings.env().new_id(), "text", name, name.capitalize(), language, CONSENT_VERSION)
        async with self.database.writing() as conn:
            await add_person(conn, person, now)
            if place:
                await self.add_place(conn, place)
            if kind != "participant":
                grant = Grant(Role(kind), PLACES.get(place) if place else None)
                await add_grant(conn, self.env().new_id(), person.id, grant, None, now)
        await self.read_surroundings()

    async def invite(self, role: str, place: str) -> None:
        """Make an invitation; its code is `code-1`, `code-2` and so on."""
        async with self.database.writing() as conn:
            if place:
                await self.add_place(conn, place)
            await make_invitation(conn, self.env(), Role(role), PLACES.get(place), None)
        await self.read_surroundings()

    async def add_place(self, conn: AsyncConnection, place: str) -> None:
        """Add a municipality unless it is there."""
        await add_municipality(conn, Municipality(PLACES[place], place, date(2026, 1, 1)))

    def seen_by(self, speaker: str) -> list[str]:
        """Return what everybody saw since the last time, as lines."""
        events, self.seen = self.channel.events[self.seen :], len(self.channel.events)
        return [line for event in events for line in written_event(event, speaker)]


def written_event(event: Event, speaker: str) -> Iterator[str]:
    """Yield the lines of one thing somebody saw."""
    mark = {"new": ">" if event.address == speaker else "<", "changed": "*", "toast": "!"}[event.how]
    who = "bot" if event.address == speaker else event.address
    first, *more = event.text.split("\n")
    yield f"{who}{mark} {first}".rstrip()
    for line in more:
        yield f"     {line}".rstrip()
    if event.file:
        yield f"     <{event.file}>"
    for row in event.buttons:
        yield "     " + " ".join(f"[{label}]" for label in row)


def inputs(text: str) -> Iterator[str]:
    """Yield the lines of a scenario that are said or done, not those that were seen."""
    for line in text.splitlines():
        spoken = INPUT.fullmatch(line)
        if line.startswith(("= ", "@ ", "! ", "#")) or (spoken and spoken["who"] != "bot"):
            yield line
