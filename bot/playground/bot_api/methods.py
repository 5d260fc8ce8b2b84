"""Every method the playground knows with every parameter of it, as Bot API 10.3 lists them.

Telegram passes over a parameter it does not know; the playground refuses it, since it can only be a mistake. So the
lists also hold older names that other clients still send.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.bot_api import methods_chats as chats
from bot.playground.bot_api import methods_edits as edits
from bot.playground.bot_api import methods_media as media
from bot.playground.bot_api import methods_messages as messages
from bot.playground.bot_api import methods_profile as profile
from bot.playground.bot_api import methods_updates as updates
from bot.playground.bot_api.limits import Json, Refusal, bad_request
from bot.playground.bot_api.methods_answers import answer_callback_query
from bot.playground.calls import Call

Answer = Json | list[Json] | bool | int
Perform = Callable[[Call], Answer | Awaitable[Answer]]

_TO = "chat_id message_thread_id direct_messages_topic_id disable_notification protect_content message_effect_id "
_SENT = _TO + (
    "business_connection_id allow_paid_broadcast suggested_post_parameters reply_parameters reply_markup "
    "allow_sending_without_reply reply_to_message_id ephemeral_message_parameters receiver_user_id callback_query_id "
)
_CAPTION = "caption parse_mode caption_entities show_caption_above_media "
_FILE = _SENT + _CAPTION + "thumbnail has_spoiler disable_content_type_detection "
_EDIT = "business_connection_id chat_id message_id inline_message_id reply_markup "
_PLACE = "latitude longitude horizontal_accuracy live_period heading proximity_alert_radius "
_POLL = (
    "question options question_parse_mode question_entities is_anonymous type allows_multiple_answers allows_revoting "
    "shuffle_options allow_adding_options hide_results_until_closes members_only country_codes correct_option_ids "
    "correct_option_id explanation explanation_parse_mode explanation_entities explanation_media open_period "
    "close_date is_closed description description_parse_mode description_entities media"
)
_WEBHOOK = "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API."""

    name: str
    perform: Perform
    parameters: frozenset[str]


