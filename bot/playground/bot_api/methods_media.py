"""Methods that send a file, an album, a place, a contact, a poll or a throw of dice, and getFile."""

from collections.abc import Callable

from bot.playground.bot_api.limits import DOWNLOAD_BYTES, Json, bad_request, utf16_length
from bot.playground.bot_api.media import file_content, input_media, new_poll, sent_file
from bot.playground.bot_api.methods_messages import caption_content, deliver
from bot.playground.calls import Call

_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "⚽️": 5, "🎰": 64}


def sending(kind: str, has_caption: bool = True) -> Callable[[Call], Json]:
    """Return the method that sends one kind of file, such as sendPhoto."""

    def send(call: Call) -> Json:
        chat = call.chat()
        content = file_content(kind, sent_file(call, kind), call.parameters)
        if has_caption:
            content |= caption_content(call)
        return deliver(call, chat, content)

    return send


def send_media_group(call: Call) -> list[Json]:
    """sendMediaGroup; 2 to 10 items."""
    chat = call.chat()
    media = call.value("media", "media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of items in the album" if media else "there are no messages to send")
    contents = [input_media(call, item) for item in media]
    _check_album([str(item.get("type")) for item in media])
    album = str(13_000_000_000_000_000 + call.world.calls.last + 1)
    return [deliver(call, chat, {"media_group_id": album} | content) for content in contents]


def _check_album(kinds: list[str]) -> None:
    for kind in ("document", "audio"):
        if kind in kinds and set(kinds) != {kind}:
            raise bad_request(f"{kind.title()} can't be mixed with other media types")
    if "animation" in kinds:
        raise bad_request("can't use the media of the specified type in the album")


def send_location(call: Call) -> Json:
    """sendLocation."""
    chat = call.chat()
    place = _place(call)
    if call.integer("live_period"):
        place["live_period"] = call.integer("live_period")
    return deliver(call, chat, {"location": place})


def send_venue(call: Call) -> Json:
    """sendVenue."""
    chat = call.chat()
    venue = {"location": _place(call), "title": call.required_text("title"), "address": call.required_text("address")}
    return deliver(call, chat, {"location": venue["location"], "venue": venue})


def send_contact(call: Call) -> Json:
    """sendContact."""
    chat = call.chat()
    contact = {"phone_number": call.required_text("phone_number"), "first_name": call.required_text("first_name")}
    contact |= {name: call.text(name) for name in ("last_name", "vcard") if call.text(name)}
    return deliver(call, chat, {"contact": contact})


def send_poll(call: Call) -> Json:
    """sendPoll; a question of up to 300 letters and 1 to 12 options of up to 100."""
    chat = call.chat()
    question = call.required_text("question")
    options = call.value("options", "options")
    if utf16_length(question) > 300:
        raise bad_request("poll question length must not exceed 300")
    if not isinstance(options, list):
        raise bad_request("expected an Array of String as options")
    texts = [str(option.get("text", "")) if isinstance(option, dict) else str(option) for option in options]
    if not 1 <= len(texts) <= 12:
        raise bad_request("poll must have at least 1 option" if not texts else "poll can't have more than 12 options")
    if any(utf16_length(text) > 100 for text in texts):
        raise bad_request("poll options length must not exceed 100")
    poll = new_poll(5_000_000_000_000_000_000 + call.world.calls.last + 1, question, texts) | {
        "is_closed": call.flag("is_closed"),
        "is_anonymous": "is_anonymous" not in call.parameters or call.flag("is_anonymous"),
        "type": call.text("type") or "regular",
        "allows_multiple_answers": call.flag("allows_multiple_answers"),
    }
    return deliver(call, chat, {"poll": poll})


def send_dice(call: Call) -> Json:
    """sendDice; the throws follow one another in a fixed order, so that a test can expect them."""
    chat = call.chat()
    emoji = call.text("emoji") or "🎲"
    if emoji not in _DICE:
        raise bad_request("emoji is not supported for dice" if emoji else "EMOTICON_EMPTY")
    return deliver(call, chat, {"dice": {"emoji": emoji, "value": chat.next_message_id % _DICE[emoji] + 1}})


def get_file(call: Call) -> Json:
    """getFile."""
    file_id = call.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.load(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file.fields() | {"file_path": file.path}


def _place(call: Call) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}
