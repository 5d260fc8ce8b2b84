"""A channel of plain text: what people type and tap comes from a scenario, what they are shown goes into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.channel import Letter, Payload
from core.messages import (
    Commanded,
    Edited,
    FileKind,
    FileSent,
    FromGroup,
    Left,
    Press,
    Received,
    Returned,
    Screen,
    Sender,
    Tapped,
    Toast,
    Typed,
    Unreadable,
    What,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person saw: how is `new`, `changed` or `toast`."""

    how: str
    address: str
    text: str
    buttons: tuple[tuple[str, ...], ...] = ()
    file: str = ""


@dataclass(slots=True)
class Message:
    """A message with every state its keyboard was in, so that an old button can be tapped."""

    number: str
    screens: list[Screen] = field(default_factory=list)


class TextChannel:
    """People by name; an address is the name itself."""

    name = "text"

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.chats: dict[str, list[Message]] = {}
        self.count = 0

    def number(self, payload: Payload) -> int:
        return int(payload["number"])

    def chat(self, payload: Payload) -> str:
        return str(payload["who"])

    def parse(self, payload: Payload) -> Received | None:
        sender = Sender(self.name, payload["who"], payload["who"].capitalize(), payload.get("language"))
        at = datetime.fromisoformat(payload["at"])
        return Received(f"text:{payload['number']}", sender, what_of(payload), at, payload.get("message"))

    async def show(self, letter: Letter) -> str | None:
        chat = self.chats.setdefault(letter.address, [])
        labels = tuple(tuple(button.label for button in row) for row in letter.screen.buttons)
        file = letter.attachment.name if letter.attachment else ""
        how = "changed" if letter.changes else "new"
        if letter.changes:
            message = next(message for message in chat if message.number == letter.changes)
            if message.screens[-1] == letter.screen:
                return message.number
        else:
            self.count += 1
            message = Message(str(self.count))
            chat.append(message)
        message.screens.append(letter.screen)
        self.events.append(Event(how, letter.address, letter.screen.text, labels, file))
        return message.number

    async def acknowledge(self, toast: Toast) -> None:
        if toast.text:
            self.events.append(Event("toast", toast.query, toast.text))

    async def fetch(self, ref: str) -> bytes:
        return f"the sound of {ref}".encode()

    def find(self, who: str, label: str, *, old: bool) -> tuple[str, Press | None]:
        """Return the message and the meaning of a button: of the newest message that has it now, or an old one."""
        for message in reversed(self.chats.get(who, [])):
            screens = message.screens[:-1] if old else message.screens[-1:]
            for screen in reversed(screens):
                for button in (button for row in screen.buttons for button in row):
                    if button.label == label:
                        return message.number, button.press
        raise LookupError(f"{who} sees no [{label}]")


def what_of(payload: Payload) -> What:
    """Return what a scenario's line means."""
    value = str(payload["value"])
    match payload["kind"]:
        case "command":
            name, _, argument = value.removeprefix("/").partition(" ")
            return Commanded(name, argument)
        case "press":
            return Tapped(Press.decode(value), payload["who"], value)
        case "voice":
            return FileSent(FileKind.VOICE, f"voice-{payload['number']}", 9_000, "audio/ogg", int(value))
        case "forwarded":
            return Typed(value, forwarded=True)
        case "edited":
            return Edited(value)
        case "left":
            return Left()
        case "returned":
            return Returned()
        case "group":
            return FromGroup(addressed=True)
        case "sticker":
            return Unreadable("sticker")
    return Typed(value)
