"""The /sim API: people's hands, eyes, the clock and the faults, for the page, tests and tools; all JSON."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.bot_api.limits import Json
from bot.playground.bot_api.methods_profile import commands_shown
from bot.playground.bot_api.sendings import sent_by_person
from bot.playground.chat_view import chat_as_text, shown_chat
from bot.playground.clock import MovableClock
from bot.playground.events import one_line
from bot.playground.faults import fault_from
from bot.playground.idleness import is_idle
from bot.playground.people import CannotError, Phone
from bot.playground.world import Bot, Person

if TYPE_CHECKING:
    from bot.playground.server import Playground

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SPAN = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.IGNORECASE)
_ISO_SPAN = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_KEEP_ALIVE_SECONDS = 15
_LARGEST_NUMBER = 2**53


def add_simulation(app: web.Application, playground: "Playground") -> None:
    """Add the routes of the /sim API, and of the page if there is one."""
    sim = Simulation(playground)
    person = "/sim/people/{id}"
    routes: list[tuple[str, str, Handler]] = [
        ("GET", "/sim/people", sim.people),
        ("POST", "/sim/people", sim.add_person),
        ("POST", person + "/say", sim.say),
        ("POST", person + "/start", sim.start),
        ("POST", person + "/tap", sim.tap),
        ("POST", person + "/send", sim.send),
        ("POST", person + "/edit", sim.edit),
        ("POST", person + "/block", sim.block),
        ("POST", person + "/unblock", sim.unblock),
        ("GET", person + "/chat", sim.chat),
        ("GET", person + "/commands", sim.commands),
        ("GET", "/sim/clock", sim.clock),
        ("POST", "/sim/clock", sim.move_clock),
        ("GET", "/sim/faults", sim.faults),
        ("POST", "/sim/faults", sim.add_fault),
        ("DELETE", "/sim/faults", sim.clear_faults),
        ("POST", "/sim/updates", sim.push_update),
        ("GET", "/sim/calls", sim.calls),
        ("POST", "/sim/idle", sim.idle),
        ("GET", "/sim/bots", sim.bots),
        ("GET", "/sim/events", sim.events),
        ("GET", "/sim/files/{file_id}", sim.file),
        ("POST", "/sim/kill", sim.kill),
        ("GET", "/sim/groups", sim.groups),
        ("POST", "/sim/groups", sim.add_group),
    ]
    for verb, path, handler in routes:
        app.router.add_route(verb, path, _plainly(handler))
    app.router.add_route("*", "/sim/{path:.*}", _plainly(sim.nowhere))
    if playground.page_dir:
        app.router.add_get("/", sim.page)
        app.router.add_static("/", playground.page_dir)


def _plainly(handler: Handler) -> Handler:
    """Turn what a person cannot do, and what cannot be read, into `{"error": …}`."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin", f"http://{request.host}") != f"http://{request.host}":
            return _json({"error": "only the playground's own page may do this"}, 403)
        try:
            return await handler(request)
        except CannotError as error:
            return _json({"error": str(error)}, error.status)
        except (ValueError, TypeError, KeyError) as error:
            missing = isinstance(error, KeyError)
            return _json({"error": f"{error.args[0]!r} is missing" if missing else str(error)}, 400)

    return answer


