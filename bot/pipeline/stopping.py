"""How a loop of the pipeline ends: it may finish what it is at for a while, and is then cut off."""

from __future__ import annotations

import asyncio


async def let_finish(task: asyncio.Task[None] | None, seconds: float) -> None:
    """Wait for a loop that was told to stop; cancel it when that takes longer. What it raised is not raised here."""
    if task is None:
        return
    _, late = await asyncio.wait({task}, timeout=seconds)
    for one in late:
        one.cancel()
    await asyncio.gather(task, return_exceptions=True)
