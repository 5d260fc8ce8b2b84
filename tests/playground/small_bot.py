"""What every other client's small bot is put through: start, keyboard, tap, edit, a file up and down, commands."""

import aiohttp

from tests.playground.sim import Sim

TOKENS = {
    "aiogram": "5001:AAaiogram-bot-beside-the-real-one-xxxxx",
    "telebot": "5002:AAtelebot-bot-beside-the-real-one-xxx",
}


async def check_it_works(sim: Sim, token: str) -> None:
    """Talk to a bot that runs: it greets with two buttons, edits on a tap, sends back files, echoes text."""
    bot = token.split(":", maxsplit=1)[0]
    me = f"people/{sim.person}"

    async def settled() -> list[dict[str, object]]:
        assert await sim.post("idle", timeout=10) == {"idle": True}
        chat: list[dict[str, object]] = await sim.get(f"{me}/chat?bot={bot}")
        return chat

    await sim.post(f"{me}/start", bot=bot, payload="abc")
    greeting = (await settled())[-1]
    assert (greeting["text"], greeting["buttons"]) == ("Sveiki, abc!", [["Jā", "Nē"]])
    await sim.post(f"{me}/tap", bot=bot, button="Jā")
    edited = (await settled())[-1]
    assert (edited["text"], edited["buttons"], edited["message_id"]) == ("Izvēle: yes", [], greeting["message_id"])
    await sim.post(f"{me}/say", bot=bot, text="ā < 😀")
    assert (await settled())[-1]["text"] == "ā < 😀"
    form = aiohttp.FormData({"bot": bot}, quote_fields=False)
    form.add_field("document", b"Labdien", filename="pārskats.txt")
    async with sim.session.post(f"{sim.url}/sim/{me}/send", data=form) as response:
        assert response.status == 200
    returned = (await settled())[-1]
    file = returned["file"]
    assert isinstance(file, dict)
    assert (returned["from"], file["file_name"]) == ("bot", "kopija.txt")
    async with sim.session.get(sim.url + file["url"]) as response:
        assert await response.read() == b"Labdien"
    assert await sim.get(f"{me}/commands?bot={bot}") == [{"command": "start", "description": "Sākt"}]


async def send_everything(sim: Sim, token: str) -> int:
    """Let the person send every kind of update there is; return how many."""
    bot = token.split(":", maxsplit=1)[0]
    me = f"people/{sim.person}"
    await sim.say("a", bot=bot, forward_from="Kāds")
    await sim.say("b", bot=bot, forward_from=sim.person, reply_to_message_id=1)
    await sim.post(f"{me}/edit", bot=bot, message_id=1, text="c")
    for kind in ("photo", "voice", "document", "audio", "video", "animation", "video_note", "sticker"):
        form = aiohttp.FormData({"bot": bot})
        form.add_field(kind, b"content", filename="a.bin")
        async with sim.session.post(f"{sim.url}/sim/{me}/send", data=form) as response:
            assert response.status == 200
    await sim.post(f"{me}/send", bot=bot, location={"latitude": 57.2, "longitude": 22.5})
    await sim.post(f"{me}/send", bot=bot, contact={})
    await sim.post(f"{me}/send", bot=bot, poll={})
    group = await sim.post("groups", title="Talsi", members=[sim.person])
    await sim.say("/start", bot=bot, chat=group["id"])
    await sim.post(f"{me}/block", bot=bot)
    await sim.post(f"{me}/unblock", bot=bot)
    return 17
