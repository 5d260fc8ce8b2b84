"""What people send besides text: files as a form, places, contacts and polls as JSON."""

import json
from collections.abc import Callable

from aiohttp import web

from bot.playground.bot_api.entities import typed_text
from bot.playground.bot_api.limits import Json
from bot.playground.bot_api.media import file_content, new_poll
from bot.playground.bot_api.requests import read_form
from bot.playground.files import Upload
from bot.playground.people import CannotError, Phone

_FILES = ("photo", "voice", "document", "audio", "video", "animation", "video_note", "sticker")

FindPhone = Callable[[web.Request, Json], Phone]


async def sent_by_person(request: web.Request, find_phone: FindPhone) -> Json:
    """Read what a person sends, put it into the chat and return the message."""
    if request.content_type.startswith("multipart/"):
        fields, uploads = await read_form(request)
        phone = find_phone(request, fields)
        return phone.put(_file_message(phone, fields, uploads), _reply_to(fields))
    body = json.loads(await request.read() or b"{}")
    if not isinstance(body, dict):
        raise CannotError("the body must be a JSON object")
    phone = find_phone(request, body)
    return phone.put(_plain_message(phone, body), _reply_to(body))


def _file_message(phone: Phone, fields: Json, uploads: dict[str, Upload]) -> Json:
    kind = next((kind for kind in _FILES if kind in uploads), None)
    if kind is None:
        raise CannotError(f"there is no file in the form; name its field one of {', '.join(_FILES)}")
    file = phone.world.files.add(kind, uploads[kind])
    caption, entities = typed_text(str(fields.get("caption") or ""))
    content = file_content(kind, file, fields) | ({"caption": caption} if caption else {})
    return content | ({"caption_entities": entities} if entities else {})


def _plain_message(phone: Phone, body: Json) -> Json:
    if isinstance(body.get("location"), dict) or "latitude" in body:
        place = body.get("location") or {name: body[name] for name in ("latitude", "longitude")}
        return {"location": place | {name: float(place[name]) for name in ("latitude", "longitude")}}
    if isinstance(body.get("contact"), dict):
        own = {"phone_number": phone.person.phone_number, "first_name": phone.person.names()["first_name"]}
        return {"contact": own | body["contact"]}
    if isinstance(body.get("poll"), dict):
        return {"poll": _poll(phone, body["poll"])}
    if "sticker" in body:
        emoji = body["sticker"].get("emoji", "👍") if isinstance(body["sticker"], dict) else "👍"
        file = phone.world.files.add("sticker", Upload("sticker.webp", "image/webp", b"RIFF\0\0\0\0WEBP"))
        return file_content("sticker", file, {"emoji": emoji})
    raise CannotError("send a file as a form, or JSON with a location, contact, poll or sticker")


def _poll(phone: Phone, poll: Json) -> Json:
    number = 6_000_000_000_000_000_000 + phone.person.id * 1_000_000 + phone.chat.next_message_id
    return new_poll(number, str(poll.get("question") or "?"), [str(text) for text in poll.get("options") or ["1", "2"]])


def _reply_to(body: Json) -> int | None:
    return int(body["reply_to_message_id"]) if body.get("reply_to_message_id") else None
