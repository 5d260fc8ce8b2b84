"""Take raw updates into the inbox; when `take` returns, they are on the disk and may be acknowledged.

Calls that come while another is writing share the next commit. Nothing an update contains can make it fail: what has
no number is set aside under a number made from its content, so that it is set aside once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog

from bot.channel import Channel, Payload
from storage import inbox
from storage.database import Database

LARGEST = 2**63
log = structlog.get_logger()


class _Together:
    """Rows that share a commit, and how it went."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.written = False
        self.error: BaseException | None = None


class Intake:
    """The only way in."""

    def __init__(self, database: Database, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self._database = database
        self._now = now
        self._wake = wake
        self._open = _Together()
        self._turn = asyncio.Lock()

    async def take(self, channel: Channel, payloads: Iterable[Payload]) -> None:
        """Store updates durably; StorageProblem when that is impossible, and then nothing may be acknowledged."""
        now = self._now()
        rows = [row_of(channel, payload, now) for payload in payloads]
        if not rows:
            return
        together = self._open
        together.rows += rows
        async with self._turn:
            if not together.written and together.error is None:
                self._open = _Together()
                await self._write(together)
        if together.error is not None:
            raise together.error

    def is_idle(self) -> bool:
        """Tell whether nothing is being stored."""
        return not self._open.rows and not self._turn.locked()

    async def _write(self, together: _Together) -> None:
        try:
            async with self._database.writing() as conn:
                await inbox.add_updates(conn, together.rows)
        except BaseException as error:
            together.error = error
            raise
        together.written = True
        self._wake()


def row_of(channel: Channel, payload: Payload, now: datetime) -> dict[str, Any]:
    """Return the inbox row of a raw update, set aside when it has no number or is no JSON."""
    try:
        text, error = json.dumps(payload, separators=(",", ":")), None
    except (TypeError, ValueError, RecursionError):
        text, error = "", "not JSON"
    try:
        number = channel.number(payload)
        if not 0 <= number < LARGEST:
            raise ValueError("out of range")
    except Exception as missing:  # what a stranger sent must never stop the intake
        error = error or f"no number ({type(missing).__name__})"
        number = -1 - int.from_bytes(sha256((text or repr(payload)).encode("utf-8", "replace")).digest()[:7], "big")
    if error is not None:
        log.warning("update set aside", channel=channel.name, number=number, error=error)
    return inbox.update_row(channel.name, number, _chat(channel, payload), text, now=now, error=error)


def _chat(channel: Channel, payload: Payload) -> str:
    try:
        return channel.chat(payload)
    except Exception:  # a channel promises not to fail here, but the intake relies on nothing
        return ""
