"""Methods that put a text into a chat, and the one way by which every new message of a bot gets there."""

from bot.playground.bot_api.entities import formatted_text
from bot.playground.bot_api.limits import CAPTION_LENGTH, TEXT_LENGTH, Json, bad_request, utf16_length, whole_number
from bot.playground.bot_api.markups import reply_markup
from bot.playground.calls import Call
from bot.playground.chat_view import shown_message
from bot.playground.world import Conversation

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "record_audio",
        "upload_audio",
    ]
)


def send_message(call: Call) -> Json:
    """sendMessage."""
    chat = call.chat()
    content = text_content(call)
    options = call.value("link_preview_options", "link preview options")
    if options:
        content["link_preview_options"] = options
    return deliver(call, chat, content)


def text_content(call: Call) -> Json:
    """Return text and entities of a call; refuse empty and too long ones."""
    text = call.text("text")
    if not text:
        raise bad_request("message text is empty")
    plain, entities = formatted_text(text, call.text("parse_mode"), call.parameters.get("entities"))
    if not plain:
        raise bad_request("text must be non-empty")
    if utf16_length(plain) > TEXT_LENGTH:
        raise bad_request("message is too long")
    return {"text": plain} | ({"entities": entities} if entities else {})


def caption_content(call: Call) -> Json:
    """Return caption and entities of a call, empty without one."""
    plain, marks = formatted_text(
        call.text("caption"), call.text("parse_mode"), call.parameters.get("caption_entities")
    )
    if utf16_length(plain) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    content: Json = {"caption": plain} if plain else {}
    if plain and marks:
        content["caption_entities"] = marks
    if call.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def deliver(call: Call, chat: Conversation, content: Json) -> Json:
    """Put a bot's message with its keyboard and reply into a chat, and show it."""
    markup = reply_markup(call)
    content = _reply(call, chat) | content
    if markup and markup.get("inline_keyboard"):
        content["reply_markup"] = markup
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    message = call.world.store(call.bot, chat.id, call.bot.user(), content)
    if markup and "inline_keyboard" not in markup:
        _change_keyboard(chat, message["message_id"], markup)
    show(call, "message", message)
    return message


def show(call: Call, kind: str, message: Json) -> None:
    """Tell the page about a new or changed message."""
    events = call.world.events
    if events.has_listeners:
        chat = call.bot.conversation(message["chat"]["id"])
        events.emit(kind, person=chat.id, bot=call.bot.username, message=shown_message(chat, message, chat.id))


def send_chat_action(call: Call) -> bool:
    """sendChatAction."""
    chat = call.chat()
    action = call.required_text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.emit("typing", person=chat.id, bot=call.bot.username, action=action)
    return True


def forward_message(call: Call) -> Json:
    """forwardMessage."""
    chat = call.chat()
    return _forwarded(call, chat, call.integer("message_id"))


def forward_messages(call: Call) -> list[Json]:
    """forwardMessages; messages that do not exist are left out."""
    chat, numbers = call.chat(), message_ids(call)
    known = call.bot.conversation(call.chat_id("from_chat_id")).messages
    return [{"message_id": _forwarded(call, chat, number)["message_id"]} for number in numbers if number in known]


def copy_message(call: Call) -> Json:
    """copyMessage."""
    chat = call.chat()
    source = call.bot.conversation(call.chat_id("from_chat_id"))
    content = message_body(call.message(source, "copy"))
    if "caption" in call.parameters and "text" not in content:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(call)
    return {"message_id": deliver(call, chat, content)["message_id"]}


def copy_messages(call: Call) -> list[Json]:
    """copyMessages; messages that do not exist are left out."""
    chat, numbers = call.chat(), message_ids(call)
    known = call.bot.conversation(call.chat_id("from_chat_id")).messages
    copies = [deliver(call, chat, message_body(known[number])) for number in numbers if number in known]
    return [{"message_id": copy["message_id"]} for copy in copies]


def message_ids(call: Call) -> list[int]:
    """Return the `message_ids` of a call: one to a hundred numbers."""
    given = call.value("message_ids", "message_ids")
    if not given:
        raise bad_request("message identifiers are not specified")
    if not isinstance(given, list):
        raise bad_request("expected an Array of message identifiers")
    if len(given) > 100:
        raise bad_request("too many message identifiers specified")
    return [whole_number(number, "message_ids") for number in given]


def message_body(message: Json) -> Json:
    """Return what a message says without who said it, when, and under which keyboard."""
    left_out = {"message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message", "forward_origin"}
    return {key: value for key, value in message.items() if key not in left_out}


def _forwarded(call: Call, chat: Conversation, number: int) -> Json:
    source = call.bot.conversation(call.chat_id("from_chat_id"))
    original = source.messages.get(number)
    if original is None:
        raise bad_request("message to forward not found")
    origin = original.get("forward_origin") or {
        "type": "user",
        "sender_user": original["from"],
        "date": original["date"],
    }
    return deliver(call, chat, {"forward_origin": origin} | message_body(original))


def _reply(call: Call, chat: Conversation) -> Json:
    given = call.value("reply_parameters", "reply parameters")
    if given is not None and not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    wanted = given or {
        "message_id": call.integer("reply_to_message_id"),
        "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
    }
    number = whole_number(wanted.get("message_id") or 0, "message_id")
    if not number:
        return {}
    original = chat.messages.get(number)
    if original is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {key: value for key, value in original.items() if key != "reply_to_message"}}


def _change_keyboard(chat: Conversation, number: int, markup: Json) -> None:
    chat.uneditable.add(number)
    if "keyboard" in markup:
        chat.keyboards = {number: markup}
        chat.keyboard_of = number
    elif markup.get("remove_keyboard"):
        chat.keyboards, chat.keyboard_of = {}, None
