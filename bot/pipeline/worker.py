"""Answer what waits in the inbox: the oldest update of each chat together, one commit for all of them.

When such a commit fails as a whole, its updates are tried one by one, so that one of them cannot hold up the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.channel import Channel
from bot.pipeline.delivery import Delivery
from bot.pipeline.errands import Errands
from bot.pipeline.stopping import let_finish
from bot.pipeline.turns import Aftermath, Rules, Turns
from core.errors import StorageProblem
from core.messages import Sender
from handlers.turn import Env
from storage import inbox
from storage.complaints import storage_problem
from storage.database import Database
from storage.inbox import Waiting

REST = 1.0
log = structlog.get_logger()


class Worker:
    """The loop between inbox and outbox.

    `set_menu` is called for people whose language or role changed, `wake_files` when somebody sent a file.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        rules: Rules,
        *,
        env_of: Callable[[], Env],
        delivery: Delivery,
        set_menu: Callable[[Sender], Awaitable[None]] | None = None,
        wake_files: Callable[[], None] | None = None,
        batch: int = inbox.BATCH,
    ) -> None:
        self._database = database
        self._channels = channels
        self._rules = rules
        self._env_of = env_of
        self._delivery = delivery
        self._set_menu = set_menu
        self._wake_files = wake_files
        self._batch = batch
        self._errands = Errands()
        self._awake = asyncio.Event()
        self._busy = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look into the inbox."""
        self._awake.set()

    def is_idle(self) -> bool:
        """Tell whether nothing waits and nothing is under way."""
        return not self._awake.is_set() and not self._busy and self._errands.is_idle()

    async def start(self) -> None:
        """Begin, with what an earlier process left behind."""
        self._stopping = False
        self._awake.set()
        self._task = asyncio.create_task(self._run())

    async def stop(self, seconds: float = 3.0) -> None:
        """Finish the present batch and take no more."""
        self._stopping = True
        self._awake.set()
        await let_finish(self._task, seconds)
        self._task = None
        await self._errands.stop()

    async def _run(self) -> None:
        while not self._stopping:
            await self._awake.wait()
            self._busy = True
            self._awake.clear()
            try:
                if await self._round():
                    self._awake.set()
            except StorageProblem as problem:
                log.error("storage problem", problem=str(problem))
                await self._rest()
            except Exception as error:  # whatever it is, a bot that no longer answers is worse
                log.error("batch failed", error=type(error).__name__, exc_info=error)
                await self._rest()
            self._busy = False

    async def _rest(self) -> None:
        if not self._stopping:
            await asyncio.sleep(REST)
        self._awake.set()

    async def _round(self) -> bool:
        """Answer one batch and tell whether more waits already."""
        waiting: list[Waiting] = []
        try:
            with self._delivery.settling() as settle:
                async with self._database.writing() as conn:
                    await settle(conn)
                    waiting = await inbox.find_waiting(conn, self._batch)
                    if not waiting:
                        return False
                    turns = Turns(conn, self._rules, self._env_of(), self._channels, self._delivery)
                    aftermath = await turns.take(waiting)
        except Exception as error:
            if storage_problem(error) is not None:
                raise
            log.error("batch taken apart", size=len(waiting), error=type(error).__name__, exc_info=error)
            await self._one_by_one(waiting)
            return True
        self._see_to(aftermath)
        return aftermath.again or len(waiting) == self._batch

    async def _one_by_one(self, waiting: list[Waiting]) -> None:
        for row in waiting:
            try:
                async with self._database.writing() as conn:
                    turns = Turns(conn, self._rules, self._env_of(), self._channels, self._delivery)
                    aftermath = await turns.take([row])
            except Exception as error:
                if storage_problem(error) is not None:
                    raise
                async with self._database.writing() as conn:
                    turns = Turns(conn, self._rules, self._env_of(), self._channels, self._delivery)
                    aftermath = await turns.give_up_once(row, error)
            self._see_to(aftermath)

    def _see_to(self, aftermath: Aftermath) -> None:
        """Hand over what is committed."""
        for chat in aftermath.left:
            self._delivery.drop(chat)
        self._delivery.doubtful.difference_update(aftermath.certain)
        self._delivery.accept(aftermath.parcels)
        if aftermath.queued:
            self._delivery.wake()
        for channel, toast in aftermath.toasts:
            self._errands.send(self._channels[channel].acknowledge(toast))
        if aftermath.files and self._wake_files is not None:
            self._wake_files()
        for sender in aftermath.menus:
            self._errands.send(self._menu(sender))

    async def _menu(self, sender: Sender) -> None:
        if self._set_menu is not None:
            await self._set_menu(sender)