class Simulation:
    """The handlers behind the routes."""

    def __init__(self, playground: "Playground") -> None:
        self.playground = playground
        self.world = playground.world

    async def people(self, _request: web.Request) -> web.Response:
        return _json([_shown_person(person) for person in self.world.people.values()])

    async def add_person(self, request: web.Request) -> web.Response:
        body = await _body(request)
        name = str(body["name"]).strip()
        if not name:
            raise CannotError("a person needs a name")
        person = self.world.add_person(
            name, str(body.get("language_code") or "lv"), body.get("role"), body.get("municipality")
        )
        person.has_started = body.get("has_started", True) is not False
        person.username = body.get("username")
        return _json(_shown_person(person), 201)

    async def say(self, request: web.Request) -> web.Response:
        body = await _body(request)
        phone = self._phone(request, body)
        messages = phone.say(str(body["text"]), _number(body, "reply_to_message_id"), body.get("forward_from"))
        return _json(_sent(messages))

    async def start(self, request: web.Request) -> web.Response:
        body = await _body(request)
        return _json(_sent(self._phone(request, body).start(str(body.get("payload") or ""))))

    async def tap(self, request: web.Request) -> web.Response:
        body = await _body(request)
        if body.get("button") is None and body.get("data") is None:
            raise CannotError("say which button: by its label (button) or its data")
        phone = self._phone(request, body)
        data = None if body.get("data") is None else str(body["data"])
        return _json(phone.tap(body.get("button"), data, _number(body, "message_id")))

    async def send(self, request: web.Request) -> web.Response:
        message = await sent_by_person(request, self._phone)
        return _json({"message_id": message["message_id"]})

    async def edit(self, request: web.Request) -> web.Response:
        body = await _body(request)
        message = self._phone(request, body).edit(int(body["message_id"]), str(body["text"]))
        return _json({"message_id": message["message_id"]})

    async def block(self, request: web.Request) -> web.Response:
        self._phone(request, await _body(request)).block()
        return _json({"blocked": True})

    async def unblock(self, request: web.Request) -> web.Response:
        self._phone(request, await _body(request)).unblock()
        return _json({"blocked": False})

    async def chat(self, request: web.Request) -> web.Response:
        phone = self._phone(request, dict(request.query))
        shown = shown_chat(phone.chat, phone.person.id)
        if request.query.get("format") == "text":
            return web.Response(text=chat_as_text(shown))
        return _json(shown)

    async def commands(self, request: web.Request) -> web.Response:
        person = self._person(request)
        bot = self._bot(request.query.get("bot"))
        return _json(commands_shown(bot, person.id, person.language_code))

    async def clock(self, _request: web.Request) -> web.Response:
        return _json(self._shown_clock())

    async def move_clock(self, request: web.Request) -> web.Response:
        body = await _body(request)
        clock = self.world.clock
        if not isinstance(clock, MovableClock):
            raise CannotError("this playground's clock cannot be moved", 409)
        if body.get("to") is not None:
            clock.set(_moment(str(body["to"]), clock.now()))
        elif body.get("forward") is not None:
            clock.forward(_span(body["forward"]))
        else:
            raise CannotError("say where to: to (ISO 8601) or forward (seconds, 3d, P3D)")
        shown = self._shown_clock()
        self.world.events.emit("clock", **shown)
        if self.playground.on_clock_moved:
            await self.playground.on_clock_moved()
        return _json(shown)

    async def faults(self, _request: web.Request) -> web.Response:
        return _json([fault.shown() for fault in self.playground.faults.waiting])

    async def add_fault(self, request: web.Request) -> web.Response:
        body = await _body(request)
        fault = fault_from(body)
        fault.bot = self._bot(body["bot"]).username if body.get("bot") else None
        self.playground.faults.waiting.append(fault)
        self.world.events.emit("faults")
        return _json(fault.shown(), 201)

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self.playground.faults.waiting.clear()
        self.world.events.emit("faults")
        return _json([])

    async def push_update(self, request: web.Request) -> web.Response:
        body = await _body(request)
        queue = self._bot(body.pop("bot", None) or request.query.get("bot")).queue
        if body.get("duplicate") is True:
            if queue.last is None:
                raise CannotError("there is no update to repeat yet", 409)
            same = {name: part for name, part in queue.last.items() if name != "update_id"}
            return _json(queue.add_raw(same if body.get("new_id") is True else queue.last))
        number = body.get("update_id", 1)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < _LARGEST_NUMBER:
            raise CannotError("update_id must be a positive whole number that a JSON reader can hold")
        return _json(queue.add_raw(body))

    async def calls(self, request: web.Request) -> web.Response:
        return _json(self.world.calls.since(int(request.query.get("since") or 0)))

    async def idle(self, request: web.Request) -> web.Response:
        body = await _body(request)
        seconds = float(body.get("timeout") or 10)
        return _json({"idle": await is_idle(self.playground, seconds)})

    async def bots(self, _request: web.Request) -> web.Response:
        return _json([_shown_bot(bot) for bot in self.world.bots.values()])

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b": listening\n\n")
        with self.world.events.listening() as queue:
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _KEEP_ALIVE_SECONDS)
                    await response.write(one_line(event))
                except TimeoutError:
                    await response.write(b": still here\n\n")
                except ConnectionError:
                    return response

    async def file(self, request: web.Request) -> web.Response:
        file = self.world.files.load(request.match_info["file_id"])
        if file is None:
            raise CannotError("there is no such file", 404)
        return web.Response(body=file.content, content_type=file.content_type)

    async def kill(self, _request: web.Request) -> web.Response:
        if self.playground.on_kill is None:
            raise CannotError("the bot of this playground runs elsewhere and cannot be killed from here", 501)
        await self.playground.on_kill()
        return _json({"killed": True})

    async def groups(self, _request: web.Request) -> web.Response:
        groups = self.world.groups.values()
        return _json([{"id": group.id, "title": group.title, "members": group.members} for group in groups])

    async def add_group(self, request: web.Request) -> web.Response:
        body = await _body(request)
        members = [int(member) for member in body["members"]]
        strangers = [member for member in members if member not in self.world.people]
        if strangers or not members:
            raise CannotError(f"there is nobody with id {strangers[0]}" if strangers else "a group needs members")
        group = self.world.add_group(str(body["title"]), members)
        return _json({"id": group.id, "title": group.title, "members": group.members}, 201)

    async def page(self, _request: web.Request) -> web.FileResponse:
        if self.playground.page_dir is None:
            raise CannotError("this playground has no page", 404)
        return web.FileResponse(self.playground.page_dir / "index.html")

    async def nowhere(self, request: web.Request) -> web.Response:
        raise CannotError(f"there is no {request.method} {request.path}", 404)

    def _shown_clock(self) -> Json:
        clock = self.world.clock
        return {"now": clock.now().isoformat(), "running": not isinstance(clock, MovableClock) or clock.is_running}

    def _phone(self, request: web.Request, body: Json) -> Phone:
        group = _number(body, "chat")
        return Phone(self.world, self._bot(body.get("bot") or request.query.get("bot")), self._person(request), group)

    def _person(self, request: web.Request) -> Person:
        given = request.match_info["id"]
        person = self.world.people.get(int(given)) if given.isdecimal() else None
        if person is None:
            raise CannotError(f"there is nobody with id {given}", 404)
        return person

    def _bot(self, name: object) -> Bot:
        bot = self.world.bot_named(str(name) if name else None)
        if bot is None:
            raise CannotError(f"there is no bot {name}" if name else "no bot has called yet", 404)
        return bot


