"""Who answers what: the hot path decides on values alone, everything else gets the transaction."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Outcome, Situation
from core.messages import Received
from handlers.turn import Env


def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
    """Return what the message leads to when what was loaded is enough to know, else None."""
    return None


async def handle(conn: AsyncConnection, received: Received, situation: Situation, env: Env) -> Outcome:
    """Return what the message leads to; may read and write, never commits."""
    return Outcome()
