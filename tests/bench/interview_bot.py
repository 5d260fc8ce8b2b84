"""Subject (c): the usual way to ask twelve questions, a ConversationHandler that keeps its state in a pickle."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from tests.bench.users import QUESTIONS

Handler = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, object]


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask the first question."""
    assert update.effective_message is not None
    assert context.user_data is not None
    context.user_data.clear()
    await update.effective_message.reply_text("1. ?")
    return 0


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep an answer and ask the next question, or thank."""
    assert update.effective_message is not None
    assert context.user_data is not None
    place = len(context.user_data)
    context.user_data[place] = update.effective_message.text
    if place + 1 == QUESTIONS:
        await update.effective_message.reply_text("✓")
        return ConversationHandler.END
    await update.effective_message.reply_text(f"{place + 2}. ?")
    return place + 1


def main(server: str, token: str, file: str) -> None:
    """Run until SIGTERM."""
    builder = Application.builder().token(token).base_url(f"{server}/bot")
    application = builder.persistence(PicklePersistence(filepath=file)).build()
    typed: Handler = MessageHandler(filters.TEXT & ~filters.COMMAND, answer)
    conversation: ConversationHandler[ContextTypes.DEFAULT_TYPE] = ConversationHandler(
        entry_points=[CommandHandler("start", begin)],
        states={place: [typed] for place in range(QUESTIONS)},
        fallbacks=[CommandHandler("start", begin)],
        name="interview",
        persistent=True,
    )
    application.add_handler(conversation)
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
