"""Updates as Telegram sends them, in the shapes the parser has to know."""

from __future__ import annotations

import copy
from typing import Any

ANNA = {"id": 501, "is_bot": False, "first_name": "Anna", "language_code": "lv"}
PRIVATE = {"id": 501, "type": "private", "first_name": "Anna"}
GROUP = {"id": -100900, "type": "supergroup", "title": "Talsi"}
DATE = 1_793_000_000


def message(**content: Any) -> dict[str, Any]:
    """Return an update with a private message."""
    body: dict[str, Any] = {"message_id": 7, "date": DATE, "chat": PRIVATE, "from": ANNA, **content}
    return {"update_id": 900, "message": copy.deepcopy(body)}


def tap(data: Any = "1:answer:5:2:yes", **more: Any) -> dict[str, Any]:
    """Return an update with a press on a button."""
    carrier = {"message_id": 6, "date": DATE - 60, "chat": PRIVATE, "from": {"id": 1, "is_bot": True}, "text": "Jā?"}
    query: dict[str, Any] = {"id": "4711", "from": ANNA, "message": carrier, "chat_instance": "1", "data": data, **more}
    return {"update_id": 901, "callback_query": copy.deepcopy(query)}


def membership(before: str, after: str, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return an update that tells what became of the bot in a chat."""
    bot = {"id": 1, "is_bot": True, "first_name": "Kheten"}
    change = {
        "chat": chat or PRIVATE,
        "from": ANNA,
        "date": DATE,
        "old_chat_member": {"user": bot, "status": before},
        "new_chat_member": {"user": bot, "status": after},
    }
    return {"update_id": 902, "my_chat_member": copy.deepcopy(change)}


VOICE = {"file_id": "AwAC", "file_unique_id": "u", "duration": 12, "mime_type": "audio/ogg", "file_size": 4000}
FORWARDED = {"forward_origin": {"type": "hidden_user", "sender_user_name": "X", "date": DATE}}

SAMPLES: tuple[dict[str, Any], ...] = (
    message(text="12"),
    message(text="/start abc", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    message(text="/report", **FORWARDED),
    message(voice=VOICE, caption="stāsts"),
    message(photo=[{"file_id": "s", "width": 90, "height": 60}, {"file_id": "l", "width": 900, "height": 600}]),
    message(document={"file_id": "d", "file_name": "x.pdf", "mime_type": "application/pdf", "file_size": 10}),
    message(contact={"phone_number": "+37120000001", "first_name": "Anna", "user_id": 501}),
    message(location={"latitude": 57.24, "longitude": 22.58}),
    message(sticker={"file_id": "st", "emoji": "👍"}),
    message(poll={"id": "1", "question": "?", "options": []}),
    tap(),
    {"update_id": 903, "edited_message": message(text="13", edit_date=DATE + 5)["message"]},
    membership("member", "kicked"),
    membership("left", "member", GROUP),
    message(chat=GROUP, text="/start@kheten_bot"),
)
