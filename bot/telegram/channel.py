"""Telegram as a `Channel`: each failed call is sorted by whether the message may have arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError, TimedOut

from bot.channel import ChannelDown, Letter, NotSent, Payload, Rejected, Uncertain, Undelivered, Unreachable
from bot.telegram import updates
from bot.telegram.connection import Connection
from bot.telegram.screens import Call, call, caption_call, toast_text
from bot.telegram.transport import NotConnected, NotFound, ServerFailed, TooMany
from core.messages import Received, Toast

TOAST_SECONDS = 5.0

UNCHANGED = "message is not modified"
NO_TEXT = "there is no text in the message to edit"
GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


class TelegramChannel:
    """Talks through one bot; `username` is the bot's own name, known from the settings or after `learn_username`."""

    name = updates.CHANNEL

    def __init__(self, connection: Connection, username: str = "") -> None:
        self.connection = connection
        self.username = username
        self._met = False

    def number(self, payload: Payload) -> int:
        """Return Telegram's update_id."""
        return updates.update_number(payload)

    def chat(self, payload: Payload) -> str:
        """Return the chat an update belongs to."""
        return updates.chat_of(payload)

    def parse(self, payload: Payload) -> Received | None:
        """Return what an update means."""
        return updates.parse(payload, self.username)

    async def learn_username(self) -> str:
        """Ask Telegram who the bot is; raises `Undelivered`."""
        me = await self._call(Call("getMe", {}))
        self._met = True
        self.username = str(me.get("username", "")) if isinstance(me, dict) else ""
        return self.username

    async def show(self, letter: Letter) -> str | None:
        """Deliver a letter and return Telegram's message id."""
        try:
            wanted = call(letter)
        except ValueError as error:
            raise Rejected(f"screen: {error}") from error
        try:
            result = await self._call(wanted)
        except Unchanged:
            return letter.changes
        except NoText:
            result = await self._change_caption(letter)
        return message_number(result) or letter.changes

    async def _change_caption(self, letter: Letter) -> Any:
        """Change the words under a file."""
        try:
            return await self._call(caption_call(letter))
        except Unchanged:
            return None

    async def acknowledge(self, toast: Toast) -> None:
        """Stop the waiting mark on a tapped button; Telegram takes it only for some seconds, so never again later."""
        parameters: dict[str, Any] = {"callback_query_id": toast.query}
        if toast.text:
            parameters |= {"text": toast_text(toast.text), "show_alert": toast.alert}
        try:
            await self.connection.call("answerCallbackQuery", parameters, TOAST_SECONDS)
        except TelegramError:
            return

    async def fetch(self, ref: str) -> bytes:
        """Return a file's content, at most 20 MiB."""
        found = await self._call(Call("getFile", {"file_id": ref}))
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str) or not path:
            raise Rejected("getFile: no path")
        try:
            return await self.connection.download(path)
        except NotFound as error:
            raise Rejected("file: gone") from error
        except Exception as error:
            raise undelivered("file", error) from error

    async def _call(self, wanted: Call) -> Any:
        """Return the result of a call; raises `Undelivered` or one of the two harmless refusals below."""
        try:
            return await self.connection.call(wanted.method, wanted.parameters)
        except BadRequest as error:
            raise refused(wanted.method, error) from error
        except NotFound as error:
            if self._met:  # then it is not the token: another server that lacks a method must not stop the bot
                raise Rejected(f"{wanted.method}: the server does not know it") from error
            raise ChannelDown(f"{wanted.method}: the bot token was refused") from error
        except Exception as error:
            raise undelivered(wanted.method, error) from error


class Unchanged(Rejected):
    """The message already shows just this."""


class NoText(Rejected):
    """The message to change is a file with words under it."""


def refused(method: str, error: BadRequest) -> Undelivered:
    """Return what a refusal for good means (Telegram tells only by its words)."""
    words = error.message.lower()
    if UNCHANGED in words:
        return Unchanged(method)
    if NO_TEXT in words:
        return NoText(method)
    if any(sign in words for sign in GONE):
        return Unreachable(f"{method}: {error.message[:100]}")
    return Rejected(f"{method}: {error.message[:100]}")


def undelivered(method: str, error: Exception) -> Undelivered:
    """Return what became of a message whose call failed; what is not certain counts as uncertain.

    The order matters: BadRequest and TimedOut are NetworkErrors too.
    """
    reason = f"{method}: {type(error).__name__}"
    match error:
        case BadRequest():
            return refused(method, error)
        case TimedOut():
            return Uncertain(reason)
        case TooMany():
            return NotSent(reason, error.retry_after)
        case NotConnected() | ServerFailed():
            return NotSent(reason)
        case Forbidden():
            return Unreachable(f"{method}: {error.message[:100]}")
        case ChatMigrated():
            return Rejected(reason)
        case InvalidToken():
            return ChannelDown(f"{method}: the bot token was refused")
        case _:
            return Uncertain(reason)


def message_number(result: Any) -> str | None:
    """Return the id of the message a call made or changed."""
    if isinstance(result, Mapping) and isinstance(result.get("message_id"), int):
        return str(result["message_id"])
    return None
