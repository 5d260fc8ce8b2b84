"""Subjects (a), (b) and (B): a bare echo bot of python-telegram-bot, with its own transport or over ours.

(a) and (b) differ in nothing but the transport; (B) handles 256 updates beside each other too, which is as fast as
such a bot gets and the only one of them that can carry an open loop over a slow network.
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


def main(transport: str, at_once: str, server: str, token: str) -> None:
    """Run until SIGTERM; `at_once` is how many updates are handled beside each other."""
    builder = Application.builder().token(token).base_url(f"{server}/bot")
    if transport == "ours":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=2))
    application = builder.concurrent_updates(int(at_once)).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
