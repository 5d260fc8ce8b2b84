"""Files people send are fetched, sealed and given back; one that cannot be had is given up kindly."""

from __future__ import annotations

import asyncio
import os

import pytest
from sqlalchemy import select

from bot.channel import NotSent, Rejected
from bot.pipeline.files import Files
from core.errors import OperatorMustAct
from core.messages import Attachment, FileKind, FileSent, Screen, Sender, Shown
from storage.database import Database
from storage.files import WantedFile, add_file
from storage.tables import files, outbox
from tests.bot.house import NOON, Clock, FakeChannel, add_people

KEY = os.urandom(32)
VOICE = FileSent(FileKind.VOICE, "ref", 5, "audio/ogg", 3)


async def regret(file: WantedFile) -> tuple[Shown, ...]:
    return (Shown(900 + file.id, Screen("please send it again"), Sender(file.channel, file.address)),)


async def settle(database: Database) -> None:
    await add_people(database, "1")
    async with database.writing() as conn:
        await add_file(conn, 7, 1, VOICE, NOON)


async def rest(parts: Files) -> None:
    async with asyncio.timeout(5):
        while not parts.is_idle():
            await asyncio.sleep(0.001)


async def test_a_file_is_kept_sealed_and_comes_back_whole(database: Database, channel: FakeChannel) -> None:
    await settle(database)
    channel.files["ref"] = b"sound" * 1000
    parts = Files(database, {"fake": channel}, KEY, now=Clock().now)
    await parts.start()
    await rest(parts)
    await parts.stop()
    async with database.reading() as conn:
        state, sealed = (await conn.execute(select(files.c.state, files.c.sealed))).one()
    assert state == "stored"
    assert b"sound" not in sealed
    kept = await parts.attach(Attachment(FileKind.VOICE, "voice.ogg", file_id=7))
    assert kept.content == b"sound" * 1000
    with pytest.raises(OperatorMustAct):
        await Files(database, {}, os.urandom(32), now=Clock().now).load(7)


async def test_a_file_that_cannot_be_had_now_is_fetched_later(database: Database, channel: FakeChannel) -> None:
    await settle(database)
    channel.files["ref"] = b"sound"
    channel.faults = [NotSent("down"), KeyError("bug")]
    clock = Clock()
    parts = Files(database, {"fake": channel}, KEY, now=clock.now)
    await parts.start()
    for _ in range(3):
        await rest(parts)
        clock.forward(30)
        parts.wake()
    await rest(parts)
    await parts.stop()
    assert await parts.load(7) == b"sound"


async def test_a_file_that_is_gone_is_given_up_and_the_person_is_asked_again(
    database: Database, channel: FakeChannel
) -> None:
    await settle(database)
    channel.faults = [Rejected("gone")]
    queued: list[int] = []
    parts = Files(database, {"fake": channel}, KEY, now=Clock().now, regret=regret, queued=lambda: queued.append(1))
    await parts.start()
    await rest(parts)
    await parts.stop()
    async with database.reading() as conn:
        assert await conn.scalar(select(files.c.state)) == "failed"
        assert (await conn.scalars(select(outbox.c.id))).all() == [907]
    assert queued == [1]
    with pytest.raises(Rejected):
        await parts.attach(Attachment(FileKind.VOICE, "voice.ogg", file_id=7))
