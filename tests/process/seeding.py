"""A database with mediators in it, made once and copied for each test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import build
from bot.clock import SystemClock
from bot.playground.world import DEFAULT_TOKEN
from bot.settings import Settings
from core.people import Grant, Person, Role
from core.periods import Programme
from handlers.first_contact import CONSENT_VERSION
from storage.grants import add_grant
from storage.municipalities import Municipality, save_municipality
from storage.people import add_consent, add_person
from storage.programme import save_programme

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
MEDIATORS = 80
FIRST_ADDRESS = 10001
COORDINATOR = FIRST_ADDRESS + MEDIATORS
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ALWAYS = Programme(season=tuple(range(1, 13)), closes_after=90, reminder_days=())
"""There is a report to write whatever the day of the test, and nobody is reminded of it."""


def make_template(folder: Path) -> Path:
    """Return a database file with MEDIATORS in Talsi and one coordinator, and the shipped form published."""
    path = folder / "seeded.db"

    async def make() -> None:
        app = build(
            Settings.of(bot_token=SecretStr(DEFAULT_TOKEN), data_key=SecretStr(KEY), database_url=f"sqlite:///{path}"),
            SystemClock(),
        )
        database = await app.open()
        async with database.writing() as conn:
            await seed(conn)
        await database.checkpoint()
        await app.stop()

    with ThreadPoolExecutor(1) as thread:  # a test's own loop may be running in this one
        thread.submit(lambda: asyncio.run(make())).result()
    return path


async def seed(conn: AsyncConnection) -> None:
    """Store who is in the template."""
    await save_programme(conn, ALWAYS)
    await save_municipality(conn, Municipality("talsi", "Talsi", date(2026, 1, 1)))
    for number in range(MEDIATORS):
        await seed_person(conn, FIRST_ADDRESS + number, Grant(Role.MEDIATOR, "talsi"))
    await seed_person(conn, COORDINATOR, Grant(Role.COORDINATOR))


async def seed_person(conn: AsyncConnection, address: int, grant: Grant) -> None:
    """Store somebody who agreed long ago; ids are the addresses."""
    person = Person(address, "telegram", str(address), f"Persona {address}", "lv", CONSENT_VERSION)
    await add_person(conn, person, LONG_AGO)
    await add_consent(conn, address, address, "bot", CONSENT_VERSION, "lv", action="given", at=LONG_AGO)
    await add_grant(conn, address, address, grant, None, LONG_AGO)
