"""A whole small pyTelegramBotAPI 4 bot, with its own threads and its own HTTP client, lives beside the real one."""

import asyncio
import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.playground.sim import Sim
from tests.playground.small_bot import TOKENS, check_it_works, send_everything

telebot: Any = importlib.import_module("telebot")
apihelper: Any = importlib.import_module("telebot.apihelper")
types: Any = importlib.import_module("telebot.types")
requests: Any = importlib.import_module("requests")


@pytest.fixture
def bot(sim: Sim) -> Iterator[Any]:
    """Point the library at the playground; its address and its HTTP session are its own globals."""
    before = apihelper.API_URL, apihelper.FILE_URL
    apihelper.API_URL, apihelper.FILE_URL = f"{sim.url}/bot{{0}}/{{1}}", f"{sim.url}/file/bot{{0}}/{{1}}"
    with requests.Session() as session:
        apihelper.session = session
        yield built()
        apihelper.session = None
    apihelper.API_URL, apihelper.FILE_URL = before


def built() -> Any:
    """Return the bot with its handlers."""
    bot = telebot.TeleBot(TOKENS["telebot"], threaded=False)

    def start(message: Any) -> None:
        button = types.InlineKeyboardButton
        markup = types.InlineKeyboardMarkup()
        markup.row(button("Jā", callback_data="yes"), button("Nē", callback_data="no"))
        bot.send_message(message.chat.id, f"Sveiki, {message.text.split()[1]}!", reply_markup=markup)

    def tapped(query: Any) -> None:
        bot.answer_callback_query(query.id)
        bot.edit_message_text(f"Izvēle: {query.data}", query.message.chat.id, query.message.message_id)

    def document(message: Any) -> None:
        content = bot.download_file(bot.get_file(message.document.file_id).file_path)
        bot.send_document(message.chat.id, content, visible_file_name="kopija.txt", caption="kopija")

    def echo(message: Any) -> None:
        bot.reply_to(message, message.text)

    bot.register_message_handler(start, commands=["start"])
    bot.register_message_handler(document, content_types=["document"])
    bot.register_message_handler(echo)
    bot.register_callback_query_handler(tapped, func=lambda _query: True)
    return bot


async def test_a_telebot_bot_is_at_home(sim: Sim, bot: Any) -> None:
    await asyncio.to_thread(bot.set_my_commands, [types.BotCommand("start", "Sākt")])
    running = asyncio.create_task(asyncio.to_thread(bot.polling, none_stop=True, long_polling_timeout=1))
    try:
        await check_it_works(sim, TOKENS["telebot"])
    finally:
        bot.stop_polling()
        await running


async def test_telebot_understands_every_kind_of_answer(sim: Sim, bot: Any) -> None:
    def talk() -> None:
        me = sim.person
        assert bot.get_me().username == "bot5002_bot"
        assert bot.send_location(me, 57.2, 22.5).location.latitude == 57.2
        assert bot.send_venue(me, 57.2, 22.5, "Tautas nams", "Talsi").venue.title == "Tautas nams"
        assert bot.send_contact(me, "+37120000000", "Dace").contact.first_name == "Dace"
        assert bot.send_poll(me, "Kad?", ["Rīt", "Parīt"]).poll.options[1].text == "Parīt"
        assert bot.send_dice(me).dice.value in range(1, 7)
        assert bot.send_voice(me, b"OggS", duration=3).voice.duration == 3
        assert bot.get_chat(me).first_name == "Dace"
        assert bot.get_chat_member(me, me).status == "member"
        assert bot.get_webhook_info().url == ""
        with pytest.raises(apihelper.ApiTelegramException, match="message is too long"):
            bot.send_message(me, "a" * 4097)

    await asyncio.to_thread(talk)


async def test_telebot_understands_every_kind_of_update(sim: Sim, bot: Any) -> None:
    await asyncio.to_thread(bot.get_me)
    count = await send_everything(sim, TOKENS["telebot"])
    updates = await asyncio.to_thread(bot.get_updates, timeout=5, long_polling_timeout=1)
    assert len(updates) == count
    assert updates[-1].my_chat_member.new_chat_member.status == "member"
