"""Telegram as delivery sees it: shown, or not shown and why."""

from __future__ import annotations

import pytest

from bot.channel import ChannelDown, Letter, NotSent, Rejected, Uncertain, Undelivered, Unreachable
from core.messages import Attachment, Button, FileKind, Press, Screen, Toast
from tests.bot.telegram.scripted import Step, channel_of, cut, failure, ok, scripted

HELLO = Letter("5", Screen("Sveiki"))


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (failure(400, "Bad Request: message to edit not found"), Rejected),
        (failure(400, "Bad Request: chat not found"), Unreachable),
        (failure(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (failure(403, "Forbidden: user is deactivated"), Unreachable),
        (failure(429, "Too Many Requests: retry after 3", retry_after=3), NotSent),
        (failure(500, "Internal Server Error"), NotSent),
        ((504, "<html>"), Uncertain),
        ((200, "{"), Uncertain),
        ((200, {"ok": True}), Uncertain),
        (cut, Uncertain),
        (failure(401, "Unauthorized"), ChannelDown),
        (failure(404, "Not Found"), ChannelDown),
        (failure(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100), Rejected),
        (failure(418, "I'm a teapot"), Uncertain),
    ],
)
async def test_every_failure_has_its_meaning(step: Step, error: type[Undelivered]) -> None:
    async with scripted(step) as (_, connection):
        with pytest.raises(Undelivered) as raised:
            await channel_of(connection).show(HELLO)
    assert type(raised.value) is error


async def test_a_server_that_lacks_a_method_does_not_stop_a_bot_it_knows() -> None:
    async with scripted((200, ok({"username": "kheten_bot"})), failure(404, "Not Found")) as (_, connection):
        channel = channel_of(connection)
        await channel.learn_username()
        with pytest.raises(Rejected):
            await channel.show(HELLO)


async def test_a_pause_is_handed_on() -> None:
    async with scripted(failure(429, "Too Many Requests: retry after 3", retry_after=3)) as (_, connection):
        with pytest.raises(NotSent) as raised:
            await channel_of(connection).show(HELLO)
    assert raised.value.retry_after == 3


async def test_a_new_message_tells_its_number_and_an_unchanged_edit_counts_as_shown() -> None:
    unchanged = failure(400, "Bad Request: message is not modified: specified new message content is the same")
    async with scripted((200, ok({"message_id": 77})), unchanged) as (script, connection):
        channel = channel_of(connection)
        assert await channel.show(HELLO) == "77"
        assert await channel.show(Letter("5", Screen("Sveiki"), changes="77")) == "77"
    assert [asked.method for asked in script.asked] == ["sendMessage", "editMessageText"]


async def test_the_words_under_a_file_are_changed_as_a_caption() -> None:
    no_text = failure(400, "Bad Request: there is no text in the message to edit")
    async with scripted(no_text, (200, ok({"message_id": 8}))) as (script, connection):
        assert await channel_of(connection).show(Letter("5", Screen("Atbildēts"), changes="8")) == "8"
    assert script.asked[1].method == "editMessageCaption"
    assert script.asked[1].parameters["caption"] == "Atbildēts"


async def test_a_screen_telegram_would_refuse_is_not_even_sent() -> None:
    long = Button("Jā", Press.of("answer", "x" * 60))
    async with scripted() as (script, connection):
        channel = channel_of(connection)
        for screen in (Screen("Jā?", ((long,),)), Screen("  "), Screen("?", ((Button("x"),),))):
            with pytest.raises(Rejected):
                await channel.show(Letter("5", screen))
    assert script.asked == []


async def test_a_voice_is_sent_with_its_words_under_it() -> None:
    voice = Attachment(FileKind.VOICE, "balss.ogg", b"OggS")
    async with scripted((200, ok({"message_id": 9}))) as (script, connection):
        assert await channel_of(connection).show(Letter("5", Screen("Stāsts"), attachment=voice)) == "9"
    assert script.asked[0].method == "sendVoice"
    assert script.asked[0].parameters["voice"][2] == b"OggS"
    assert script.asked[0].parameters["caption"] == "Stāsts"


async def test_acknowledging_never_fails() -> None:
    async with scripted(failure(400, "Bad Request: query is too old"), cut, (502, "")) as (script, connection):
        for _ in range(3):
            await channel_of(connection).acknowledge(Toast("11", "Labi"))
    assert script.asked[0].parameters == {"callback_query_id": "11", "text": "Labi", "show_alert": "false"}


async def test_a_file_is_fetched_and_a_lost_one_is_refused() -> None:
    found = (200, ok({"file_id": "f", "file_path": "voice/1.oga"}))
    lost = (200, ok({"file_path": "voice/2.oga"}))
    async with scripted(found, (200, "OggS"), lost, failure(404, "Not Found")) as (script, connection):
        channel = channel_of(connection)
        assert await channel.fetch("f") == b"OggS"
        with pytest.raises(Rejected):
            await channel.fetch("g")
    assert [asked.method for asked in script.asked] == ["getFile", "voice/1.oga", "getFile", "voice/2.oga"]


async def test_the_bots_own_name_is_asked_once() -> None:
    async with scripted((200, ok({"id": 1, "username": "kheten_bot"}))) as (_, connection):
        channel = channel_of(connection)
        assert await channel.learn_username() == channel.username == "kheten_bot"
