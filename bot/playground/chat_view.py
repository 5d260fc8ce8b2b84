"""What a person sees of a chat: edits applied, deleted messages gone, keyboards as rows of labels."""

from datetime import UTC, datetime

from bot.playground.bot_api.limits import Json
from bot.playground.world import Conversation

_FILES = ("photo", "voice", "document", "audio", "video", "animation", "video_note", "sticker")
_OTHERS = ("location", "venue", "contact", "poll", "dice")


def shown_chat(chat: Conversation, viewer: int) -> list[Json]:
    """List the messages of a chat as one person sees them, oldest first."""
    return [shown_message(chat, message, viewer) for message in chat.messages.values()]


def shown_message(chat: Conversation, message: Json, viewer: int) -> Json:
    """Return one message for the page and for tests; `keyboard` stands on the message that brought the present one."""
    number = message["message_id"]
    inline = message.get("reply_markup", {}).get("inline_keyboard", [])
    shown: Json = {
        "message_id": number,
        "from": _sender(message, viewer),
        "text": message.get("text") or message.get("caption") or "",
        "entities": message.get("entities") or message.get("caption_entities") or [],
        "buttons": [[button["text"] for button in row] for row in inline],
        "inline_keyboard": inline,
        "keyboard": labels(chat.keyboards[number]) if chat.keyboard_of == number else None,
        "file": shown_file(message),
        "date": datetime.fromtimestamp(message["date"], UTC).isoformat(),
        "is_edited": "edit_date" in message,
        "reply_to": message.get("reply_to_message", {}).get("message_id"),
    }
    if "forward_origin" in message:
        shown["forward_origin"] = message["forward_origin"]
    return shown | {kind: message[kind] for kind in _OTHERS if kind in message}


def shown_file(message: Json) -> Json | None:
    """Return what a message's file is and where the page finds it."""
    for kind in _FILES:
        if kind in message:
            file = message[kind][-1] if kind == "photo" else message[kind]
            wanted = ("file_id", "file_name", "mime_type", "file_size", "duration", "width", "height")
            found = {key: file[key] for key in wanted if key in file}
            return {"kind": kind, **found, "url": f"/sim/files/{file['file_id']}"}
    return None


def labels(markup: Json) -> list[list[str]]:
    """Return the labels of a reply keyboard, row by row."""
    return [[button if isinstance(button, str) else button["text"] for button in row] for row in markup["keyboard"]]


def chat_as_text(shown: list[Json]) -> str:
    """Write a chat as text: `me>` and `bot>`, continued lines indented, keyboards as `[label]` rows."""
    return "".join(_as_text(message) for message in shown)


def _as_text(message: Json) -> str:
    prefix = f"{message['from']}> "
    parts = [_attachment(message), message["text"]]
    body = "\n".join(part for part in parts if part)
    lines = body.split("\n") if body else [""]
    rows = message["buttons"] + (message["keyboard"] or [])
    lines += [" ".join(f"[{label}]" for label in row) for row in rows]
    first, *rest = lines
    indented = [" " * len(prefix) + line if line else "" for line in rest]
    return "\n".join([(prefix + first).rstrip(), *indented]) + "\n"


def _attachment(message: Json) -> str:
    if message["file"]:
        name = message["file"].get("file_name")
        return f"({message['file']['kind']}: {name})" if name else f"({message['file']['kind']})"
    kind = next((kind for kind in _OTHERS if kind in message), None)
    return f"({kind})" if kind else ""


def _sender(message: Json, viewer: int) -> str:
    if message["from"].get("is_bot"):
        return "bot"
    return "me" if message["from"]["id"] == viewer else str(message["from"]["first_name"])
