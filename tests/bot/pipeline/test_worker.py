"""The worker answers each chat in order, all chats together, and sets aside only what fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Conversation, Outcome, Situation
from core.messages import Answered, Care, Press, Received, Screen, Sender, Shown, Toast
from core.people import Person
from handlers.turn import Env
from storage import people
from storage.database import Database
from storage.tables import settings
from tests.bot.house import NOON, FakeChannel, House, add_people, counting, echo, shown_to, text_of


async def test_an_update_is_answered_and_its_words_are_wiped(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    await house.start()
    await house.say(1, "hello")
    await house.idle()
    await house.stop()
    assert channel.texts() == ["hello"]
    assert await house.received("state", "payload") == [("done", "")]
    assert await house.rows("state", "message", "payload") == [("sent", "m1", {})]


async def test_an_update_that_comes_twice_is_answered_once(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    await house.start()
    for _ in range(3):
        await house.say(1, "hello")
        await house.idle()
    await house.stop()
    assert channel.texts() == ["hello"]


async def test_a_chat_is_answered_in_order_however_many_chats_there_are(
    database: Database, channel: FakeChannel
) -> None:
    chats = [str(number) for number in range(1, 41)]
    await add_people(database, *chats)
    decide, seen = counting()
    house = House(database, channel, decide=decide)
    for number in range(10):
        updates = [{"id": number * 100 + index, "chat": chat, "text": "x"} for index, chat in enumerate(chats)]
        await house.intake.take(channel, updates)
    await house.start()
    await house.idle()
    await house.stop()
    assert set(seen.values()) == {10}
    assert all(channel.texts(chat) == [str(count) for count in range(1, 11)] for chat in chats)


async def test_a_malformed_update_is_set_aside_and_the_others_are_answered(
    database: Database, channel: FakeChannel
) -> None:
    house = House(database, channel)
    await house.intake.take(channel, [{"id": 1, "chat": "1"}, {"id": 2, "chat": "2", "text": "b"}])
    await house.start()
    await house.idle()
    await house.stop()
    assert await house.received("state", "error") == [("quarantined", "KeyError"), ("done", None)]
    assert channel.texts("2") == ["b"]


async def test_a_fault_is_tried_three_times_and_then_the_person_is_told(
    database: Database, channel: FakeChannel
) -> None:
    tries: list[str] = []

    def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
        if text_of(received) == "bad":
            tries.append("bad")
            raise ValueError("secret words")
        return echo(received, situation, env)

    house = House(database, channel, decide=decide)
    await house.intake.take(
        channel,
        [
            {"id": 1000001, "chat": "1", "text": "bad"},
            {"id": 1000002, "chat": "2", "text": "good"},
            {"id": 1000003, "chat": "1", "text": "after"},
        ],
    )
    await house.start()
    await house.idle()
    await house.stop()
    assert tries == ["bad"] * 3
    assert await house.received("state", "attempts", "error") == [
        ("dead", 3, "ValueError"),
        ("done", 0, None),
        ("done", 0, None),
    ]
    assert channel.texts("1") == ["sorry 000001", "after"]
    assert channel.texts("2") == ["good"]


async def test_what_a_failing_handler_wrote_is_undone_and_its_neighbours_keep_theirs(
    database: Database, channel: FakeChannel
) -> None:
    async def handle(conn: AsyncConnection, received: Received, situation: Situation, env: Env) -> Outcome:
        await conn.execute(insert(settings).values(key=text_of(received), value=1))
        if text_of(received) == "bad":
            raise RuntimeError
        return Outcome(Answered((shown_to(received, env, "kept"),)))

    house = House(database, channel, decide=lambda *_: None, handle=handle)
    await house.intake.take(
        channel, [{"id": number, "chat": str(number), "text": text} for number, text in enumerate(["a", "bad", "b"])]
    )
    await house.start()
    await house.idle()
    await house.stop()
    async with database.reading() as conn:
        kept = (await conn.scalars(settings.select().with_only_columns(settings.c.key))).all()
    assert sorted(kept) == ["a", "b"]
    assert (channel.texts("0"), channel.texts("1"), channel.texts("2")) == (["kept"], ["sorry 000001"], ["kept"])


async def test_a_commit_that_fails_as_a_whole_is_taken_apart(database: Database, channel: FakeChannel) -> None:
    await add_people(database, "1", "2")

    def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
        outcome = echo(received, situation, env)
        assert outcome is not None
        if text_of(received) != "bad":
            return outcome
        # A message whose id is there already: only the database notices.
        return Outcome(Answered(tuple(replace(one, id=1) for one in (*outcome.answered.shown,) * 2)))

    house = House(database, channel, decide=decide)
    await house.intake.take(channel, [{"id": 1, "chat": "1", "text": "bad"}, {"id": 2, "chat": "2", "text": "good"}])
    await house.start()
    await house.idle()
    await house.stop()
    assert channel.texts("2") == ["good"]
    assert channel.texts("1") == ["sorry 000001"]
    assert await house.received("state") == ["dead", "done"]


async def test_a_handler_sees_what_an_earlier_one_of_the_same_batch_changed(
    database: Database, channel: FakeChannel
) -> None:
    await add_people(database, "1", "2")

    async def handle(conn: AsyncConnection, received: Received, situation: Situation, env: Env) -> Outcome:
        assert situation.person is not None
        if situation.person.id == 1:
            await people.save_language(conn, 2, "ru")
        return Outcome(Answered((shown_to(received, env, situation.person.language),)))

    house = House(database, channel, decide=lambda *_: None, handle=handle)
    await house.intake.take(channel, [{"id": 1, "chat": "1", "text": "a"}, {"id": 2, "chat": "2", "text": "b"}])
    await house.start()
    await house.idle()
    await house.stop()
    assert channel.texts("2") == ["ru"]


async def test_somebody_new_has_a_conversation_from_the_turn_that_made_them(
    database: Database, channel: FakeChannel
) -> None:
    async def handle(conn: AsyncConnection, received: Received, situation: Situation, env: Env) -> Outcome:
        if situation.person is None:
            await add_person(conn)
            return Outcome(conversation=Conversation("fresh"))
        return Outcome(Answered((shown_to(received, env, situation.conversation.kind),)))

    async def add_person(conn: AsyncConnection) -> None:
        await people.add_person(conn, Person(1, "fake", "1", "A", "lv", "1"), NOON)

    house = House(database, channel, decide=lambda *_: None, handle=handle)
    await house.start()
    await house.say(1)
    await house.say(2)
    await house.idle()
    await house.stop()
    assert channel.texts() == ["fresh"]


async def test_every_tap_is_acknowledged(database: Database, channel: FakeChannel) -> None:
    def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
        return Outcome(Answered(toast=Toast("1", "done") if received.key == "fake:1" else None))

    house = House(database, channel, decide=decide)
    await house.start()
    for number in (1, 2):
        await house.say(number, "", press=Press.of("do").encode(), message="m")
    await house.idle()
    await house.stop()
    assert channel.toasts == [Toast("1", "done"), Toast("2")]


async def test_who_leaves_gets_nothing_that_waited_even_after_coming_back(
    database: Database, channel: FakeChannel
) -> None:
    await add_people(database, "1")
    house = House(database, channel, decide=lambda *_: Outcome())
    await house.start()
    later = Shown(500, Screen("old"), Sender("fake", "1"), 1, Care.NOTICE, not_before=NOON.replace(hour=13))
    await house.queue(later)
    await house.idle()
    await house.say(1, "left")
    await house.idle()
    async with database.reading() as conn:
        person = await people.load_person(conn, 1, NOON)
    assert person is not None
    assert not person.reachable
    await house.say(2, "returned")
    await house.idle()
    await house.forward(7200)
    await house.stop()
    assert channel.shown == []
    assert await house.rows("state", "error") == [("cancelled", "left")]


async def test_a_crash_at_any_moment_loses_no_update_and_applies_none_twice(
    database: Database, channel: FakeChannel
) -> None:
    chats = [str(number) for number in range(1, 9)]
    await add_people(database, *chats)
    decide, seen = counting()
    house = House(database, channel, decide=decide)
    for step in range(40):
        await house.start()
        updates = [{"id": step * 10 + index, "chat": chat, "text": "x"} for index, chat in enumerate(chats)]
        await house.intake.take(channel, updates)
        for _ in range(step * 3):
            await asyncio.sleep(0)
        await house.crash()
    await house.start()
    await house.forward(10)
    await house.stop()
    assert set(await house.received("state")) == {"done"}
    assert seen == {int(chat): 40 for chat in chats}
    for chat in chats:
        texts = channel.texts(chat)
        assert set(texts) == {str(count) for count in range(1, 41)}, "an answer was lost"
        assert all(texts.count(text) <= 2 for text in texts), "an answer came more than twice"


async def test_a_bot_that_keeps_updates_in_memory_loses_them_in_the_same_crashes() -> None:
    """Negative control: the crashes above do hit updates under way."""
    answered: list[int] = []

    async def work(waiting: asyncio.Queue[int]) -> None:
        while True:
            number = await waiting.get()
            await asyncio.sleep(0)
            answered.append(number)

    for step in range(40):
        waiting: asyncio.Queue[int] = asyncio.Queue()
        task = asyncio.create_task(work(waiting))
        for index in range(8):
            waiting.put_nowait(step * 10 + index)
        for _ in range(step // 4):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert 0 < len(answered) < 320


async def test_a_file_is_looked_for_as_soon_as_it_was_sent(database: Database, channel: FakeChannel) -> None:
    house = House(database, channel)
    await house.start()
    await house.say(1, "hello")
    await house.idle()
    assert house.woken == []
    await house.say(2, "file")
    await house.idle()
    await house.stop()
    assert house.woken == ["files"]