def _shown_person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "language_code": person.language_code,
        "role": person.role,
        "municipality": person.municipality,
    }


def _shown_bot(bot: Bot) -> Json:
    return {
        "id": bot.id,
        "username": bot.username,
        "name": bot.first_name,
        "token": bot.token,
        "pending": len(bot.queue.pending),
        "is_polling": bot.queue.is_polled,
        "webhook": bot.webhook.url if bot.webhook else None,
    }


def _sent(messages: list[Json]) -> Json:
    numbers = [message["message_id"] for message in messages]
    return {"message_id": numbers[0], "message_ids": numbers}


async def _body(request: web.Request) -> Json:
    raw = await request.read()
    given = json.loads(raw) if raw.strip() else {}
    if not isinstance(given, dict):
        raise CannotError("the body must be a JSON object")
    return given


def _number(body: Json, name: str) -> int | None:
    return None if body.get(name) in {None, ""} else int(body[name])


def _moment(written: str, now: datetime) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def _span(given: object) -> timedelta:
    if isinstance(given, int | float):
        return timedelta(seconds=given)
    text = str(given).strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return timedelta(seconds=float(text))
    match = _ISO_SPAN.fullmatch(text) or _SPAN.fullmatch(text.replace(" ", ""))
    if match is None or not any(match.groups()):
        raise ValueError(f"cannot read {text!r} as a span of time, such as 3600, 3d, 2h30m or P3DT4H")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _json(body: object, status: int = 200) -> web.Response:
    written = json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    return web.Response(body=written, status=status, content_type="application/json")
