"""The parts of an update that virtual users send, in Telegram's shape."""

from __future__ import annotations

import time
from typing import Any


def person(chat: int) -> dict[str, Any]:
    """Return the writer; in a private chat they share their number with it."""
    return {"id": chat, "is_bot": False, "first_name": "Lietotāja", "language_code": "lv"}


def said(chat: int, number: int, text: str) -> dict[str, Any]:
    """Return a typed message (a command when it begins with a slash)."""
    message: dict[str, Any] = {
        "message_id": number,
        "from": person(chat),
        "chat": {"id": chat, "type": "private", "first_name": "Lietotāja"},
        "date": int(time.time()),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"message": message}


def tapped(chat: int, number: int, message: int, data: str) -> dict[str, Any]:
    """Return a press on a button of a message."""
    shown = {
        "message_id": message,
        "from": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"},
        "chat": {"id": chat, "type": "private", "first_name": "Lietotāja"},
        "date": int(time.time()),
        "text": "?",
    }
    query = {"id": str(number), "from": person(chat), "message": shown, "chat_instance": str(chat), "data": data}
    return {"callback_query": query}
