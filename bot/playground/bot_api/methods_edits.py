"""Methods that change or remove a message that is already in a chat."""

from bot.playground.bot_api.limits import Json, bad_request
from bot.playground.bot_api.markups import inline_markup
from bot.playground.bot_api.media import input_media
from bot.playground.bot_api.methods_messages import caption_content, message_ids, show, text_content
from bot.playground.calls import Call
from bot.playground.world import Conversation

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_MEDIA = ("photo", "document", "video", "audio", "animation", "voice")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_DELETABLE_SECONDS = 48 * 3600


def edit_message_text(call: Call) -> Json:
    """editMessageText."""
    chat, message = _editable(call)
    content = text_content(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    options = call.value("link_preview_options", "link preview options")
    if options:
        content["link_preview_options"] = options
    return _changed(call, chat, message, content, ("text", "entities", "link_preview_options"))


def edit_message_caption(call: Call) -> Json:
    """editMessageCaption; no caption removes it."""
    chat, message = _editable(call)
    if not any(kind in message for kind in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _changed(call, chat, message, caption_content(call), _CAPTION)


def edit_message_media(call: Call) -> Json:
    """editMessageMedia."""
    chat, message = _editable(call)
    media = call.value("media", "input media")
    if not isinstance(media, dict):
        raise bad_request("input media is not specified")
    return _changed(call, chat, message, input_media(call, media), (*_MEDIA, *_CAPTION, "text", "entities"))


def edit_message_reply_markup(call: Call) -> Json:
    """editMessageReplyMarkup; no markup takes the keyboard away."""
    chat, message = _editable(call)
    return _changed(call, chat, message, {}, ())


def edit_message_live_location(call: Call) -> Json:
    """editMessageLiveLocation."""
    chat, message = _editable(call)
    if "live_period" not in message.get("location", {}):
        raise bad_request("message can't be edited")
    place = message["location"] | {"latitude": call.number("latitude"), "longitude": call.number("longitude")}
    return _changed(call, chat, message, {"location": place}, ("location",))


def stop_message_live_location(call: Call) -> Json:
    """stopMessageLiveLocation."""
    chat, message = _editable(call)
    if "live_period" not in message.get("location", {}):
        raise bad_request("message can't be edited")
    place = {key: value for key, value in message["location"].items() if key != "live_period"}
    return _changed(call, chat, message, {"location": place}, ("location",))


def stop_poll(call: Call) -> Json:
    """stopPoll; returns the closed Poll."""
    chat = call.chat()
    message = call.message(chat, "stop poll")
    if "poll" not in message or message["from"]["id"] != call.bot.id:
        raise bad_request("message with poll to stop not found")
    if message["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    poll: Json = message["poll"] | {"is_closed": True}
    _changed(call, chat, message, {"poll": poll}, ("poll",))
    return poll


def delete_message(call: Call) -> bool:
    """deleteMessage."""
    chat = call.chat()
    message = call.message(chat, "delete")
    if call.world.timestamp() - message["date"] > _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    _remove(call, chat, message["message_id"])
    return True


def delete_messages(call: Call) -> bool:
    """deleteMessages; those that do not exist are skipped."""
    chat = call.chat()
    for number in message_ids(call):
        if number in chat.messages:
            _remove(call, chat, number)
    return True


def pin_chat_message(call: Call) -> bool:
    """pinChatMessage."""
    chat = call.chat()
    number = call.message(chat, "pin")["message_id"]
    chat.pinned = [pinned for pinned in chat.pinned if pinned != number] + [number]
    call.world.events.emit("pin", person=chat.id, bot=call.bot.username, message_id=number)
    return True


def unpin_chat_message(call: Call) -> bool:
    """unpinChatMessage; the newest pinned one when none is named."""
    chat = call.chat()
    number = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number and number not in chat.messages:
        raise bad_request("message to unpin not found")
    chat.pinned = [pinned for pinned in chat.pinned if pinned != number]
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """unpinAllChatMessages."""
    call.chat().pinned = []
    return True


def set_message_reaction(call: Call) -> bool:
    """setMessageReaction; shown on the page, kept nowhere."""
    chat = call.chat()
    message = call.message(chat, "react")
    reaction = call.value("reaction", "reaction types") or []
    if not isinstance(reaction, list) or not all(isinstance(one, dict) and "type" in one for one in reaction):
        raise bad_request("expected an Array of ReactionType")
    call.world.events.emit(
        "reaction", person=chat.id, bot=call.bot.username, message_id=message["message_id"], reaction=reaction
    )
    return True


def _editable(call: Call) -> tuple[Conversation, Json]:
    if call.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = call.chat()
    message = call.message(chat, "edit")
    is_own = message["from"]["id"] == call.bot.id and "forward_origin" not in message
    if not is_own or message["message_id"] in chat.uneditable:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(call: Call, chat: Conversation, message: Json, content: Json, replaced: tuple[str, ...]) -> Json:
    """Replace a message's content and inline keyboard; refuse a change that changes nothing."""
    markup = inline_markup(call)
    kept = {key: value for key, value in message.items() if key not in {*replaced, "reply_markup", "edit_date"}}
    edited = kept | content | ({"reply_markup": markup} if markup else {})
    if edited == {key: value for key, value in message.items() if key != "edit_date"}:
        raise bad_request(_NOT_MODIFIED)
    edited["edit_date"] = call.world.timestamp()
    chat.messages[message["message_id"]] = edited
    show(call, "edit", edited)
    return edited


def _remove(call: Call, chat: Conversation, number: int) -> None:
    del chat.messages[number]
    chat.pinned = [pinned for pinned in chat.pinned if pinned != number]
    call.world.events.emit("delete", person=chat.id, bot=call.bot.username, message_id=number)
