"""What passes between a person and the bot, in no channel's terms.

A channel (Telegram now) turns its updates into `Received` and shows `Screen`s; handlers know only these values.
Buttons carry a `Press`: short ids, never labels, because a channel may allow as little as 64 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PRESS_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the channel tells it; `address` is where an answer goes."""

    channel: str
    address: str
    name: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """Words a person typed (or a channel's keyboard typed for them)."""

    text: str
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command without its slash, lower case, with what stood behind it: `/start abc` is ("start", "abc")."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button means: an action and its arguments, at most 64 bytes as text, no colon inside a part."""

    action: str
    arguments: tuple[str, ...] = ()

    @classmethod
    def of(cls, action: str, *arguments: object) -> Press:
        """Return the press with every argument as text."""
        return cls(action, tuple(str(argument) for argument in arguments))

    def encode(self) -> str:
        """Return the text a channel stores in the button."""
        return ":".join((PRESS_VERSION, self.action, *self.arguments))

    @classmethod
    def decode(cls, text: str) -> Press | None:
        """Return the press written in a button, or None when it is not one of ours (forged, or too old)."""
        version, *parts = text.split(":")
        return cls(parts[0], tuple(parts[1:])) if version == PRESS_VERSION and parts and parts[0] else None


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button pressed; `press` is None when the channel delivered something we never wrote.

    `query` is what the channel needs to acknowledge the press; `raw` is the text that stood in the button.
    """

    press: Press | None
    query: str
    raw: str = ""


class FileKind(StrEnum):
    VOICE = "voice"
    PHOTO = "photo"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class FileSent:
    """A file a person sent; `ref` is the channel's handle to fetch it with, sizes in bytes, duration in seconds."""

    kind: FileKind
    ref: str
    size: int | None = None
    mime: str = ""
    duration: int | None = None
    caption: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class ContactSent:
    """A contact card; `own` only when the channel vouches that it is the sender's own."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class PlaceSent:
    """A place on the map, degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Edited:
    """An old message was changed by its writer."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something a conversation has no use for: a sticker, a poll, a game …; `kind` is the channel's word."""

    kind: str


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked the bot (or deleted the chat)."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The person unblocked the bot."""


@dataclass(frozen=True, slots=True)
class FromGroup:
    """Somebody spoke to the bot in a group, where it only says to write privately; `addressed` when named."""

    addressed: bool


What = (
    Typed | Commanded | Tapped | FileSent | ContactSent | PlaceSent | Edited | Unreadable | Left | Returned | FromGroup
)


@dataclass(frozen=True, slots=True)
class Received:
    """One thing one person did; `key` names it for ever, `message` is the channel's id of the message concerned.

    For `Tapped` the message is the one that carries the button, else the one the person sent. `at` is when the
    channel received it (aware).
    """

    key: str
    sender: Sender
    what: What
    at: datetime
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """One button: a label and either a press, a link or a request for the person's own phone number or place."""

    label: str
    press: Press | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a screen: either stored (`file_id` of table `files`) or made now (`content`)."""

    kind: FileKind
    name: str
    content: bytes = b""
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person is shown: plain text, rows of buttons, perhaps a file; `strong` parts of the text stand out."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    strong: tuple[str, ...] = ()
    attachment: Attachment | None = None


class Care(StrEnum):
    """How a message is treated when it is not certain whether it arrived."""

    EDIT = "edit"  # idempotent: repeat freely
    REPLY = "reply"  # repeat once
    NOTICE = "notice"  # unasked (reminder, digest, news): repeat once, paced, never in quiet hours by its maker
    ONCE = "once"  # never repeat: it goes to the list a human sees


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen on its way: new when `replaces` and `replaces_message` are None, else an edit of that message.

    `id` is made by the caller (see bot.clock.Ids); `replaces` is the id of an earlier `Shown` of the same person,
    `replaces_message` the channel's own message id (known from a tap). `key`, when given, makes it go out at most
    once for ever. `expires_at`: not sent after that. `person` None: the answer to somebody who is not stored.
    """

    id: int
    screen: Screen
    address: Sender
    person: int | None = None
    care: Care = Care.REPLY
    replaces: int | None = None
    replaces_message: str | None = None
    key: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Toast:
    """The acknowledgement of a tap; a short text may fly by. Best effort: never stored."""

    query: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What one `Received` led to: screens in order, the tap's acknowledgement.

    `menu` asks for the person's command menu to be set anew, after the language or a role changed.
    """

    shown: tuple[Shown, ...] = ()
    toast: Toast | None = None
    menu: bool = False
