"""The playground as a server: `/bot<token>/<method>`, `/file/bot<token>/…`, the /sim API and the page's files.

A call is performed at once and in full before its answer is written, so that a cut connection ("after delivery")
differs from a refused call only in what the caller learns.
"""

import asyncio
import inspect
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.playground.bot_api.limits import Json, Refusal
from bot.playground.bot_api.methods import Answer, check_parameters, method_named
from bot.playground.bot_api.requests import BODY_BYTES, as_values, read_parameters
from bot.playground.bot_api.webhooks import Webhooks
from bot.playground.calls import Call
from bot.playground.clock import Clock
from bot.playground.faults import RESET, Fault, Faults
from bot.playground.files import Upload
from bot.playground.people import Phone
from bot.playground.simulation import add_simulation
from bot.playground.world import DEFAULT_TOKEN, Bot, Person, World


class Playground:
    """A world of people and bots and its server, which runs between `start` and `stop`.

    With a `bot_username` the first bot is there from the beginning, under `token`; otherwise it is whoever calls first.
    Hooks the demo sets: `on_idle(seconds)` waits until the bot has nothing left to do, `on_clock_moved()` lets it look
    at the clock again, `on_kill()` kills and restarts it.
    """

    def __init__(
        self,
        clock: Clock,
        bot_username: str | None = None,
        page_dir: Path | None = None,
        token: str = DEFAULT_TOKEN,
    ) -> None:
        self.clock = clock
        self.world = World(clock)
        self.faults = Faults()
        self.page_dir = page_dir
        self.token = token
        self.url = ""
        self.on_idle: Callable[[float], Awaitable[bool]] | None = None
        self.on_clock_moved: Callable[[], Awaitable[None]] | None = None
        self.on_kill: Callable[[], Awaitable[None]] | None = None
        self.webhooks = Webhooks(self.world, self.perform)
        self._runner: web.AppRunner | None = None
        self.first_bot = self.world.bot_with_token(token, bot_username) if bot_username else None

    def add_person(
        self, name: str, language_code: str, role: str | None = None, municipality: str | None = None
    ) -> Person:
        """Add somebody with a phone; the role and municipality are only shown."""
        return self.world.add_person(name, language_code, role, municipality)

    def phone(self, person: Person) -> Phone:
        """Return a person's hands on the first bot, to let the cast act without HTTP; LookupError without a bot."""
        bot = self.world.bot_named(None)
        if bot is None:
            raise LookupError("no bot has called yet")
        return Phone(self.world, bot, person)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, on a free port by default, and return the address, such as http://127.0.0.1:8765."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._bot_call)
        app.router.add_route("*", "/bot{path:.*}", _no_method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        add_simulation(app, self)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        address = self._runner.addresses[0]
        self.url = f"http://{address[0]}:{address[1]}"
        return self.url

    async def stop(self) -> None:
        """End polls, deliveries and the server."""
        await self.webhooks.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def perform(self, bot: Bot, name: str, parameters: Json, uploads: dict[str, Upload]) -> Answer:
        """Perform a method; raise Refusal in Telegram's words."""
        method = method_named(name)
        check_parameters(method, parameters)
        answer = method.perform(Call(self.world, bot, method.name, parameters, uploads))
        if inspect.isawaitable(answer):
            answer = await answer
        if method.name in {"setWebhook", "deleteWebhook"}:
            self.webhooks.serve(bot)
        return answer

    async def _bot_call(self, request: web.Request) -> web.StreamResponse:
        began = time.monotonic()
        name = request.match_info["method"]
        try:
            bot = self.world.bot_with_token(request.match_info["token"])
            parameters, uploads = await read_parameters(request)
        except Refusal as refusal:
            return _json(refusal.answer(), refusal.code)
        bot.last_call = began
        fault = self.faults.take(name, bot.username, parameters)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        body, status = await self._answer(bot, name, parameters, uploads, fault)
        call: Json = {"bot": bot.username, "method": name, "parameters": as_values(parameters), "answer": body}
        if uploads:
            call["files"] = {field: {"name": up.name, "bytes": len(up.content)} for field, up in uploads.items()}
        self._log(bot, call, began)
        if fault and fault.code == RESET:
            return _cut(request)
        return _json(body, status)

    async def _answer(
        self, bot: Bot, name: str, parameters: Json, uploads: dict[str, Upload], fault: Fault | None
    ) -> tuple[Json, int]:
        try:
            if fault and fault.code is not None and not fault.after_delivery:
                raise fault.refusal()
            body: Json = {"ok": True, "result": await self.perform(bot, name, parameters, uploads)}
            if fault and fault.code:
                raise fault.refusal()
        except Refusal as refusal:
            return refusal.answer(), refusal.code
        return body, 200

    def _log(self, bot: Bot, call: Json, began: float) -> None:
        """Keep a call; polls that brought nothing are left out, or there would be little else."""
        is_poll = call["method"].lower() == "getupdates"
        if is_poll and call["answer"].get("result") == []:
            return
        ended = time.monotonic()
        if not is_poll:
            bot.last_call = ended
        call |= {"ms": round((ended - began) * 1000, 2), "date": self.clock.now().isoformat()}
        numbered = self.world.calls.add(call)
        self.world.events.emit("call", person=call["parameters"].get("chat_id"), call=numbered)

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self.world.bot_with_token(request.match_info["token"])
        except Refusal as refusal:
            return _json(refusal.answer(), refusal.code)
        file = self.world.files.load_by_path(request.match_info["path"])
        if file is None:
            return _json(Refusal(404, "Not Found").answer(), 404)
        return web.Response(body=file.content, content_type="application/octet-stream")


async def _no_method(_request: web.Request) -> web.Response:
    return _json(Refusal(404, "Not Found").answer(), 404)


def _json(body: Json, status: int) -> web.Response:
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return web.Response(body=written, status=status, content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
