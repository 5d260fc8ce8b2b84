"""`kheten invite`: a one-time link for a coordinator or a mediator, beside the running bot or without it."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import datetime

import segno
import typer

from bot.app import make_folder
from bot.channel import Undelivered
from bot.clock import SystemClock, new_code
from bot.places import code_of
from bot.settings import Settings, load_settings
from bot.telegram.channel import TelegramChannel
from bot.telegram.connection import connect
from core.errors import OperatorMustAct
from core.people import Role
from core.periods import RIGA
from handlers.invitations import VALID_FOR, code_hash
from storage.database import Database, open_database
from storage.invitations import Invitation, add_invitation
from storage.migrations import upgrade
from storage.municipalities import Municipality, find_all_municipalities, save_municipality


def print_invitation(role: Role, municipality: str) -> None:
    """Print the link, as text and as a QR code; nothing of it but a hash is kept."""
    if role is Role.PARTICIPANT:
        raise typer.BadParameter("nobody needs an invitation to take part: share the bot's own link")
    if role is Role.MEDIATOR and not municipality.strip():
        raise typer.BadParameter("a mediator works somewhere: add --municipality Talsi")
    if municipality.strip() and not code_of(municipality):
        raise typer.BadParameter("the name of a municipality has letters, such as Talsi")
    print(asyncio.run(invitation_text(load_settings(), role, municipality.strip(), SystemClock().now())))


async def invitation_text(settings: Settings, role: Role, municipality: str, now: datetime) -> str:
    """Store an invitation and return all that is printed."""
    username = settings.username or await asked_username(settings)
    make_folder(settings.database_url)
    database = await open_database(settings.database_url, alone=False)
    try:
        await upgrade(database)
        place, lines = await place_of(database, municipality, now) if role is Role.MEDIATOR else (None, [])
        code = new_code()
        async with database.writing() as conn:
            await add_invitation(conn, Invitation(code_hash(code), role, place, None, now, now + VALID_FOR))
    finally:
        await database.close()
    link = f"https://t.me/{username}?start={code}"
    until = (now + VALID_FOR).astimezone(RIGA).strftime("%Y-%m-%d %H:%M")
    lines += [link, f"Good for one person until {until}. Who opens it becomes {role.value}."]
    return "\n".join([*lines, qr_code(link)])


async def asked_username(settings: Settings) -> str:
    """Return the bot's name as Telegram knows it; OperatorMustAct when it cannot be asked."""
    async with connect(settings.token, settings.bot_api_url) as connection:
        try:
            return await TelegramChannel(connection).learn_username()
        except Undelivered as error:
            raise OperatorMustAct(f"Telegram does not tell the bot's name ({error}): set KHETEN_BOT_USERNAME") from None


async def place_of(database: Database, name: str, now: datetime) -> tuple[str, list[str]]:
    """Return the code of a municipality by its name or code; one not known is added from today, and that is said."""
    async with database.writing() as conn:
        known = {place.code: place for place in await find_all_municipalities(conn)}
        code = code_of(name)
        if code in known:
            return code, []
        today = now.astimezone(RIGA).date()
        await save_municipality(conn, Municipality(code, name, today))
    return code, [f"Added the municipality {name}, taking part from {today}."]


def qr_code(link: str) -> str:
    """Return the QR code of a link for a terminal, '' where the terminal cannot show it."""
    drawing = io.StringIO()
    segno.make(link, error="m").terminal(drawing, compact=True)
    text = drawing.getvalue()
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return ""
    return text
