"""Screens into Bot API calls: plain text with entities and no markup language, so nothing a person wrote can act.

Everything Telegram would refuse by its size is cut or refused here; `ValueError` means the screen itself is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import InputFile

from bot.channel import Letter
from core.messages import Attachment, Button, FileKind

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
DATA_BYTES = 64
KEYBOARD_BUTTONS = 100
ROW_BUTTONS = 8
TOAST_LETTERS = 200
ELLIPSIS = "…"
FILE_METHODS = {
    FileKind.VOICE: ("sendVoice", "voice"),
    FileKind.PHOTO: ("sendPhoto", "photo"),
    FileKind.AUDIO: ("sendAudio", "audio"),
    FileKind.VIDEO: ("sendVideo", "video"),
    FileKind.DOCUMENT: ("sendDocument", "document"),
}
NO_PREVIEW = {"is_disabled": True}
NO_KEYBOARD: dict[str, Any] = {"inline_keyboard": []}

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API."""

    method: str
    parameters: Parameters


def call(letter: Letter) -> Call:
    """Return the call that shows a letter; a screen with a file is always a new message."""
    screen = letter.screen
    attachment = letter.attachment or screen.attachment
    keyboard = keyboard_of(screen.buttons)
    parameters: Parameters = {"chat_id": letter.address}
    if attachment is not None:
        method, field = FILE_METHODS[attachment.kind]
        parameters[field] = upload(attachment)
        caption = fitted(screen.text, CAPTION_UNITS)
        if caption:
            parameters |= {"caption": caption} | marks("caption_entities", caption, screen.strong)
    else:
        method = "sendMessage" if letter.changes is None else "editMessageText"
        parameters |= text_parameters(screen.text, screen.strong)
        if letter.changes is not None:
            parameters["message_id"] = int(letter.changes)
            keyboard = keyboard or NO_KEYBOARD
    if keyboard:
        parameters["reply_markup"] = keyboard
    return Call(method, parameters)


def caption_call(letter: Letter) -> Call:
    """Return the call that changes the words under a file, which Telegram tells apart from a text."""
    caption = fitted(letter.screen.text, CAPTION_UNITS)
    parameters: Parameters = {
        "chat_id": letter.address,
        "message_id": int(letter.changes or 0),
        "caption": caption,
        "reply_markup": keyboard_of(letter.screen.buttons) or NO_KEYBOARD,
    }
    return Call("editMessageCaption", parameters | marks("caption_entities", caption, letter.screen.strong))


def text_parameters(text: str, strong: tuple[str, ...]) -> Parameters:
    """Return a text and what stands out in it."""
    words = fitted(text, TEXT_UNITS)
    if not words:
        raise ValueError("a screen without text")
    return {"text": words, "link_preview_options": NO_PREVIEW} | marks("entities", words, strong)


def fitted(text: str, most: int) -> str:
    """Return the text in at most so many UTF-16 units, cut at a line end where one is near, with an ellipsis."""
    text = storable(text).strip()
    if len(text) * 2 <= most or units(text) <= most:
        return text
    kept = text.encode("utf-16-le")[: (most - 1) * 2].decode("utf-16-le", "ignore")
    line_end = kept.rfind("\n")
    if line_end > len(kept) // 2:
        kept = kept[: line_end + 1]
    return kept + ELLIPSIS


def storable(text: str) -> str:
    """Return the text without what cannot be written as UTF-8 or is a NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "") if "\0" in text else text


def units(text: str) -> int:
    """Return the length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def marks(field: str, text: str, strong: tuple[str, ...]) -> Parameters:
    """Return bold marks for the parts that stand out, each looked for after the one before; {} when none is there."""
    entities = []
    position = 0
    for part in strong:
        found = text.find(part, position) if part else -1
        if found >= 0:
            position = found + len(part)
            entities.append({"type": "bold", "offset": units(text[:found]), "length": units(part)})
    return {field: entities} if entities else {}


def keyboard_of(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any] | None:
    """Return an inline keyboard, None when there is no button."""
    if any(len(row) > ROW_BUTTONS for row in rows) or sum(map(len, rows)) > KEYBOARD_BUTTONS:
        raise ValueError("more buttons than Telegram shows")
    keyboard = [[button_of(button) for button in row] for row in rows if row]
    return {"inline_keyboard": keyboard} if keyboard else None


def button_of(button: Button) -> dict[str, str]:
    """Return one inline button; ValueError when Telegram would refuse it."""
    label = storable(button.label).strip()
    if not label:
        raise ValueError("a button without a label")
    if button.url is not None:
        return {"text": label, "url": button.url}
    if button.press is None:
        raise ValueError("a button needs a press or a link")
    data = button.press.encode()
    if len(data.encode()) > DATA_BYTES:
        raise ValueError(f"the press {button.press.action!r} is longer than {DATA_BYTES} bytes")
    return {"text": label, "callback_data": data}


def upload(attachment: Attachment) -> InputFile:
    """Return a file to upload, under a name that cannot break out of its header."""
    if not attachment.content:
        raise ValueError("a file without content")
    name = "".join(letter for letter in attachment.name if letter.isprintable() and letter not in '"\\/')
    return InputFile(attachment.content, filename=name or attachment.kind.value)


def toast_text(text: str) -> str:
    """Return what may fly by after a tap, at most 200 letters."""
    return text if len(text) <= TOAST_LETTERS else text[: TOAST_LETTERS - 1] + ELLIPSIS
