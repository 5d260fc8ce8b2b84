"""Methods by which a bot describes itself: who it is, its commands by scope and language, its texts and menu button."""

import re
from collections.abc import Callable

from bot.playground.bot_api.limits import Json, bad_request, utf16_length
from bot.playground.calls import Call
from bot.playground.world import Bot

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_RIGHTS = [
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
]


def get_me(call: Call) -> Json:
    """getMe."""
    return call.bot.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_guest_queries": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def set_my_commands(call: Call) -> bool:
    """setMyCommands; at most 100."""
    given = call.value("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [_command(one) for one in given]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_key(call)] = commands
    call.world.events.emit("commands", bot=call.bot.username)
    return True


def get_my_commands(call: Call) -> list[Json]:
    """getMyCommands."""
    return call.bot.commands.get(_key(call), [])


def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands."""
    call.bot.commands.pop(_key(call), None)
    call.world.events.emit("commands", bot=call.bot.username)
    return True


def commands_shown(bot: Bot, chat_id: int, language: str) -> list[Json]:
    """Return the command menu of a chat: the narrowest scope wins, and in it the person's language."""
    everywhere = "all_private_chats" if chat_id > 0 else "all_group_chats"
    for scope in (f"chat:{chat_id}", everywhere, "default"):
        for code in (language, ""):
            if bot.commands.get((scope, code)):
                return bot.commands[(scope, code)]
    return []


def setting(field: str) -> Callable[[Call], bool]:
    """Return setMyName, setMyDescription or setMyShortDescription."""

    def set_text(call: Call) -> bool:
        text = call.text(field)
        if utf16_length(text) > _LIMITS[field]:
            raise bad_request(f"BOT_{'TITLE' if field == 'name' else 'DESCRIPTION'}_TOO_LONG")
        call.bot.texts[(field, _language(call))] = text
        if field == "name" and not _language(call):
            call.bot.first_name = text or call.bot.username
        return True

    return set_text


def getting(field: str) -> Callable[[Call], Json]:
    """Return getMyName, getMyDescription or getMyShortDescription; a language falls back to the text for all."""

    def get_text(call: Call) -> Json:
        texts = call.bot.texts
        own = texts.get((field, _language(call))) or texts.get((field, ""))
        return {field: own or (call.bot.first_name if field == "name" else "")}

    return get_text


def set_chat_menu_button(call: Call) -> bool:
    """setChatMenuButton, for one private chat or for all."""
    button = call.value("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or str(button.get("type")) not in {"commands", "default", "web_app"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if call.text("chat_id"):
        call.bot.conversation(call.chat_id()).menu_button = button
    else:
        call.bot.settings["menu_button"] = button
    return True


def get_chat_menu_button(call: Call) -> Json:
    """getChatMenuButton."""
    own = call.bot.conversation(call.chat_id()).menu_button if call.text("chat_id") else None
    return own or call.bot.settings.get("menu_button") or {"type": "commands"}


def set_default_rights(call: Call) -> bool:
    """setMyDefaultAdministratorRights."""
    rights = call.value("rights", "ChatAdministratorRights") or {}
    if not isinstance(rights, dict):
        raise bad_request("can't parse ChatAdministratorRights: ChatAdministratorRights must be an Object")
    call.bot.settings[_rights_key(call)] = rights
    return True


def get_default_rights(call: Call) -> Json:
    """getMyDefaultAdministratorRights."""
    return dict.fromkeys(_RIGHTS, False) | call.bot.settings.get(_rights_key(call), {})


def agree(_call: Call) -> bool:
    """logOut and close, which have nothing to do here."""
    return True


def _rights_key(call: Call) -> str:
    return "channel_rights" if call.flag("for_channels") else "group_rights"


def _command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in given:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    command, description = str(given["command"]).removeprefix("/"), str(given["description"]).strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description or utf16_length(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _key(call: Call) -> tuple[str, str]:
    return _scope(call), _language(call)


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> str:
    scope = call.value("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = str(scope.get("type"))
    if kind in _PLAIN_SCOPES:
        return kind
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    inner = Call(call.world, call.bot, call.method, {"chat_id": scope["chat_id"]}, {})
    suffix = f":{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{inner.chat_id()}{suffix}"
