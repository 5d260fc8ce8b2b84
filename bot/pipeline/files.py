"""Fetch the files people sent, seal and keep them; one that cannot be fetched is tried for a day and then given up."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.channel import Channel, NotSent, Rejected, Undelivered
from bot.pipeline.stopping import let_finish
from core.errors import StorageProblem
from core.messages import Attachment, Shown
from storage import files, outbox
from storage.database import Database
from storage.files import WantedFile
from storage.sealed import Sealer

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=4)
ATTEMPTS = 12
LOOK_SECONDS = 20.0
KEY_NAME = "1"
log = structlog.get_logger()

Regret = Callable[[WantedFile], Awaitable[tuple[Shown, ...]]]
"""Makes the kind words for somebody whose file is lost."""


class Files:
    """The loop that fetches, and the way to a kept file."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        data_key: bytes,
        *,
        now: Callable[[], datetime],
        regret: Regret | None = None,
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._sealer = Sealer({KEY_NAME: data_key}, KEY_NAME, os.urandom)
        self._now = now
        self._regret = regret
        self._queued = queued
        self._awake = asyncio.Event()
        self._busy = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    async def attach(self, attachment: Attachment) -> Attachment:
        """Return an attachment with its stored content; Rejected when there is none (any more)."""
        if attachment.file_id is None:
            return attachment
        return replace(attachment, content=await self.load(attachment.file_id))

    async def load(self, number: int) -> bytes:
        """Return the content of a stored file; Rejected when there is none."""
        async with self._database.reading() as conn:
            stored = await files.load_file(conn, number)
        if stored is None or stored.sealed is None:
            raise Rejected(f"file {number} is not kept")
        return self._sealer.unseal(("files", "sealed", number), stored.sealed)

    def wake(self) -> None:
        """Look at once: a file was sent, or the clock was moved."""
        self._awake.set()

    def is_idle(self) -> bool:
        """Tell whether nothing is being fetched."""
        return not self._busy and not self._awake.is_set()

    async def start(self) -> None:
        """Begin, with what an earlier process left behind."""
        self._stopping = False
        self._awake.set()
        self._task = asyncio.create_task(self._run())

    async def stop(self, seconds: float = 1.0) -> None:
        """Fetch nothing more; what is under way is fetched again at the next start."""
        self._stopping = True
        self._awake.set()
        await let_finish(self._task, seconds)
        self._task = None

    async def _run(self) -> None:
        while not self._stopping:
            self._busy = True
            self._awake.clear()
            try:
                await self._round()
            except StorageProblem as problem:
                log.error("storage problem", problem=str(problem))
            except Exception as error:  # whatever it is, the next round tries again
                log.error("fetching failed", error=type(error).__name__, exc_info=error)
            self._busy = False
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._awake.wait()
            except TimeoutError:
                continue

    async def _round(self) -> None:
        while not self._stopping:
            async with self._database.reading() as conn:
                wanted = await files.find_wanted_files(conn, self._now())
            if not wanted:
                return
            for file in wanted:
                await self._fetch(file)

    async def _fetch(self, file: WantedFile) -> None:
        try:
            channel = self._channels.get(file.channel)
            if channel is None:
                raise NotSent("no such channel")
            content = await channel.fetch(file.ref)
        except Undelivered as error:
            await self._failed(file, error)
        except Exception as error:  # one file must not stop the others
            log.error("file not fetched", file=file.id, error=type(error).__name__, exc_info=error)
            await self._failed(file, NotSent(type(error).__name__))
        else:
            sealed = self._sealer.seal(("files", "sealed", file.id), content)
            async with self._database.writing() as conn:
                await files.save_stored(conn, file.id, sealed, len(content))

    async def _failed(self, file: WantedFile, error: Undelivered) -> None:
        """Try again later, or give up and say so to the person."""
        attempts = file.attempts + 1
        lost = isinstance(error, Rejected) or attempts >= ATTEMPTS
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0**file.attempts)
        shown = await self._regret(file) if lost and self._regret is not None else ()
        log.warning("file not fetched", file=file.id, attempts=attempts, given_up=lost, error=type(error).__name__)
        async with self._database.writing() as conn:
            await files.save_failed(conn, file.id, attempts, None if lost else self._now() + wait)
            await outbox.add_shown(conn, shown, self._now())
        if shown:
            self._queued()
