"""Answers to a pressed button, which Telegram takes for a few seconds only."""

from datetime import timedelta

from bot.playground.bot_api.limits import ANSWER_LENGTH, ANSWER_SECONDS, bad_request, utf16_length
from bot.playground.bot_api.links import link_problem
from bot.playground.calls import Call


def answer_callback_query(call: Call) -> bool:
    """answerCallbackQuery; the query grows too old by the playground's clock."""
    identifier = call.text("callback_query_id")
    pressed = call.bot.callbacks.get(identifier)
    age = call.world.clock.now() - pressed if pressed else None
    if age is None or age > timedelta(seconds=ANSWER_SECONDS):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text, url = call.text("text"), call.text("url")
    if utf16_length(text) > ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and link_problem(url):
        raise bad_request("URL_INVALID")
    call.world.events.emit(
        "callback_answer",
        person=call.bot.callback_people.get(identifier),
        bot=call.bot.username,
        callback_query_id=identifier,
        text=text,
        show_alert=call.flag("show_alert"),
        url=url or None,
    )
    return True
