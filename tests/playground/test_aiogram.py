"""A whole small aiogram 3 bot, in a process of its own making, lives beside the real one."""

import asyncio
import importlib
from importlib.metadata import version
from typing import Any

import pytest

from bot.playground.bot_api.methods import METHODS
from tests.playground.sim import Sim
from tests.playground.small_bot import TOKENS, check_it_works, send_everything

if int(version("aiogram").split(".", maxsplit=1)[0]) < 3:
    pytest.skip(f"needs aiogram 3, here is {version('aiogram')}", allow_module_level=True)

aiogram: Any = importlib.import_module("aiogram")
types: Any = importlib.import_module("aiogram.types")


def built(sim: Sim) -> tuple[Any, Any]:
    """Return the bot and its dispatcher."""
    server = importlib.import_module("aiogram.client.telegram").TelegramAPIServer.from_base(sim.url)
    session = importlib.import_module("aiogram.client.session.aiohttp").AiohttpSession(api=server)
    filters: Any = importlib.import_module("aiogram.filters")
    bot = aiogram.Bot(TOKENS["aiogram"], session=session)
    dispatcher = aiogram.Dispatcher()

    async def start(message: Any, command: Any) -> None:
        button = types.InlineKeyboardButton
        row = [button(text="Jā", callback_data="yes"), button(text="Nē", callback_data="no")]
        await message.answer(f"Sveiki, {command.args}!", reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[row]))

    async def tapped(query: Any) -> None:
        await query.answer()
        await query.message.edit_text(f"Izvēle: {query.data}")

    async def document(message: Any) -> None:
        content = await bot.download(message.document)
        await message.answer_document(types.BufferedInputFile(content.read(), "kopija.txt"), caption="kopija")

    async def echo(message: Any) -> None:
        await message.send_copy(message.chat.id)

    dispatcher.message.register(start, filters.CommandStart())
    dispatcher.message.register(document, aiogram.F.document)
    dispatcher.message.register(echo)
    dispatcher.callback_query.register(tapped)
    return bot, dispatcher


async def test_an_aiogram_bot_is_at_home(sim: Sim) -> None:
    bot, dispatcher = built(sim)
    await bot.set_my_commands([types.BotCommand(command="start", description="Sākt")])
    running = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
    try:
        await check_it_works(sim, TOKENS["aiogram"])
    finally:
        await dispatcher.stop_polling()
        await running


async def test_aiogram_understands_every_kind_of_answer(sim: Sim) -> None:
    bot, _ = built(sim)
    me = sim.person
    async with bot:
        assert (await bot.get_me()).username == "bot5001_bot"
        assert (await bot.send_location(me, 57.2, 22.5)).location.latitude == 57.2
        assert (await bot.send_venue(me, 57.2, 22.5, "Tautas nams", "Talsi")).venue.title == "Tautas nams"
        assert (await bot.send_contact(me, "+37120000000", "Dace")).contact.first_name == "Dace"
        assert (await bot.send_poll(me, "Kad?", ["Rīt", "Parīt"])).poll.options[1].text == "Parīt"
        assert (await bot.send_dice(me)).dice.value in range(1, 7)
        assert (await bot.send_voice(me, types.BufferedInputFile(b"OggS", "a.oga"))).voice.duration == 1
        assert (await bot.get_chat(me)).first_name == "Dace"
        assert (await bot.get_chat_member(me, me)).status == "member"
        assert (await bot.get_webhook_info()).pending_update_count == 0
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert await bot.get_my_default_administrator_rights() is not None
        assert (await bot.copy_message(me, me, 1)).message_id == 7
        error = importlib.import_module("aiogram.exceptions").TelegramBadRequest
        with pytest.raises(error, match="message is too long"):
            await bot.send_message(me, "a" * 4097)


async def test_aiogram_understands_every_kind_of_update(sim: Sim) -> None:
    bot, _ = built(sim)
    async with bot:
        await bot.get_me()
        count = await send_everything(sim, TOKENS["aiogram"])
        updates = await bot.get_updates()
    assert len(updates) == count
    assert {update.event_type for update in updates} == {"message", "edited_message", "my_chat_member"}


def test_every_parameter_aiogram_may_send_is_known() -> None:
    methods: Any = importlib.import_module("aiogram.methods")
    known = {method.name: method.parameters for method in METHODS.values()}
    seen = {}
    for name in methods.__all__:
        method = getattr(methods, name)
        api_name = name[0].lower() + name[1:]
        if api_name in known:
            seen[api_name] = set(method.model_fields) - known[api_name]
    assert {name: missing for name, missing in seen.items() if missing} == {}
    assert seen.keys() == known.keys()
