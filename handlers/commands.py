"""Command words: every language's words are understood everywhere, the menu shows those of the person's own."""

from __future__ import annotations

import unicodedata

from core.people import Role
from core.texts import Texts

WORDS = {
    "start": ("start", "sakt"),
    "home": ("home", "sakums", "glavnaya", "nachalo", "главная", "начало", "menu", "izvelne", "меню"),
    "report": ("report", "parskats", "otchet", "otchyot", "отчет"),
    "mine": ("myreports", "my_reports", "mani_parskati", "moi_otchety", "parskati"),
    "help": ("help", "palidziba", "pomosch", "pomoshch", "помощь"),
    "preferences": ("settings", "iestatijumi", "nastroyki", "language", "valoda", "yazyk", "язык", "настройки"),
    "data": ("mydata", "my_data", "mani_dati", "moi_dannye", "privacy"),
    "erase": ("delete", "dzest", "udalit", "forget", "stop"),
    "reports": ("reports", "visi_parskati", "vse_otchety"),
    "digest": ("digest", "kopsavilkums", "svodka"),
    "invite": ("invite", "uzaicinat", "priglasit"),
}
"""What a command means, and its words without diacritics, in the order lv/ru/en do not matter."""

MEANINGS = {word: meaning for meaning, words in WORDS.items() for word in words}

MENU_WORDS = {
    "lv": {"home": "sakums", "report": "parskats", "mine": "mani_parskati", "help": "palidziba"},
    "ru": {"home": "nachalo", "report": "otchet", "mine": "moi_otchety", "help": "pomosch"},
    "en": {"home": "home", "report": "report", "mine": "my_reports", "help": "help"},
}
SETTINGS_WORDS = {"lv": "iestatijumi", "ru": "nastroyki", "en": "settings"}
INVITE_WORDS = {"lv": "uzaicinat", "ru": "priglasit", "en": "invite"}
DIGEST_WORDS = {"lv": "kopsavilkums", "ru": "svodka", "en": "digest"}


def meaning_of(word: str) -> str | None:
    """Return what a command word means in any language, with or without its diacritics; None when unknown."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("ё", "е"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) or letter == "\u0306")
    return MEANINGS.get(unicodedata.normalize("NFC", bare))


def menu(role: Role, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return the command menu of a role in a language: pairs of command word and description."""
    _ = texts.gettext
    words = MENU_WORDS.get(texts.language, MENU_WORDS["en"])
    entries = [(words["home"], _("What is waiting for you"))]
    if role is Role.MEDIATOR:
        entries += [(words["report"], _("Write the monthly report")), (words["mine"], _("My earlier reports"))]
    if role is Role.COORDINATOR:
        entries += [
            (DIGEST_WORDS.get(texts.language, "digest"), _("Digest: what is in and what is missing")),
            (INVITE_WORDS.get(texts.language, "invite"), _("Invite a mediator")),
        ]
    entries += [
        (SETTINGS_WORDS.get(texts.language, "settings"), _("Language, reminders, my data")),
        (words["help"], _("How it works")),
    ]
    return tuple(entries)
