"""Parameters of a call in any of the four forms the Bot API takes: query string, form, multipart or JSON."""

import json

from aiohttp import web

from bot.playground.files import Upload
from bot.playground.limits import Json, Refusal, bad_request


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
    """Return the fields and the files of a form; raise ValueError for a broken one."""
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, value.content_type, file.read())
        else:
            fields[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return fields, uploads


def _from_json(body: bytes) -> Json:
    if not body.strip():
        return {}
    given = json.loads(body)
    if not isinstance(given, dict):
        raise bad_request("can't parse request body: expected an Object")
    return {name: value for name, value in given.items() if value is not None}
