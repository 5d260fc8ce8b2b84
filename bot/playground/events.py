"""What happens in the playground, told to whoever listens: the page's event stream and the log of API calls."""

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from bot.playground.bot_api.limits import Json

CALLS_KEPT = 5_000
_EVENTS_WAITING = 2_000


class Events:
    """Listeners of `/sim/events`; one that does not read loses its oldest events, never slows the rest."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json]] = set()

    @property
    def has_listeners(self) -> bool:
        """Tell whether anybody listens, so that nothing is built for nobody."""
        return bool(self._listeners)

    def emit(self, kind: str, **fields: object) -> None:
        """Tell all listeners; costs nothing without any."""
        for listener in self._listeners:
            if listener.full():
                listener.get_nowait()
            listener.put_nowait({"type": kind, **fields})

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Json]]:
        """Listen while the context lasts."""
        queue: asyncio.Queue[Json] = asyncio.Queue(_EVENTS_WAITING)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)


class CallLog:
    """The last 5,000 calls of the Bot API with their answers, numbered from 1."""

    def __init__(self) -> None:
        self._calls: deque[Json] = deque(maxlen=CALLS_KEPT)
        self.last = 0

    def add(self, call: Json) -> Json:
        """Number and keep a call."""
        self.last += 1
        numbered = {"seq": self.last, **call}
        self._calls.append(numbered)
        return numbered

    def since(self, number: int) -> list[Json]:
        """List the calls after a number."""
        return [call for call in self._calls if call["seq"] > number]


def one_line(event: Json) -> bytes:
    """Write an event as the event stream wants it."""
    return b"data: " + json.dumps(event, ensure_ascii=False, default=str).encode() + b"\n\n"
