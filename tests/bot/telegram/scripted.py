"""A Bot API server on 127.0.0.1 that answers what a test tells it to and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.telegram.channel import TelegramChannel
from bot.telegram.connection import Connection, connect

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # Telegram's own example, long dead
Step = Callable[[web.Request], Any] | tuple[int, Any]


@dataclass
class Asked:
    """One call as the server saw it; files are `(name, content type, bytes)`."""

    method: str
    parameters: dict[str, Any]


@dataclass
class Script:
    """What the server answers: `steps` in turn, then always `ok(result)`."""

    steps: list[Step] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        parameters: dict[str, Any] = {}
        for name, value in (await request.post()).items():
            parameters[name] = (
                (value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value
            )
        self.asked.append(Asked(request.match_info["method"], parameters))
        step = self.steps.pop(0) if self.steps else (200, ok(self.results.get(self.asked[-1].method, True)))
        if callable(step):
            step = step(request)
            if asyncio.iscoroutine(step):
                step = await step
        if isinstance(step, web.StreamResponse):
            return step
        status, body = step
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, content_type="application/json")


def ok(result: Any) -> dict[str, Any]:
    """Return Telegram's good answer."""
    return {"ok": True, "result": result}


def failure(code: int, description: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    """Return one of Telegram's refusals."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, body | ({"parameters": parameters} if parameters else {})


def cut(request: web.Request) -> tuple[int, Any]:
    """Cut the connection after the call was taken."""
    assert request.transport is not None
    request.transport.close()
    return 200, ok(True)


@asynccontextmanager
async def scripted(*steps: Step) -> AsyncIterator[tuple[Script, Connection]]:
    """Yield a server that follows the steps and a bot connected to it."""
    script = Script(list(steps))
    app = web.Application()
    app.router.add_route("*", f"/bot{TOKEN}/{{method}}", script.answer)
    app.router.add_route("*", f"/file/bot{TOKEN}/{{method:.+}}", script.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        script.url = str(server.make_url("")).rstrip("/")
        connection = connect(TOKEN, script.url)
        async with connection:
            yield script, connection


def channel_of(connection: Connection) -> TelegramChannel:
    """Return a channel whose name is known without asking."""
    return TelegramChannel(connection, "kheten_bot")
