"""A playground for a test and hands to use it: `api` calls the Bot API raw, `sim` the /sim API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.playground.clock import MovableClock
from bot.playground.server import Playground

START = datetime.fromisoformat("2026-11-02T09:00+02:00")
Json = dict[str, Any]


class Sim:
    """One playground with a mediator in it, and a client for both of its interfaces."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground = playground
        self.session = session
        self.url = playground.url
        self.token = playground.token
        self.person = next(iter(playground.world.people))

    async def raw(self, method: str, token: str | None = None, **parameters: Any) -> Json:
        """Call a method and return the whole answer."""
        address = f"{self.url}/bot{token or self.token}/{method}"
        async with self.session.post(address, json=parameters) as response:
            answer: Json = await response.json()
            if not answer["ok"]:
                assert answer["error_code"] == response.status
            return answer

    async def api(self, method: str, **parameters: Any) -> Any:
        """Call a method that must succeed and return its result."""
        answer = await self.raw(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        """Call a method that must be refused and return the words."""
        answer = await self.raw(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def get(self, path: str) -> Any:
        """Read from the /sim API."""
        async with self.session.get(f"{self.url}/sim/{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json() if response.content_type == "application/json" else await response.text()

    async def post(self, path: str, expected: int = 0, **body: Any) -> Any:
        """Write to the /sim API; with `expected` the status must be that one."""
        async with self.session.post(f"{self.url}/sim/{path}", json=body) as response:
            assert response.status == expected or (not expected and response.ok), await response.text()
            return await response.json()

    async def say(self, text: str, **extra: Any) -> Any:
        """Let the person say something."""
        return await self.post(f"people/{self.person}/say", text=text, **extra)

    async def updates(self, **parameters: Any) -> list[Json]:
        """Fetch updates."""
        found: list[Json] = await self.api("getUpdates", **parameters)
        return found


@asynccontextmanager
async def open_playground(page_dir: Path | None = None) -> AsyncIterator[Sim]:
    """Start a playground with one mediator and stop it afterwards."""
    playground = Playground(MovableClock(START), bot_username="kheten_test_bot", page_dir=page_dir)
    playground.add_person("Dace Kalniņa", "lv", role="mediator", municipality="Talsi")
    await playground.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield Sim(playground, session)
    finally:
        await playground.stop()
