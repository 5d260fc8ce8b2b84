"""One bot's waiting updates: kept until a later offset confirms them, and given again until then."""

import asyncio
from collections import deque

from bot.playground.bot_api.limits import Json, Refusal

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE_ID = 500_000_001
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class UpdateQueue:
    """Updates in the order they happened, at most one poller, and a bell for whoever waits."""

    def __init__(self) -> None:
        self.pending: deque[Json] = deque()
        self.last: Json | None = None
        self.allowed: list[str] | None = None
        self.has_been_polled = False
        self.next_id = FIRST_UPDATE_ID
        self.bell = asyncio.Event()
        self._repeated: set[int] = set()
        self._poller: asyncio.Future[str] | None = None

    @property
    def is_polled(self) -> bool:
        """Tell whether somebody waits in getUpdates at this moment."""
        return self._poller is not None

    def add(self, kind: str, content: Json) -> Json | None:
        """Queue an update of a kind; return it, or None when the bot did not ask for that kind."""
        if not self._wants(kind):
            return None
        return self.add_raw({"update_id": self.next_id, kind: content})

    def add_raw(self, update: Json) -> Json:
        """Queue an update as it is; one without `update_id` gets the next, an old id is still given out once."""
        if "update_id" not in update:
            update = {"update_id": self.next_id} | update
        is_repeated = update["update_id"] < self.next_id
        self.next_id = max(self.next_id, update["update_id"] + 1)
        if is_repeated:
            self._repeated.add(update["update_id"])
        self.pending.append(update)
        self.last = update
        self.bell.set()
        return update

    def confirm(self, offset: int) -> None:
        """Forget what an offset confirms: everything below it, or, if negative, all but the last few."""
        if offset > 0 and self.pending:
            kept = (u for u in self.pending if u["update_id"] >= offset or u["update_id"] in self._repeated)
            self.pending = deque(kept)
        elif offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()

    def remove(self, update: Json) -> None:
        """Forget one update that a webhook took."""
        self.pending = deque(waiting for waiting in self.pending if waiting is not update)

    def clear(self) -> None:
        """Drop all that waits, as `drop_pending_updates` asks."""
        self.pending.clear()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Wait for updates as getUpdates does; raise Refusal 409 when another poller or a webhook takes over."""
        self.end_poll()
        self.confirm(offset)
        self.has_been_polled = True
        if not self.pending and seconds > 0:
            await self._wait(seconds)
        given = [self.pending[index] for index in range(min(limit, len(self.pending)))]
        self._repeated.difference_update(update["update_id"] for update in given)
        return given

    def end_poll(self, by_webhook: bool = False) -> None:
        """End the poll that waits, if one does, with Telegram's conflict."""
        if self._poller and not self._poller.done():
            self._poller.set_result(_WEBHOOK_SET if by_webhook else _TERMINATED)

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        poller: asyncio.Future[str] = loop.create_future()
        self._poller = poller
        self.bell.clear()
        bell = loop.create_task(self.bell.wait())
        try:
            either: set[asyncio.Future[str] | asyncio.Task[bool]] = {poller, bell}
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.cancel()
            if self._poller is poller:
                self._poller = None
        if poller.done():
            raise Refusal(409, poller.result())

    def _wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
