"""Screens as JSON and back; what a row of the outbox holds until it is delivered."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from core.messages import Attachment, Button, FileKind, Press, Screen


def screen_to_json(screen: Screen) -> dict[str, Any]:
    """Return the screen as JSON values; empty parts are left out."""
    state: dict[str, Any] = {"text": screen.text}
    if screen.buttons:
        state["buttons"] = [[_button_to_json(button) for button in row] for row in screen.buttons]
    if screen.strong:
        state["strong"] = list(screen.strong)
    if screen.attachment is not None:
        state["attachment"] = _attachment_to_json(screen.attachment)
    return state


def screen_from_json(state: Mapping[str, Any]) -> Screen:
    """Return the screen written by `screen_to_json`."""
    attachment = state.get("attachment")
    return Screen(
        text=state.get("text", ""),
        buttons=tuple(tuple(_button_from_json(button) for button in row) for row in state.get("buttons", ())),
        strong=tuple(state.get("strong", ())),
        attachment=None if attachment is None else _attachment_from_json(attachment),
    )


def has_press(state: Mapping[str, Any], raw: str) -> bool:
    """Tell whether one of the stored screen's buttons carries exactly this text."""
    return any(button.get("press") == raw for row in state.get("buttons", ()) for button in row)


def _button_to_json(button: Button) -> dict[str, Any]:
    state: dict[str, Any] = {"label": button.label}
    if button.press is not None:
        state["press"] = button.press.encode()
    if button.url is not None:
        state["url"] = button.url
    return state


def _button_from_json(state: Mapping[str, Any]) -> Button:
    press = state.get("press")
    return Button(state["label"], None if press is None else Press.decode(press), state.get("url"))


def _attachment_to_json(attachment: Attachment) -> dict[str, Any]:
    state: dict[str, Any] = {"kind": attachment.kind.value, "name": attachment.name}
    if attachment.content:
        state["content"] = b64encode(attachment.content).decode("ascii")
    if attachment.file_id is not None:
        state["file_id"] = attachment.file_id
    return state


def _attachment_from_json(state: Mapping[str, Any]) -> Attachment:
    return Attachment(FileKind(state["kind"]), state["name"], b64decode(state.get("content", "")), state.get("file_id"))
