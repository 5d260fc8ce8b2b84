"""A database with mediators who have not begun this month, and as many half-filled drafts as wanted.

All have last month's answers beside them, as in a running programme. The programme is set so that a report can be
written on any day, and reminders are off: what is measured is the talk.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.shelf import open_shelf
from core.drafts import Draft
from core.forms.model import Form
from core.people import Role
from core.periods import Period, Programme
from handlers.report.opening import FORM
from storage.database import open_database
from storage.migrations import upgrade
from storage.municipalities import Municipality, add_municipality
from storage.programme import save_programme
from storage.tables import conversations, drafts, grants, people, submissions
from tests.bench.plan import FIRST_CHAT

PLACES = ("Jelgava", "Rīga", "Talsi", "Viļaka", "Ventspils", "Tukums")
BEGUN = 100_000_000
"""Ids and chats of the people with open drafts begin here, far from the others."""

PROGRAMME = Programme(season=tuple(range(1, 13)), closes_after=26, reminder_days=())
LAST_MONTH = {
    "worked": "yes",
    "hours": "48",
    "families": "11",
    "families_new": "2",
    "people": "27",
    "women": "15",
    "children": "9",
    "areas": "edu soc",
    "edu_people": "6",
    "edu_what": "attend parents",
    "soc_people": "5",
    "soc_what": "docs",
    "partners": "school social",
    "success": "Trīs bērni septembrī sāka mācības, un neviens mācības nav pametis.",
}
HALFWAY = ("worked", "hours", "families", "families_new", "people", "women")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK = 5_000
FILE = "kheten.db"

Row = dict[str, Any]
Kinds = Mapping[str, tuple[str, str]]


async def seed(path: Path, mediators: int, begun: int, now: datetime, *, in_office: bool = False) -> Kinds:
    """Make the database and return name and type of each question by its number.

    Whoever has begun is a mediator still only when `in_office`; else they were one until yesterday.
    """
    database = await open_database(f"sqlite:///{path}")
    try:
        await upgrade(database)
        shelf = await open_shelf(database, now)
        form = shelf.newest(FORM)
        async with database.writing() as conn:
            await save_programme(conn, PROGRAMME)
            for place in PLACES:
                await add_municipality(conn, Municipality(place.lower(), place, date(2020, 1, 1)))
            await add_people(conn, FIRST_CHAT, mediators, now, None)
            await add_last_month(conn, form, mediators, now)
            await add_people(conn, BEGUN, begun, now, None if in_office else now - timedelta(days=1))
            await add_begun(conn, form, begun, now)
        await database.checkpoint()
    finally:
        await database.close()
    return {str(number): (one.name, one.type) for number, one in enumerate(form.questions)}


async def add_last_month(conn: AsyncConnection, form: Form, many: int, now: datetime) -> None:
    """Let the first mediators have reported the month before."""
    answers = by_ref(form, LAST_MONTH)
    rows = (
        {
            "id": FIRST_CHAT + index,
            "instance_id": f"uuid:{FIRST_CHAT + index}",
            "person_id": FIRST_CHAT + index,
            "form_id": form.form_id,
            "form_version": form.version,
            "municipality": place_of(index),
            "period": str(present(now).shifted(-1)),
            "version": 1,
            "answers": answers,
            "xml": "",
            "sent_at": now - timedelta(days=30),
        }
        for index in range(many)
    )
    await add(conn, submissions, rows)
    state = Draft(answers=answers, revision=20, sent=1).to_json()
    await add(conn, drafts, (draft_row(form, FIRST_CHAT + i, i, present(now).shifted(-1), state) for i in range(many)))


async def add_people(conn: AsyncConnection, first: int, many: int, now: datetime, until: datetime | None) -> None:
    """Let people exist who have agreed and are mediators, until a moment where one is given."""
    numbers = range(first, first + many)
    await add(
        conn,
        people,
        (
            {
                "id": number,
                "channel": "telegram",
                "address": str(number),
                "name": "Lietotāja",
                "language": "lv",
                "consent_version": "1",
                "reachable": True,
                "wrote_at": now - timedelta(days=1),
                "created_at": now - timedelta(days=90),
            }
            for number in numbers
        ),
    )
    await add(
        conn,
        grants,
        (
            {
                "id": number,
                "person_id": number,
                "role": Role.MEDIATOR.value,
                "municipality": place_of(number - first),
                "from_at": now - timedelta(days=90),
                "until_at": until,
            }
            for number in numbers
        ),
    )


async def add_begun(conn: AsyncConnection, form: Form, many: int, now: datetime) -> None:
    """Leave people in the middle of their report, six questions in."""
    before = by_ref(form, LAST_MONTH)
    answers = by_ref(form, {name: LAST_MONTH[name] for name in HALFWAY})
    draft = Draft(
        answers=answers,
        cursor=by_ref(form, {"children": ""}).popitem()[0],
        revision=6,
        asked=6,
        earlier=before,
        earlier_period=str(present(now).shifted(-1)),
    )
    state = draft.to_json()
    await add(conn, drafts, (draft_row(form, BEGUN + index, index, present(now), state) for index in range(many)))
    await add(
        conn,
        conversations,
        (
            {"person_id": one, "kind": "report", "state": {}, "draft_id": one * 100 + present(now).month}
            for one in range(BEGUN, BEGUN + many)
        ),
    )


def draft_row(form: Form, person: int, index: int, period: Period, state: Row) -> Row:
    """Return the row of somebody's draft, whose id is made of theirs and the month."""
    return {
        "id": person * 100 + period.month,
        "person_id": person,
        "form_id": form.form_id,
        "form_version": form.version,
        "municipality": place_of(index),
        "period": str(period),
        "state": state,
        "revision": state["revision"],
        "updated_at": LONG_AGO,
    }


async def add(conn: AsyncConnection, table: Table, rows: Iterator[Row]) -> None:
    """Insert rows some thousand at a time."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            await conn.execute(insert(table), chunk)
            chunk = []
    if chunk:
        await conn.execute(insert(table), chunk)


def by_ref(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """Return answers given by a question's name under its place in the form."""
    return {question.ref: answers[question.name] for question in form.questions if question.name in answers}


def place_of(index: int) -> str:
    """Return the code of somebody's municipality."""
    return PLACES[index % len(PLACES)].lower()


def present(now: datetime) -> Period:
    """Return the month that is reported now."""
    period = PROGRAMME.period_to_report(now)
    assert period is not None, "the bench's programme has no month without a report"
    return period


def copy(template: Path, folder: Path) -> Path:
    """Return a fresh copy of a seeded database in a folder."""
    path = folder / FILE
    shutil.copyfile(template, path)
    return path
