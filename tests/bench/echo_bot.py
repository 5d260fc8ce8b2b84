"""Subjects (a) and (b): a bare echo bot of python-telegram-bot, with its own transport or over ours.

Over ours it also handles updates beside each other, which makes it as fast as it gets: the stricter yardstick.
"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.telegram.transport import AiohttpRequest


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.effective_message is not None and update.effective_message.text is not None:
        await update.effective_message.reply_text(update.effective_message.text)


def main(transport: str, server: str, token: str) -> None:
    """Run until SIGTERM."""
    builder = Application.builder().token(token).base_url(f"{server}/bot")
    if transport == "ours":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=2))
        builder = builder.concurrent_updates(256)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
