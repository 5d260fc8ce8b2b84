"""Parameters of a call in any of the four forms the Bot API takes: query string, form, multipart or JSON."""

import json
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.playground.bot_api.limits import UPLOAD_BYTES, Json, Refusal, bad_request, decoded_json
from bot.playground.files import Upload

BODY_BYTES = UPLOAD_BYTES + (1 << 20)
_NUMBERS = frozenset(
    {"chat_id", "from_chat_id", "user_id", "message_id", "reply_to_message_id", "offset", "limit", "timeout"}
)
_TEXTS = frozenset({"text", "caption", "description", "question"})


async def read_parameters(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Return parameters without nulls, and uploaded files by their field name; raise Refusal for a broken body."""
    parameters: Json = dict(request.query) if request.query_string else {}
    if not request.can_read_body:
        return parameters, {}
    kind = request.content_type
    try:
        if kind == "application/json":
            return parameters | _from_json(await request.read()), {}
        if kind == "application/x-www-form-urlencoded" or kind.startswith("multipart/"):
            form, uploads = await read_form(request)
            return parameters | form, uploads
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    except ValueError as error:
        raise bad_request(f"can't read the request: {error}") from None
    return parameters, {}


async def read_form(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Return the fields and the files of a form, also of one sent with GET; raise ValueError for a broken one."""
    if not request.content_type.startswith("multipart/"):
        body = (await request.read()).decode("utf-8", "replace")
        return dict(parse_qsl(body, keep_blank_values=True)), {}
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ValueError("a part within a part")
        content = bytes(await part.read(decode=True))
        size += len(content)
        if size > BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(BODY_BYTES, size)
        name = part.name or ""
        if part.filename is None:
            fields[name] = content.decode("utf-8", "replace")
        else:
            uploads[name] = Upload(part.filename, part.headers.get("Content-Type", ""), content)
    return fields, uploads


def as_values(parameters: Json) -> Json:
    """Return parameters for the call log: numbers and objects a client sent as text are read as what they are."""
    return {name: _as_value(name, value) for name, value in parameters.items()}


def _as_value(name: str, value: object) -> object:
    if not isinstance(value, str) or not value:
        return value
    if name in _NUMBERS:
        return int(value) if value.removeprefix("-").isdecimal() else value
    if value[0] in "[{" and name not in _TEXTS:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _from_json(body: bytes) -> Json:
    if not body.strip():
        return {}
    given = decoded_json(body)
    if not isinstance(given, dict):
        raise bad_request("can't parse request body: expected an Object")
    return {name: value for name, value in given.items() if value is not None}
