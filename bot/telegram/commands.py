"""What Telegram shows around a chat: command menus by language and role, and what the bot says it is for.

It is asked first what is there already: Telegram limits how often it may be set, and a start must not be slow. Menus
come before descriptions, which other Bot API servers may not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.telegram.connection import Connection
from bot.telegram.transport import NotConnected
from core.people import DEFAULT_LANGUAGE, LANGUAGES, Role
from core.texts import Texts
from handlers.commands import menu

SECONDS = 10.0

log = structlog.get_logger(__name__)


async def describe_bot(connection: Connection, texts: Callable[[str], Texts]) -> int:
    """Set menus and descriptions for strangers in every language; return how many changed. Never raises."""
    codes = {code: texts(code or DEFAULT_LANGUAGE) for code in ("", *LANGUAGES)}
    changed = 0
    try:
        for code, words in codes.items():
            changed += await set_commands(connection, {"type": "default"}, menu(Role.PARTICIPANT, words), code)
        for code, words in codes.items():
            for method, field, text in descriptions(words):
                changed += await set_words(connection, method, field, text, code)
    except TelegramError as error:
        log.warning("menus not set", reason=type(error).__name__, connected=not isinstance(error, NotConnected))
    return changed


async def set_menu(connection: Connection, address: str, role: Role, texts: Texts) -> bool:
    """Set the menu of one chat after its language or role changed; tells whether it worked, never raises."""
    try:
        await set_commands(connection, {"type": "chat", "chat_id": int(address)}, menu(role, texts))
    except (TelegramError, ValueError) as error:
        log.info("menu not set", reason=type(error).__name__)
        return False
    return True


async def set_commands(
    connection: Connection, scope: dict[str, Any], entries: Iterable[tuple[str, str]], language: str = ""
) -> bool:
    """Set a menu unless it is there already; tells whether it was set."""
    wanted = [{"command": word, "description": text[:256]} for word, text in entries]
    where: dict[str, Any] = {"scope": scope} | ({"language_code": language} if language else {})
    if await connection.call("getMyCommands", where, SECONDS) == wanted:
        return False
    await connection.call("setMyCommands", where | {"commands": wanted}, SECONDS)
    return True


async def set_words(connection: Connection, method: str, field: str, text: str, language: str) -> bool:
    """Set one description unless it is there already; tells whether it was set."""
    where = {"language_code": language} if language else {}
    present = await connection.call(f"get{method}", where, SECONDS)
    if isinstance(present, dict) and present.get(field) == text:
        return False
    await connection.call(f"set{method}", where | {field: text}, SECONDS)
    return True


def descriptions(texts: Texts) -> tuple[tuple[str, str, str], ...]:
    """Return what is shown before somebody has written and on the bot's own card."""
    _ = texts.gettext
    return (
        (
            "MyDescription",
            "description",
            _(
                "The bot of the Latvian Roma Platform. Mediators write their monthly report here in under ten minutes. "
                "Press Start: first you will see what is kept, why and for how long."
            )[:512],
        ),
        ("MyShortDescription", "short_description", _("Monthly reports of the Latvian Roma Platform.")[:120]),
    )
