"""The fake Telegram server, a process of its own: `python -m tests.bench.server PLAN`.

It prints its port, reads the process id of the bot, plays one run and prints what it saw.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from itertools import count

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from tests.bench.mailbox import LIMIT, Mailbox
from tests.bench.plan import FIRST_CHAT, Plan, Seen
from tests.bench.users import User, user_of
from tests.bench.wire import Parameters, Reply, Wire

TRUE = b'{"ok":true,"result":true}'
ME = (
    b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot","can_join_groups":true,'
    b'"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
MESSAGE = '{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%s,"type":"private"},"text":"."}}'


class Desk:
    """Answers the bot's calls and lets the virtual users go on when they got their answer."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.polled = asyncio.Event()
        self.replied = asyncio.Event()
        self.used_up = asyncio.Event()
        self.idle = 0
        self.calls = 0
        self.first_poll = self.first_reply = 0.0
        self.done: list[tuple[float, float]] = []
        self.open = True
        self._mailbox = Mailbox()
        self._poll: tuple[Reply, int, int, asyncio.TimerHandle] | None = None
        self._numbers = count(1)
        chats = iter(range(FIRST_CHAT, FIRST_CHAT + plan.chats))
        users = [user_of(plan.users, chats, self._numbers, plan.kinds) for _ in range(plan.active)]
        self._ready: deque[User] = deque(users)
        self._waiting: dict[str, tuple[User, float]] = {}

    def answer(self, token: str, method: str, parameters: Parameters, reply: Reply) -> None:
        """Answer one call, after the plan's delay."""
        if self.plan.delay:
            reply = delayed(reply, self.plan.delay)
        if method == "getupdates":
            self._poll_updates(parameters, reply)
            return
        self.calls += 1
        if method == "getme":
            reply(ME)
        elif method.startswith(("send", "edit")):
            self._show(method, parameters, reply)
        else:
            reply(TRUE)

    def _show(self, method: str, parameters: Parameters, reply: Reply) -> None:
        chat = parameters.get("chat_id", "")
        message = int(parameters.get("message_id", 0)) or next(self._numbers)
        reply((MESSAGE % (message, int(time.time()), chat)).encode())
        user, since = self._waiting.get(chat, (None, 0.0))
        if user is None or not user.is_answered(method, parameters, message):
            return
        del self._waiting[chat]
        now = time.monotonic()
        self.done.append((since, now))
        if not self.replied.is_set():
            self.first_reply = now
            self.replied.set()
        if self.plan.rate is not None:
            self._ready.append(user)
        elif self.open:
            self._act(user, now)

    def _poll_updates(self, parameters: Parameters, reply: Reply) -> None:
        """Hand out what is there, or wait for it as long as the bot asks."""
        if not self.polled.is_set():
            self.first_poll = time.monotonic()
            self.polled.set()
        self._end_poll()
        offset, limit = int(parameters.get("offset") or 0), int(parameters.get("limit") or LIMIT)
        seconds = float(parameters.get("timeout") or 0)
        timer = asyncio.get_running_loop().call_later(seconds, self._end_poll)
        self._poll = (reply, offset, limit, timer)
        if self._mailbox.take(offset, 1) or not seconds:
            self._end_poll()

    def _end_poll(self) -> None:
        if self._poll is not None:
            reply, offset, limit, timer = self._poll
            self._poll = None
            timer.cancel()
            reply(b'{"ok":true,"result":[' + b",".join(self._mailbox.take(offset, limit)) + b"]}")

    def go_on(self, since: float) -> bool:
        """Let the user who has been ready longest act; False when nobody can."""
        while self._ready:
            if self._act(self._ready.popleft(), since):
                return True
        return False

    def _act(self, user: User, since: float) -> bool:
        """Put what a user does next into the mailbox; False when nobody is left to do it."""
        content = user.act()
        if content is None:
            self.used_up.set()
            return False
        self._waiting[str(user.chat)] = (user, since)
        self._mailbox.put(content)
        if self._poll is not None:
            # Not at once: what comes in the same moment goes out together, as it does from the real server.
            asyncio.get_running_loop().call_soon(self._end_poll)
        return True

    def waiting_since(self, begin: float, end: float) -> list[float]:
        """Return since when the unanswered updates wait that came between two moments."""
        return [since for _, since in self._waiting.values() if begin <= since < end]


def delayed(reply: Reply, seconds: float) -> Reply:
    """Return a way to answer that takes its time."""
    loop = asyncio.get_running_loop()

    def later(body: bytes) -> None:
        loop.call_later(seconds, reply, body)

    return later


async def drive(desk: Desk) -> None:
    """Let the users act: in a closed loop one after the other and then by themselves, in an open one at its rate.

    They begin spread over the warm-up, or all would ask for the same thing in the same moment, again and again.
    """
    rate = desk.plan.rate
    if rate is None:
        while desk.go_on(time.monotonic()) and desk.open:
            await asyncio.sleep(desk.plan.warm / desk.plan.active)
        return
    due = time.monotonic()
    while desk.open:
        due += 1 / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        desk.idle += not desk.go_on(due)


async def happened(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event; False when it does not come in time."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def play(desk: Desk, bot: psutil.Process) -> Seen:
    """Play the plan against a running bot and return what was seen."""
    plan = desk.plan
    if not await happened(desk.polled, plan.patience):
        return Seen()
    driving = asyncio.create_task(drive(desk))
    if not await happened(desk.replied, plan.patience):
        desk.open = False
        await driving
        return Seen(polled=desk.first_poll, late=len(desk.waiting_since(0, time.monotonic())))
    await happened(desk.used_up, plan.warm)
    begin, used, own, calls, desk.idle = time.monotonic(), cpu_of(bot), time.process_time(), desk.calls, 0
    await happened(desk.used_up, plan.seconds)
    end, used, own, calls = time.monotonic(), cpu_of(bot) - used, time.process_time() - own, desk.calls - calls
    rss, idle = bot.memory_info().rss, desk.idle
    desk.open = False
    await driving
    limit = end + plan.patience
    while desk.waiting_since(begin, end) and time.monotonic() < limit:
        await asyncio.sleep(0.02)
    late = desk.waiting_since(begin, end)
    latencies = [then - since for since, then in desk.done if begin <= since < end]
    return Seen(
        answered=sum(begin <= then < end for _, then in desk.done),
        seconds=end - begin,
        latencies=tuple(round(one, 5) for one in latencies + [time.monotonic() - since for since in late]),
        late=len(late),
        idle=idle,
        calls=calls,
        cpu=used,
        server_cpu=own,
        rss=rss,
        polled=desk.first_poll,
        replied=desk.first_reply,
    )


def cpu_of(process: psutil.Process) -> float:
    """Return the seconds of CPU a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def serve(plan: Plan) -> Seen:
    """Listen, tell the port, learn which process the bot is, play."""
    desk = Desk(plan)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Wire(desk.answer), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    number = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    try:
        return await play(desk, psutil.Process(number))
    except psutil.NoSuchProcess:
        return Seen()
    finally:
        listening.close()


if __name__ == "__main__":
    print(asyncio.run(serve(Plan.from_json(sys.argv[1]))).to_json(), flush=True)
