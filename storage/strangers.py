"""Who has not agreed to anything: only the language they chose and the link they came with, for one day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Stranger
from core.messages import Sender
from storage.people import clean
from storage.tables import strangers
from storage.upserts import insert_or_replace


async def save_stranger(conn: AsyncConnection, sender: Sender, stranger: Stranger, now: datetime) -> None:
    """Remember what is needed to answer; the day begins anew."""
    values = {
        "channel": sender.channel,
        "address": sender.address,
        "language": stranger.language,
        "argument": clean(stranger.argument, 100),
        "at": now,
    }
    await conn.execute(
        insert_or_replace(conn, strangers, ("channel", "address"), ("language", "argument", "at")), values
    )


async def drop_stranger(conn: AsyncConnection, sender: Sender) -> None:
    """Forget the stranger, who is known now or does not want to be."""
    await conn.execute(
        delete(strangers).where(strangers.c.channel == sender.channel, strangers.c.address == sender.address)
    )
