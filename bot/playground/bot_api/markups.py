"""Keyboards: which buttons Telegram takes, and what is kept with the message and what with the chat."""

from collections.abc import Callable

from bot.playground.bot_api.limits import CALLBACK_BYTES, INLINE_BUTTONS, MARKUP_LENGTH, Json, bad_request
from bot.playground.bot_api.links import link_problem, mentioned_user
from bot.playground.calls import Call

_INLINE_ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
        "disabled",
    ]
)
_REPLY_ACTIONS = frozenset(
    [
        "request_users",
        "request_chat",
        "request_contact",
        "request_location",
        "request_poll",
        "web_app",
        "request_user",
        "request_managed_bot",
    ]
)
_LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
_KEYBOARD_FIELDS = frozenset({"keyboard", "inline_keyboard", "remove_keyboard", "force_reply"})


def reply_markup(call: Call) -> Json | None:
    """Return the checked `reply_markup` of a call, None when absent."""
    markup = call.value("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _checked_inline(markup)
    if "keyboard" in markup:
        _check_rows(markup["keyboard"], 'Field "keyboard" must be an Array of Arrays', _check_reply_button)
        return markup if any(markup["keyboard"]) else None
    return markup if _KEYBOARD_FIELDS & markup.keys() else None


def inline_markup(call: Call) -> Json | None:
    """Return the checked markup of an edit, where only inline keyboards are allowed."""
    markup = reply_markup(call)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup if markup and markup["inline_keyboard"] else None


def _checked_inline(markup: Json) -> Json:
    rows = markup["inline_keyboard"]
    wrong = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    _check_rows(rows, wrong, _check_inline_button)
    if sum(map(len, rows)) > INLINE_BUTTONS or len(str(rows)) > MARKUP_LENGTH:
        raise bad_request("reply markup is too long")
    kept = [[{key: value for key, value in button.items() if value is not None} for button in row] for row in rows]
    return {"inline_keyboard": [row for row in kept if row]}


def _check_rows(rows: object, wrong: str, check: Callable[[object], None]) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(wrong)
    for row in rows:
        for button in row:
            check(button)


def _check_inline_button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _check_label(button, "inline keyboard button")
    actions = [name for name, value in button.items() if name not in _LOOKS and value is not None and value != ""]
    unknown = [name for name in actions if name not in _INLINE_ACTIONS]
    if unknown:
        raise bad_request(f'can\'t parse inline keyboard button: unknown field "{unknown[0]}"')
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is expected of a button")
    _check_action(actions[0], button[actions[0]])


def _check_action(action: str, value: object) -> None:
    if action == "callback_data":
        if not isinstance(value, str):
            raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
        if len(value.encode()) > CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        _check_url(str(value), "inline keyboard button URL")
    elif action in {"web_app", "login_url"}:
        url = value.get("url") if isinstance(value, dict) else None
        if not isinstance(url, str):
            raise bad_request("can't parse inline keyboard button: Can't find field \"url\"")
        kind = "Web App" if action == "web_app" else "login"
        _check_url(url, f"inline keyboard button {kind} URL", needs_https=True)


def _check_url(url: str, what: str, needs_https: bool = False) -> None:
    if mentioned_user(url) is not None and not needs_https:
        return
    problem = link_problem(url)
    if problem is None and needs_https and not url.lower().startswith("https://"):
        problem = "Only HTTPS links are allowed"
    if problem:
        raise bad_request(f"{what} '{url}' is invalid: {problem}")


def _check_reply_button(button: object) -> None:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _check_label(button, "keyboard button")
    actions = [name for name, value in button.items() if name not in _LOOKS and value]
    unknown = [name for name in actions if name not in _REPLY_ACTIONS]
    if unknown:
        raise bad_request(f'can\'t parse keyboard button: unknown field "{unknown[0]}"')
    if len(actions) > 1:
        raise bad_request("can't parse keyboard button: at most one request is expected of a button")


def _check_label(button: Json, what: str) -> None:
    label = button.get("text")
    if label is None:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(label, str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not label.strip():
        raise bad_request(f"{what} text must be non-empty")
