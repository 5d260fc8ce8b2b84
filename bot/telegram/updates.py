"""Raw updates into `Received`, one at a time and strictly, because a lenient parser hides what it lost.

Dictionaries are read as they came: building python-telegram-bot's objects costs five times as much, and one update
of an unknown shape would stop the whole batch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.telegram.contents import content
from bot.telegram.fields import Malformed, boolean, mapping, moment, number, text, whole
from bot.telegram.words import cleaned
from core.messages import (
    Edited,
    FromGroup,
    Left,
    Press,
    Received,
    Returned,
    Sender,
    Tapped,
    What,
)

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
GROUPS = ("group", "supergroup")
PRESENT = ("member", "administrator")
COMMAND_ADDRESS = re.compile(r"/\w+(?:@(\w+))?(?:\s|$)")

Raw = Mapping[str, Any]


def update_number(payload: Raw) -> int:
    """Return Telegram's number of an update; ValueError when it has none that can be stored."""
    return whole(payload, "update_id", 0, 2**62)


def chat_of(payload: Raw) -> str:
    """Return the chat an update belongs to, '' when none is found; never fails, whatever the update is."""
    try:
        for name in ALLOWED_UPDATES:
            part = payload.get(name)
            if isinstance(part, dict):
                holder = part.get("message") if name == "callback_query" else part
                for place, key in ((holder, "chat"), (part, "from")):
                    found = place.get(key) if isinstance(place, dict) else None
                    if isinstance(found, dict) and isinstance(found.get("id"), int):
                        return str(found["id"])[:64]
    except (AttributeError, ValueError):  # not a mapping at all, or an absurd number
        return ""
    return ""


def parse(payload: Raw, username: str = "") -> Received | None:
    """Return what an update means, None when it is nothing for the bot; ValueError when it is malformed.

    `username` is the bot's own, without @, to know whether a group speaks to it.
    """
    key = f"{CHANNEL}:{update_number(payload)}"
    if "message" in payload:
        return from_message(key, mapping(payload, "message"), username)
    if "callback_query" in payload:
        return from_tap(key, mapping(payload, "callback_query"))
    if "edited_message" in payload:
        return from_edit(key, mapping(payload, "edited_message"))
    if "my_chat_member" in payload:
        return from_membership(key, mapping(payload, "my_chat_member"))
    return None


def from_message(key: str, message: Raw, username: str) -> Received | None:
    """Return what a new message means."""
    chat = mapping(message, "chat")
    kind = text(chat, "type")
    if kind not in ("private", *GROUPS) or not written_by_person(message):
        return None
    at, number_ = moment(message, "date"), whole(message, "message_id", 0)
    what: What | None
    if kind == "private":
        what = content(message)
    else:
        what = FromGroup(addressed=is_addressed(message, username)) if is_spoken(message) else None
    return None if what is None else Received(key, sender(chat, mapping(message, "from")), what, at, str(number_))


def from_edit(key: str, message: Raw) -> Received | None:
    """Return that an old private message was changed; moving places are not told."""
    chat = mapping(message, "chat")
    if text(chat, "type") != "private" or not written_by_person(message) or "location" in message:
        return None
    words = text(message, "text" if "text" in message else "caption", "")
    at = moment(message, "edit_date" if "edit_date" in message else "date")
    number_ = whole(message, "message_id", 0)
    return Received(key, sender(chat, mapping(message, "from")), Edited(cleaned(words)), at, str(number_))


def from_tap(key: str, query: Raw) -> Received | None:
    """Return a press on a button of a private message.

    Telegram tells no moment of a tap: `at` is when the message with the button was last changed, 1970 when Telegram
    no longer knows the message.
    """
    person = mapping(query, "from")
    number(person, "id")
    if boolean(person, "is_bot") or "message" not in query or "data" not in query:
        return None
    message = mapping(query, "message")
    chat = mapping(message, "chat")
    if text(chat, "type") != "private":
        return None
    if chat.get("id") != person["id"]:
        raise Malformed("a private chat of somebody else")
    raw = cleaned(text(query, "data"))
    at = moment(message, "edit_date" if "edit_date" in message else "date")
    what = Tapped(Press.decode(raw), text(query, "id"), raw)
    return Received(key, sender(chat, person), what, at, str(whole(message, "message_id", 0)))


def from_membership(key: str, change: Raw) -> Received | None:
    """Return that a person left or came back, or that a group took the bot in."""
    chat, person = mapping(change, "chat"), mapping(change, "from")
    kind = text(chat, "type")
    before = text(mapping(change, "old_chat_member"), "status")
    after = text(mapping(change, "new_chat_member"), "status")
    at = moment(change, "date")
    what: What | None = None
    if kind == "private" and after == "kicked":
        what = Left()
    elif kind == "private" and after == "member" and before != "member":
        what = Returned()
    elif kind in GROUPS and after in PRESENT and before not in PRESENT:
        what = FromGroup(addressed=True)
    return None if what is None else Received(key, sender(chat, person), what, at)


def written_by_person(message: Raw) -> bool:
    """Tell whether a person wrote it in their own name: no other bot, no inline bot's text, no anonymous admin."""
    if "via_bot" in message or "sender_chat" in message:
        return False
    return not boolean(mapping(message, "from"), "is_bot")


def sender(chat: Raw, person: Raw) -> Sender:
    """Return who wrote; an answer goes to the chat."""
    number(person, "id")
    names = (text(person, "first_name", ""), text(person, "last_name", ""))
    name = cleaned(" ".join(part for part in names if part)).strip()[:200]
    language = text(person, "language_code", "")[:35]
    return Sender(CHANNEL, str(number(chat, "id")), name, language or None)


def is_spoken(message: Raw) -> bool:
    """Tell whether a group message is words or a file, not a service note."""
    return any(name in message for name in ("text", "caption", "photo", "voice", "document", "sticker"))


def is_addressed(message: Raw, username: str) -> bool:
    """Tell whether a group message is for the bot: a command not meant for another bot, or its name."""
    words = text(message, "text", "") or text(message, "caption", "")
    command = COMMAND_ADDRESS.match(words)
    if command:
        return command[1] is None or command[1].lower() == username.lower()
    return bool(username) and f"@{username}".lower() in words.lower()
