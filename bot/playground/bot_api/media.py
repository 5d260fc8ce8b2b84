"""Files in messages: from an upload, an id already known, or an `attach://` name; as each kind stands in a message."""

from bot.playground.bot_api.entities import formatted_text
from bot.playground.bot_api.limits import CAPTION_LENGTH, PHOTO_BYTES, Json, bad_request, utf16_length
from bot.playground.calls import Call
from bot.playground.files import StoredFile, image_size

_DURABLE = frozenset({"voice", "audio", "video", "animation", "video_note"})
_SIZED = frozenset({"video", "animation", "sticker"})
_WORDS = {"video_note": "video note"}
_INPUT_KINDS = frozenset({"photo", "document", "video", "audio", "animation"})


def sent_file(call: Call, kind: str, name: str | None = None) -> StoredFile:
    """Return the file a call sends in a parameter; raise Refusal for none, an empty one or an unknown id."""
    parameter = name or kind
    upload = call.uploads.get(parameter)
    given = call.text(parameter).strip()
    if upload is None and given.startswith("attach://"):
        upload = call.uploads.get(given.removeprefix("attach://"))
    if upload is None:
        return _known_file(call, kind, given)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo" and image_size(upload.content) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if kind == "photo" and len(upload.content) > PHOTO_BYTES:
        raise bad_request("file is too big")
    return call.world.files.add(kind, upload)


def _known_file(call: Call, kind: str, given: str) -> StoredFile:
    if not given:
        raise bad_request(f"there is no {_WORDS.get(kind, kind)} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = call.world.files.load(given)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind and not (file.kind in {"video", "animation", "document"} and kind == "document"):
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def file_content(kind: str, file: StoredFile, details: Json) -> Json:
    """Return the part of a message that shows a file; `details` are duration, width, title and the like."""
    if kind == "photo":
        return {"photo": photo_sizes(file)}
    content = file.fields()
    if kind in _DURABLE:
        content["duration"] = int(details.get("duration") or 1)
    if kind in _SIZED:
        content |= {"width": int(details.get("width") or 512), "height": int(details.get("height") or 512)}
    if kind == "video_note":
        content["length"] = int(details.get("length") or 240)
    if kind == "sticker":
        content |= {"type": "regular", "is_animated": False, "is_video": False}
        content |= {"emoji": details["emoji"]} if details.get("emoji") else {}
    content |= {name: details[name] for name in ("performer", "title") if kind == "audio" and details.get(name)}
    if kind in {"document", "audio", "video", "animation"} and file.name:
        content["file_name"] = file.name
    if kind not in {"sticker", "video_note"}:
        content["mime_type"] = file.content_type
    return {"animation": content, "document": content} if kind == "animation" else {kind: content}


def photo_sizes(file: StoredFile) -> list[Json]:
    """Return a photo's sizes: a small one and the picture as it is, under the same file."""
    width, height = image_size(file.content) or (800, 600)
    scale = min(1.0, 90 / max(width, height, 1))
    small = file.fields() | {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    return [small, file.fields() | {"width": width, "height": height}]


def new_poll(number: int, question: str, options: list[str]) -> Json:
    """Return an open, anonymous poll nobody has voted in."""
    return {
        "id": str(number),
        "question": question,
        "options": [{"text": text, "voter_count": 0, "persistent_id": str(n)} for n, text in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


def input_media(call: Call, media: object) -> Json:
    """Return the message content of an InputMedia object with its caption."""
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(media.get("type", ""))
    if kind not in _INPUT_KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    address = str(media.get("media") or "")
    if not address:
        raise bad_request("can't parse InputMedia: media not found")
    part = Call(call.world, call.bot, call.method, {kind: address}, call.uploads)
    content = file_content(kind, sent_file(part, kind), media)
    caption, marks = formatted_text(
        str(media.get("caption") or ""), str(media.get("parse_mode") or ""), media.get("caption_entities")
    )
    if utf16_length(caption) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    content |= {"caption": caption} if caption else {}
    return content | ({"caption_entities": marks} if caption and marks else {})
