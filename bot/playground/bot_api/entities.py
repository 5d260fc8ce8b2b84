"""Texts with formatting: `parse_mode` or given entities, brought to plain text and entities as Telegram keeps them.

Whitespace around the text is dropped after parsing, as Telegram does, so that "not modified" means the same here.
"""

import re

from bot.playground.bot_api.autolinks import found_entities
from bot.playground.bot_api.html_text import parse_html
from bot.playground.bot_api.limits import TEXT_BYTES, Json, bad_request, decoded_json, utf16_length, whole_number
from bot.playground.bot_api.markdown_text import parse_markdown, parse_markdown_v2

Formatted = tuple[str, list[Json]]

_KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
_FOUND_BY_TELEGRAM = frozenset(["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"])
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]|\r")


def formatted_text(text: str, parse_mode: str | None = None, entities: object = None) -> Formatted:
    """Parse a text a bot sends; raise Refusal with Telegram's sentence when it cannot be parsed."""
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
        raise bad_request("text is too long")
    plain, marks = _parsed(text, parse_mode, entities)
    return _with_found(*_trimmed(_CONTROL.sub(" ", plain), marks))


def typed_text(text: str) -> Formatted:
    """Return what a person's client makes of a typed text: commands, links and mentions found, nothing parsed."""
    return _with_found(*_trimmed(_CONTROL.sub(" ", text.replace("\r\n", "\n")), []))


def _parsed(text: str, parse_mode: str | None, entities: object) -> Formatted:
    mode = (parse_mode or "").lower()
    if not text or mode in {"", "none"}:
        return text, _given(entities, utf16_length(text))
    if mode == "html":
        return parse_html(text)
    if mode == "markdownv2":
        return parse_markdown_v2(text)
    if mode == "markdown":
        return parse_markdown(text)
    raise bad_request("unsupported parse_mode")


def _given(entities: object, length: int) -> list[Json]:
    if isinstance(entities, str):
        try:
            entities = decoded_json(entities)
        except ValueError:
            return []
    if not isinstance(entities, list):
        return []
    return sorted((_checked(entity, length) for entity in entities), key=lambda mark: (mark["offset"], -mark["length"]))


def _checked(entity: object, length: int) -> Json:
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for field in ("type", "offset", "length"):
        if field not in entity:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    if str(entity["type"]) not in _KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, size = (whole_number(entity[field], field) for field in ("offset", "length"))
    if offset < 0 or offset > length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + size > length:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return {key: value for key, value in entity.items() if value is not None} | {"offset": offset, "length": size}


def _trimmed(text: str, marks: list[Json]) -> Formatted:
    cut = utf16_length(text) - utf16_length(text.lstrip())
    plain = text.strip()
    end = utf16_length(plain)
    kept = []
    for mark in marks:
        start = min(max(mark["offset"] - cut, 0), end)
        stop = min(max(mark["offset"] + mark["length"] - cut, 0), end)
        if stop > start:
            kept.append(mark | {"offset": start, "length": stop - start})
    return plain, kept


def _with_found(text: str, marks: list[Json]) -> Formatted:
    taken = [mark for mark in marks if mark["type"] in {"code", "pre", "text_link", "text_mention", "url"}]
    chosen = [mark for mark in marks if mark["type"] not in _FOUND_BY_TELEGRAM or mark["type"] == "url"]
    for found in found_entities(text):
        end = found["offset"] + found["length"]
        if not any(mark["offset"] < end and found["offset"] < mark["offset"] + mark["length"] for mark in taken):
            chosen.append(found)
    return text, sorted(chosen, key=lambda mark: (mark["offset"], -mark["length"]))
