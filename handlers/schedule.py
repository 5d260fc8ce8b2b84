"""The tick: plan what is coming once a day, do what is due; run every few seconds in one writing transaction.

What is due is one indexed question to the database; after an interruption everything missed happens once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import KhetenError
from core.messages import Shown
from core.periods import RIGA
from handlers import reminders
from handlers.coordinator import digest, news
from handlers.turn import Env
from storage.overview import load_newest_grant
from storage.schedule import (
    DONE,
    Occurrence,
    add_occurrences,
    find_due_occurrences,
    load_last_done,
    load_occurrence,
)

PLAN = "plan"
log = structlog.get_logger()


async def tick(conn: AsyncConnection, env: Env) -> tuple[Shown, ...]:
    """Return what goes out now, each with the key of its occurrence, marked as done in the same transaction."""
    await plan_ahead(conn, env)
    due = await find_due_occurrences(conn, env.now)
    if not due:
        return ()
    shown: list[Shown] = []
    for kinds, act in PARTS:
        own = [one for one in due if one.kind in kinds]
        if own:
            shown += await act_safely(conn, env, own, act)
    return tuple(shown)


Act = Callable[[AsyncConnection, Env, Sequence[Occurrence]], Awaitable[list[Shown]]]
PARTS: tuple[tuple[Sequence[str], Act], ...] = (
    (reminders.KINDS, reminders.remind),
    ((news.RECEIVED,), news.tell_received),
    (digest.KINDS, digest.send_digests),
)


async def act_safely(conn: AsyncConnection, env: Env, own: Sequence[Occurrence], act: Act) -> list[Shown]:
    """Do one part of a tick; where it fails nothing of it is done, it is tried again, and the others go on."""
    try:
        async with conn.begin_nested():
            return await act(conn, env, own)
    except (DBAPIError, KhetenError):
        raise
    except Exception as error:
        log.error("what was due failed", kind=own[0].kind, error=type(error).__name__, exc_info=error)
        return []


async def plan_ahead(conn: AsyncConnection, env: Env) -> None:
    """Plan reminders and digests when the day, the programme or the grants have changed since the last time."""
    key = await plan_key(conn, env)
    if await load_occurrence(conn, key) is not None:
        return
    since = await planned_since(conn, env)
    await reminders.plan_all(conn, env, since)
    await digest.plan_digests(conn, env, since)
    await add_occurrences(conn, [Occurrence(key, PLAN, env.now, state=DONE)])


async def plan_key(conn: AsyncConnection, env: Env) -> str:
    """Return the name of the plan of today under the present programme and grants."""
    today = env.now.astimezone(RIGA).date().isoformat()
    programme = sha256(repr(env.programme).encode()).hexdigest()[:12]
    return f"{PLAN}:{today}:{await load_newest_grant(conn)}:{programme}"


async def planned_since(conn: AsyncConnection, env: Env) -> datetime:
    """Return the moment from which on things are planned: the last plan's, or now when that was today or never.

    So nothing is missed by who was switched off, and nothing goes out late because a setting was changed at noon.
    """
    last = await load_last_done(conn, PLAN)
    if last is None or last > env.now - timedelta(minutes=1):
        return env.now
    same_day = last.astimezone(RIGA).date() == env.now.astimezone(RIGA).date()
    return env.now if same_day else last
