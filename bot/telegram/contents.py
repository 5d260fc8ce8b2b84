"""What a private message holds: the first kind of content that fits, in an order that matters (see `content`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.telegram.fields import Malformed, degrees, mapping, number, optional_whole, text
from bot.telegram.words import cleaned
from core.messages import (
    Commanded,
    ContactSent,
    FileKind,
    FileSent,
    PlaceSent,
    Typed,
    Unreadable,
    What,
)

Raw = Mapping[str, Any]

COMMAND = re.compile(r"/([^\W\d_]\w{0,63})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
FILES = ("voice", "document", "audio", "video")
UNREADABLE = (
    "animation",
    "sticker",
    "poll",
    "dice",
    "game",
    "story",
    "video_note",
    "checklist",
    "paid_media",
    "invoice",
    "giveaway",
)
SERVICE = re.compile(
    "^(new_|left_|delete_|group_|supergroup_|channel_|message_auto|migrate_|pinned_|successful_|refunded_|users_"
    "|chat_|connected_|write_|passport_|proximity_|boost_|forum_|general_|giveaway_|video_chat|web_app|direct_|gift"
    "|unique_gift|checklist_|paid_message|suggested_post|user_shared)"
)


def content(message: Raw) -> What | None:
    """Return what a private message holds, None for a service note (pinned, a timer changed …).

    Animations carry a `document` for old clients and venues a `location`, so what is not wanted is sorted out first.
    """
    forwarded = "forward_origin" in message or "forward_date" in message
    if "text" in message:
        return words(cleaned(text(message, "text")), forwarded)
    for kind in UNREADABLE:
        if kind in message:
            return Unreadable(kind)
    for kind in FILES:
        if kind in message:
            return file_sent(FileKind(kind), mapping(message, kind), message, forwarded)
    if "photo" in message:
        return file_sent(FileKind.PHOTO, largest(message), message, forwarded)
    if "contact" in message:
        return contact(mapping(message, "contact"), mapping(message, "from"), forwarded)
    if "location" in message:
        place = mapping(message, "location")
        return PlaceSent(degrees(place, "latitude", 90), degrees(place, "longitude", 180))
    return None if any(map(SERVICE.match, message)) else Unreadable("other")


def words(said: str, forwarded: bool) -> Typed | Commanded:
    """Return typed words, or the command they are; a forwarded command is only words, as somebody else meant it."""
    command = None if forwarded else COMMAND.fullmatch(said)
    if command is None:
        return Typed(said, forwarded)
    return Commanded(command[1].lower(), (command[2] or "").strip())


def file_sent(kind: FileKind, file: Raw, message: Raw, forwarded: bool) -> FileSent:
    """Return a file with what Telegram tells of it."""
    return FileSent(
        kind=kind,
        ref=text(file, "file_id")[:300],
        size=optional_whole(file, "file_size"),
        mime=text(file, "mime_type", "")[:100],
        duration=optional_whole(file, "duration"),
        caption=cleaned(text(message, "caption", "")),
        forwarded=forwarded,
    )


def largest(message: Raw) -> Raw:
    """Return the largest of the sizes a photo comes in; Telegram lists it last."""
    sizes = message["photo"]
    if not isinstance(sizes, list) or not sizes or not isinstance(sizes[-1], dict):
        raise Malformed("photo has no sizes")
    largest_size: Raw = sizes[-1]
    return largest_size


def contact(card: Raw, person: Raw, forwarded: bool) -> ContactSent:
    """Return a contact card; it is the sender's own only when Telegram's server put their id on it."""
    own = not forwarded and card.get("user_id") == number(person, "id")
    return ContactSent(text(card, "phone_number")[:40], own)
