"""Everything about a person can be shown and deleted; what is kept long enough goes by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.messages import Screen, Sender, Shown
from storage import tables
from storage.database import Database, open_database
from storage.forms import FormVersion, add_form_version
from storage.migrations import upgrade
from storage.outbox import add_shown
from storage.personal import erase_person, find_personal_data, personal_tables
from storage.retention import drop_expired
from storage.tables import metadata

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CANARY = "Kanārijputniņš"
XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>t</h:title><model><instance><data id="f" version="1"><n/><s/><t/></data></instance>
<bind nodeset="/data/n" type="int"/><bind nodeset="/data/s" type="string"/><bind nodeset="/data/t" type="string"/>
</model></h:head><h:body><input ref="/data/n"><label>n</label></input>
<select1 ref="/data/s"><label>s</label><item><label>a</label><value>a</value></item></select1>
<input ref="/data/t"><label>t</label></input></h:body></h:html>"""
SAMPLES: dict[type, Any] = {str: CANARY, int: 1, bool: True, dict: {"text": CANARY}, bytes: CANARY.encode()}


async def fill(conn: AsyncConnection, person: int, address: str) -> None:
    """Put one row about the person into every table, with the canary in every text."""
    await add_form_version(conn, FormVersion("f", "1", XFORM, "0", NOW))
    if (await conn.scalar(select(tables.municipalities.c.code))) is None:
        await conn.execute(insert(tables.municipalities).values(code="talsi", name="Talsi", from_day=NOW.date()))
    for table in [tables.people, *(one for one in personal_tables() if one is not tables.people)]:
        values = {column.name: sample(column, person) for column in table.columns}
        fixed: dict[str, Any] = {
            "id": person,
            "channel": "fake",
            "address": address,
            "chat": address,
            "person_id": person,
            "used_by": person,
            "municipality": "talsi",
            "period": "2026-10",
            "form_id": "f",
            "form_version": "1",
            "state": {"a": CANARY} if table.name in ("conversations", "drafts") else "queued",
            "answers": {"/data/n": "3", "/data/s": "a", "/data/t": CANARY},
            "code_hash": f"{person}",
            "key": f"{table.name}:{person}",
            "version": 1 if table.name == "submissions" else "1",
            "role": "mediator",
            "invited_by": person,
        }
        if table.name == "outbox":
            fixed["id"] = person
        await conn.execute(insert(table).values({**values, **{k: v for k, v in fixed.items() if k in values}}))


def sample(column: Any, person: int) -> Any:
    kind = column.type.python_type
    if isinstance(column.type, tables.Moment):
        return NOW
    if kind is date:
        return NOW.date()
    value = SAMPLES.get(kind, person)
    return value[: column.type.length] if isinstance(value, str) else value


async def everything(conn: AsyncConnection) -> dict[str, str]:
    """Return every table's rows as text."""
    return {
        table.name: "\n".join(map(repr, (await conn.execute(select(table))).all())) for table in metadata.sorted_tables
    }


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.writing() as conn:
        await fill(conn, 1, "100")
        await fill(conn, 2, "200")
    return database


async def test_a_person_is_shown_what_every_table_holds_about_them(filled: Database) -> None:
    async with filled.reading() as conn:
        found = await find_personal_data(conn, 1)
    expected = {table.name for table in personal_tables()}
    assert set(found) == expected
    assert all(len(rows) == 1 for rows in found.values())
    assert "200" not in str([row.get("address") for rows in found.values() for row in rows])


async def test_after_erasure_no_table_holds_a_word_of_the_person_and_others_keep_theirs(filled: Database) -> None:
    async with filled.writing() as conn:
        before = await everything(conn)
        await erase_person(conn, 2, NOW)
        await erase_person(conn, 1, NOW)
    async with filled.reading() as conn:
        after = await everything(conn)
        assert await find_personal_data(conn, 1) == {}
    assert sum(CANARY in text for text in before.values()) > 8, "the canary was nowhere to begin with"
    assert [name for name, text in after.items() if CANARY in text] == []


async def test_of_a_sent_report_numbers_and_choices_stay_without_a_name(filled: Database) -> None:
    async with filled.writing() as conn:
        await erase_person(conn, 1, NOW)
        rows = (await conn.execute(select(tables.submissions).order_by(tables.submissions.c.id))).all()
    assert [(row.person_id, row.answers) for row in rows] == [
        (None, {"/data/n": "3", "/data/s": "a"}),
        (2, {"/data/n": "3", "/data/s": "a", "/data/t": CANARY}),
    ]
    assert rows[0].xml == ""


async def test_deleted_words_are_gone_from_the_files_too(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'kheten.db'}")
    await upgrade(database)
    async with database.writing() as conn:
        await fill(conn, 1, "100")

    def bytes_on_disk() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert CANARY.encode() in bytes_on_disk()
    async with database.writing() as conn:
        await erase_person(conn, 1, NOW)
    assert CANARY.encode() not in bytes_on_disk()
    await database.close()


def test_every_column_of_a_table_about_people_says_why_and_how_long() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in personal_tables()
        for column in table.columns
        if not column.info.get("purpose") or not column.info.get("keep")
    ]
    assert silent == []


def test_every_table_with_a_person_or_an_address_is_known_to_be_about_people() -> None:
    marks = {"person_id", "address", "chat", "used_by", "granted_by", "by"}
    found = {table.name for table in metadata.sorted_tables if marks & set(table.columns.keys())}
    assert found <= {table.name for table in personal_tables()}


async def test_what_is_kept_long_enough_goes_and_the_rest_stays(filled: Database) -> None:
    async with filled.writing() as conn:
        assert await drop_expired(conn, NOW) == {}
        await conn.execute(tables.inbox.update().values(state="done"))
        await conn.execute(tables.occurrences.update().values(state="done"))
        weeks = await drop_expired(conn, NOW + timedelta(days=8))
        month = await drop_expired(conn, NOW + timedelta(days=31))
        years = await drop_expired(conn, NOW + timedelta(days=729 + 31))
        left = await everything(conn)
    assert weeks == {"inbox": 2, "strangers": 2}
    assert month == {"outbox": 2, "occurrences": 2, "invitations": 2}
    assert years["people"] == 2
    assert [name for name, text in left.items() if CANARY in text] == []


async def test_a_message_that_still_waits_is_erased_with_its_person(filled: Database) -> None:
    async with filled.writing() as conn:
        await add_shown(conn, [Shown(50, Screen(CANARY), Sender("fake", "100"))], NOW)
        await erase_person(conn, 1, NOW)
        left = (await conn.scalars(select(tables.outbox.c.address))).all()
    assert left == ["200"]
