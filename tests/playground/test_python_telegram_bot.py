"""python-telegram-bot, the library the real bot uses, takes every answer of the playground."""

from collections.abc import AsyncIterator

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from tests.playground.sim import Sim
from tests.playground.small_bot import send_everything
from tests.playground.test_files import png

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Jā", callback_data="yes")]])


@pytest.fixture
async def bot(sim: Sim) -> AsyncIterator[telegram.Bot]:
    made = telegram.Bot(sim.token, base_url=f"{sim.url}/bot", base_file_url=f"{sim.url}/file/bot")
    async with made:
        yield made


async def test_a_whole_conversation_is_understood(sim: Sim, bot: telegram.Bot) -> None:
    assert bot.username == "kheten_test_bot"
    await sim.say("/start abc")
    (update,) = await bot.get_updates(timeout=1)
    assert update.message is not None
    assert update.effective_user is not None
    assert (update.message.text, update.effective_user.language_code) == ("/start abc", "lv")
    sent = await bot.send_message(sim.person, "<b>Sveiki!</b>", parse_mode="HTML", reply_markup=YES)
    await sim.post(f"people/{sim.person}/tap", button="Jā")
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "yes"
    assert await update.callback_query.answer("Labi") is True
    edited = await bot.edit_message_text("Gatavs", sim.person, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup) == ("Gatavs", None)
    assert (await sim.get(f"people/{sim.person}/chat"))[-1]["text"] == "Gatavs"


async def test_files_go_up_and_down(sim: Sim, bot: telegram.Bot) -> None:
    sent = await bot.send_document(sim.person, b"Labdien", filename="pārskats.txt", caption="a")
    assert sent.document is not None
    assert sent.document.file_name == "pārskats.txt"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"Labdien"
    photo = await bot.send_photo(sim.person, png(4, 4))
    assert photo.photo[-1].width == 4
    album = await bot.send_media_group(sim.person, [InputMediaPhoto(png()), InputMediaPhoto(png(), caption="b")])
    assert [message.caption for message in album] == [None, "b"]
    changed = await bot.edit_message_media(InputMediaPhoto(png(7, 7)), sim.person, photo.message_id)
    assert isinstance(changed, telegram.Message)
    assert changed.photo[-1].width == 7
    assert (await bot.send_voice(sim.person, b"OggS", duration=3)).voice is not None


async def test_every_other_kind_of_message_is_understood(sim: Sim, bot: telegram.Bot) -> None:
    keyboard = ReplyKeyboardMarkup([["Jā", "Nē"]], resize_keyboard=True)
    sent = [
        await bot.send_location(sim.person, 57.2, 22.5),
        await bot.send_venue(sim.person, 57.2, 22.5, "Tautas nams", "Talsi"),
        await bot.send_contact(sim.person, "+37120000000", "Dace"),
        await bot.send_poll(sim.person, "Kad?", ["Rīt", "Parīt"]),
        await bot.send_dice(sim.person),
        await bot.send_audio(sim.person, b"ID3", title="a"),
        await bot.send_video(sim.person, b"mp4"),
        await bot.send_animation(sim.person, b"mp4"),
        await bot.send_message(sim.person, "a", reply_markup=keyboard, reply_to_message_id=1),
        await bot.forward_message(sim.person, sim.person, 1),
    ]
    assert [message.message_id for message in sent] == list(range(1, 11))
    assert (await bot.copy_message(sim.person, sim.person, 1)).message_id == 11
    assert (await bot.stop_poll(sim.person, 4)).is_closed
    assert await bot.pin_chat_message(sim.person, 1) is True
    assert (await bot.get_chat(sim.person)).pinned_message is not None
    assert await bot.delete_messages(sim.person, [2, 3]) is True
    assert await bot.set_message_reaction(sim.person, 1, "👍") is True
    assert await bot.send_chat_action(sim.person, "typing") is True


async def test_the_bot_describes_itself(sim: Sim, bot: telegram.Bot) -> None:
    await bot.set_my_commands([("start", "Sākt")], scope=telegram.BotCommandScopeAllPrivateChats(), language_code="lv")
    (command,) = await bot.get_my_commands(scope=telegram.BotCommandScopeAllPrivateChats(), language_code="lv")
    assert command.description == "Sākt"
    await bot.set_my_description("Kopā", language_code="lv")
    assert (await bot.get_my_description(language_code="lv")).description == "Kopā"
    await bot.set_my_short_description("a")
    assert (await bot.get_my_short_description(language_code="ru")).short_description == "a"
    await bot.set_chat_menu_button(sim.person, telegram.MenuButtonCommands())
    assert (await bot.get_chat_menu_button(sim.person)).type == "commands"
    assert (await bot.get_chat_member(sim.person, sim.person)).status == "member"
    assert (await bot.get_webhook_info()).url == ""


async def test_refusals_become_the_errors_the_library_knows(
    sim: Sim, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(sim.person, "a" * 4097)
    await sim.post("faults", method="sendMessage", code=429, retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(sim.person, "a")
    await sim.post("faults", method="sendMessage", code=500)
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(sim.person, "a")
    await sim.post("faults", method="sendMessage", code="reset")
    with pytest.raises(NetworkError):
        await bot.send_message(sim.person, "a")
    await sim.post("faults", method="sendMessage", delay=1)
    with pytest.raises(TimedOut):
        await bot.send_message(sim.person, "a", read_timeout=0.2)
    await sim.post("faults", method="getUpdates", code=409)
    with pytest.raises(Conflict):
        await bot.get_updates()
    await sim.post(f"people/{sim.person}/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(sim.person, "a")
    async with HTTPXRequest() as request:
        with pytest.raises(InvalidToken):
            await telegram.Bot("1:short", base_url=f"{sim.url}/bot", request=request).get_me()


async def test_every_kind_of_update_is_understood(sim: Sim, bot: telegram.Bot) -> None:
    count = await send_everything(sim, sim.token)
    updates = await bot.get_updates()
    assert len(updates) == count
    assert all(update.effective_chat for update in updates)
    assert [update.update_id for update in updates] == list(range(500_000_001, 500_000_001 + count))
