"""Pushing updates to webhooks: in order within a chat, chats in parallel, again and again until one is taken.

An answer may itself be a call, as the Bot API allows; it is performed like any other and its result is thrown away.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp

from bot.playground.bot_api.limits import Json, Refusal
from bot.playground.files import Upload
from bot.playground.world import Bot, Webhook, World

Perform = Callable[[Bot, str, Json, dict[str, Upload]], Awaitable[object]]

FIRST_WAIT = 0.2
LONGEST_WAIT = 10.0
_TIMEOUT = aiohttp.ClientTimeout(total=60)


class Webhooks:
    """One task for each bot with a webhook, which hands its updates to short-lived deliveries."""

    def __init__(self, world: World, perform: Perform) -> None:
        self._world = world
        self._perform = perform
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def serve(self, bot: Bot) -> None:
        """Start delivering to a bot's webhook, in place of an earlier one."""
        self._end(bot)
        if bot.webhook:
            self._tasks[bot.id] = asyncio.get_running_loop().create_task(self._deliver_all(bot, bot.webhook))

    async def stop(self) -> None:
        """End all deliveries."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()

    def _end(self, bot: Bot) -> None:
        task = self._tasks.pop(bot.id, None)
        if task:
            task.cancel()

    async def _deliver_all(self, bot: Bot, webhook: Webhook) -> None:
        under_way: dict[int, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            try:
                while bot.webhook is webhook:
                    bot.queue.bell.clear()
                    for update in _next_of_each_chat(bot, set(under_way), webhook.max_connections):
                        chat = chat_of(update)
                        under_way[chat] = asyncio.create_task(self._deliver(bot, webhook, session, update))
                    bot.deliveries = len(under_way)
                    bell = asyncio.create_task(bot.queue.bell.wait())
                    await asyncio.wait({bell, *under_way.values()}, return_when=asyncio.FIRST_COMPLETED)
                    bell.cancel()
                    under_way = {chat: task for chat, task in under_way.items() if not task.done()}
                    bot.deliveries = len(under_way)
            finally:
                for task in under_way.values():
                    task.cancel()
                bot.deliveries = 0

    async def _deliver(self, bot: Bot, webhook: Webhook, session: aiohttp.ClientSession, update: Json) -> None:
        wait = FIRST_WAIT
        while not await self._is_taken(bot, webhook, session, update):
            await asyncio.sleep(wait)
            if update not in bot.queue.pending:
                return
            wait = min(wait * 2, LONGEST_WAIT)
        bot.queue.remove(update)

    async def _is_taken(self, bot: Bot, webhook: Webhook, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as response:
                body = await response.read()
                status, reason = response.status, response.reason
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            words = "Read timeout expired" if isinstance(error, TimeoutError) else "Connection refused"
            webhook.last_error = (self._world.clock.now(), words)
            return False
        if not 200 <= status < 300:
            webhook.last_error = (self._world.clock.now(), f"Wrong response from the webhook: {status} {reason}")
            return False
        await self._perform_answer(bot, body)
        return True

    async def _perform_answer(self, bot: Bot, body: bytes) -> None:
        try:
            call = json.loads(body) if body.lstrip().startswith(b"{") else None
        except ValueError:
            return
        if not isinstance(call, dict) or not isinstance(call.get("method"), str):
            return
        method = call.pop("method")
        answer: Json = {"ok": True}
        try:
            await self._perform(bot, method, call, {})
        except Refusal as refusal:
            answer = refusal.answer()
        date = self._world.clock.now().isoformat()
        logged = {"bot": bot.username, "method": method, "parameters": call, "answer": answer, "ms": 0.0, "date": date}
        self._world.events.emit("call", person=call.get("chat_id"), call=self._world.calls.add(logged))


def chat_of(update: Json) -> int:
    """Return the chat an update belongs to, 0 where there is none; order is kept within a chat."""
    for content in update.values():
        if isinstance(content, dict):
            chat = content.get("chat") or (content.get("message") or {}).get("chat") or content.get("from")
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0


def _next_of_each_chat(bot: Bot, busy: set[int], connections: int) -> list[Json]:
    chosen: list[Json] = []
    for update in bot.queue.pending:
        if len(busy) >= connections:
            break
        chat = chat_of(update)
        if chat not in busy:
            busy.add(chat)
            chosen.append(update)
    return chosen