_TABLE: tuple[tuple[str, Perform, str], ...] = (
    ("getMe", profile.get_me, ""),
    ("logOut", profile.agree, ""),
    ("close", profile.agree, ""),
    ("getUpdates", updates.get_updates, "offset limit timeout allowed_updates"),
    ("setWebhook", updates.set_webhook, _WEBHOOK),
    ("deleteWebhook", updates.delete_webhook, "drop_pending_updates"),
    ("getWebhookInfo", updates.get_webhook_info, ""),
    (
        "sendMessage",
        messages.send_message,
        _SENT + "text parse_mode entities link_preview_options disable_web_page_preview",
    ),
    (
        "forwardMessage",
        messages.forward_message,
        _TO + "from_chat_id message_id video_start_timestamp suggested_post_parameters",
    ),
    ("forwardMessages", messages.forward_messages, _TO + "from_chat_id message_ids"),
    ("copyMessage", messages.copy_message, _SENT + _CAPTION + "from_chat_id message_id video_start_timestamp"),
    ("copyMessages", messages.copy_messages, _TO + "from_chat_id message_ids remove_caption"),
    ("sendChatAction", messages.send_chat_action, "business_connection_id chat_id message_thread_id action"),
    ("sendPhoto", media.sending("photo"), _FILE + "photo"),
    ("sendDocument", media.sending("document"), _FILE + "document"),
    ("sendVoice", media.sending("voice"), _FILE + "voice duration"),
    ("sendAudio", media.sending("audio"), _FILE + "audio duration performer title"),
    (
        "sendVideo",
        media.sending("video"),
        _FILE + "video duration width height cover start_timestamp supports_streaming",
    ),
    ("sendAnimation", media.sending("animation"), _FILE + "animation duration width height"),
    ("sendVideoNote", media.sending("video_note", has_caption=False), _FILE + "video_note duration length"),
    ("sendSticker", media.sending("sticker", has_caption=False), _SENT + "sticker emoji"),
    ("sendMediaGroup", media.send_media_group, _SENT + "media"),
    ("sendLocation", media.send_location, _SENT + _PLACE),
    (
        "sendVenue",
        media.send_venue,
        _SENT + _PLACE + "title address foursquare_id foursquare_type google_place_id google_place_type",
    ),
    ("sendContact", media.send_contact, _SENT + "phone_number first_name last_name vcard"),
    ("sendPoll", media.send_poll, _SENT + _POLL),
    ("sendDice", media.send_dice, _SENT + "emoji"),
    ("getFile", media.get_file, "file_id"),
    (
        "editMessageText",
        edits.edit_message_text,
        _EDIT + "text parse_mode entities link_preview_options disable_web_page_preview rich_message",
    ),
    ("editMessageCaption", edits.edit_message_caption, _EDIT + _CAPTION),
    ("editMessageMedia", edits.edit_message_media, _EDIT + "media"),
    ("editMessageReplyMarkup", edits.edit_message_reply_markup, _EDIT),
    ("editMessageLiveLocation", edits.edit_message_live_location, _EDIT + _PLACE),
    ("stopMessageLiveLocation", edits.stop_message_live_location, _EDIT),
    ("stopPoll", edits.stop_poll, _EDIT),
    ("deleteMessage", edits.delete_message, "chat_id message_id"),
    ("deleteMessages", edits.delete_messages, "chat_id message_ids"),
    ("pinChatMessage", edits.pin_chat_message, "business_connection_id chat_id message_id disable_notification"),
    ("unpinChatMessage", edits.unpin_chat_message, "business_connection_id chat_id message_id"),
    ("unpinAllChatMessages", edits.unpin_all_chat_messages, "chat_id"),
    ("setMessageReaction", edits.set_message_reaction, "chat_id message_id reaction is_big"),
    ("answerCallbackQuery", answer_callback_query, "callback_query_id text show_alert url cache_time"),
    ("setMyCommands", profile.set_my_commands, "commands scope language_code"),
    ("getMyCommands", profile.get_my_commands, "scope language_code"),
    ("deleteMyCommands", profile.delete_my_commands, "scope language_code"),
    ("setMyName", profile.setting("name"), "name language_code"),
    ("getMyName", profile.getting("name"), "language_code"),
    ("setMyDescription", profile.setting("description"), "description language_code"),
    ("getMyDescription", profile.getting("description"), "language_code"),
    ("setMyShortDescription", profile.setting("short_description"), "short_description language_code"),
    ("getMyShortDescription", profile.getting("short_description"), "language_code"),
    ("setChatMenuButton", profile.set_chat_menu_button, "chat_id menu_button"),
    ("getChatMenuButton", profile.get_chat_menu_button, "chat_id"),
    ("setMyDefaultAdministratorRights", profile.set_default_rights, "rights for_channels"),
    ("getMyDefaultAdministratorRights", profile.get_default_rights, "for_channels"),
    ("getChat", chats.get_chat, "chat_id"),
    ("getChatMember", chats.get_chat_member, "chat_id user_id"),
    ("getChatAdministrators", chats.get_chat_administrators, "chat_id return_bots"),
    ("getChatMemberCount", chats.get_chat_member_count, "chat_id"),
    ("leaveChat", chats.leave_chat, "chat_id"),
    ("getUserProfilePhotos", chats.get_user_profile_photos, "user_id offset limit"),
)

METHODS = {name.lower(): Method(name, perform, frozenset(names.split())) for name, perform, names in _TABLE}


def method_named(name: str) -> Method:
    """Return a method whatever the case of its letters; raise Refusal 404 for one there is not."""
    method = METHODS.get(name.lower())
    if method is None:
        raise Refusal(404, "Not Found: method not found")
    return method


def check_parameters(method: Method, parameters: Json) -> None:
    """Refuse parameters the method does not have."""
    unknown = parameters.keys() - method.parameters
    if unknown:
        raise bad_request(f'parameter "{min(unknown)}" is unknown to {method.name}')
