"""Small things done after a commit whose loss hurts nobody: acknowledging taps, setting menus; never stored."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import structlog

log = structlog.get_logger()


class Errands:
    """Runs so many at once; more wait, and beyond `longest` waiting ones are left undone."""

    def __init__(self, at_once: int = 32, longest: int = 2000) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._longest = longest
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, errand: Coroutine[object, object, None]) -> None:
        """Begin an errand; its failure is only noted."""
        if len(self._tasks) >= self._longest:
            errand.close()
            return
        task = asyncio.create_task(self._run(errand))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def is_idle(self) -> bool:
        """Tell whether every errand is done."""
        return not self._tasks

    async def stop(self, seconds: float = 1.0) -> None:
        """Wait a little for errands under way and give up the rest."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, errand: Coroutine[object, object, None]) -> None:
        try:
            async with self._room:
                await errand
        except Exception as error:  # an errand must never stop anything
            log.warning("errand failed", error=type(error).__name__, exc_info=error)
        finally:
            errand.close()
