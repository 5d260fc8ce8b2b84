"""What becomes of messages when the channel fails, and in which order they arrive."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channel import ChannelDown, NotSent, Rejected, Uncertain, Unreachable
from bot.pipeline.pacer import Pacer
from core.conversations import Outcome, Situation
from core.errors import OperatorMustAct, StorageProblem
from core.messages import Answered, Attachment, Care, FileKind, Press, Received, Screen, Sender, Shown, Tapped
from handlers.turn import Env
from storage import people
from storage.database import Database
from storage.undelivered import find_undelivered
from tests.bot.house import NOON, FakeChannel, House, add_people, button, shown_to, text_of

ANNA = Sender("fake", "1")


def message(number: int, text: str = "", **more: object) -> Shown:
    return replace(Shown(number, Screen(text or str(number)), ANNA), **more)  # type: ignore[arg-type]


@pytest.fixture
async def house(database: Database, channel: FakeChannel) -> House:
    return House(database, channel)


async def sent(house: House, *shown: Shown) -> None:
    """Start, queue, deliver."""
    await house.start()
    await house.queue(*shown)
    await house.idle()


async def test_a_chat_gets_its_messages_in_order_and_others_do_not_wait(house: House) -> None:
    house.channel.faults_of["1"] = [NotSent("down", 50)]
    other = replace(message(9, "other"), address=Sender("fake", "2"))
    await sent(house, message(1), message(2), message(3), other)
    assert (house.channel.texts("1"), house.channel.texts("2")) == ([], ["other"])
    await house.forward(30)
    assert house.channel.texts("1") == []
    await house.forward(30)
    await house.stop()
    assert house.channel.texts("1") == ["1", "2", "3"]


async def test_a_new_answer_waits_behind_one_that_is_held_back(house: House) -> None:
    house.channel.faults_of["1"] = [NotSent("no connection")]
    await house.start()
    for number, text in enumerate(["a", "b", "c"]):
        await house.say(number, text)
        await house.idle()
    assert house.channel.texts() == []
    assert await house.rows("state") == ["queued"] * 3
    await house.forward(2)
    await house.say(4, "d")
    await house.idle()
    await house.stop()
    assert house.channel.texts() == ["a", "b", "c", "d"]


async def test_a_wait_the_channel_asks_for_does_not_count_as_an_attempt(house: House) -> None:
    house.channel.faults = [NotSent("429", 7), NotSent("429", 7)]
    await sent(house, message(1))
    assert await house.rows("state", "attempts", "error") == [("queued", 0, "too many")]
    await house.forward(8)
    await house.forward(8)
    await house.stop()
    assert await house.rows("state", "attempts") == [("sent", 1)]


async def test_what_was_certainly_not_sent_is_tried_again_with_growing_pauses(house: House) -> None:
    house.channel.faults = [NotSent("500")] * 4
    await sent(house, message(1))
    waited = 0
    while house.channel.texts() == []:
        waited += 1
        await house.forward(1)
    await house.stop()
    assert waited == 1 + 2 + 4 + 8


@pytest.mark.parametrize(
    ("care", "shown", "state"),
    [
        (Care.REPLY, 2, "uncertain"),
        (Care.NOTICE, 2, "uncertain"),
        (Care.ONCE, 1, "uncertain"),
        (Care.EDIT, 5, "sent"),
    ],
)
async def test_what_may_have_arrived_is_repeated_as_its_care_says(
    house: House, care: Care, shown: int, state: str
) -> None:
    house.channel.late = [Uncertain("timeout")] * 4
    one = message(1, care=care, replaces_message="m0" if care is Care.EDIT else None)
    await sent(house, one)
    for _ in range(10):
        await house.forward(130)
    await house.stop()
    assert len(house.channel.shown) == shown
    assert await house.rows("state") == [state]


async def test_a_notice_is_repeated_only_after_two_minutes(house: House) -> None:
    house.channel.late = [Uncertain("timeout")]
    await sent(house, message(1, care=Care.NOTICE))
    await house.forward(119)
    assert len(house.channel.shown) == 1
    await house.forward(2)
    await house.stop()
    assert len(house.channel.shown) == 2
    assert await house.rows("state", "ambiguous") == [("sent", 1)]


async def test_who_cannot_be_reached_is_marked_and_gets_nothing_more(house: House) -> None:
    await add_people(house.database, "1")
    house.channel.faults_of["1"] = [Unreachable("blocked")]
    await sent(house, message(1), message(2), message(3, care=Care.NOTICE, not_before=NOON + timedelta(hours=1)))
    await house.forward(7200)
    await house.stop()
    assert house.channel.shown == []
    assert await house.rows("state", "error") == [
        ("dead", "unreachable"),
        ("cancelled", "unreachable"),
        ("cancelled", "unreachable"),
    ]
    async with house.database.reading() as conn:
        person = await people.load_person(conn, 1, NOON)
    assert person is not None
    assert not person.reachable


async def test_a_message_refused_for_good_does_not_hold_up_the_next(house: House) -> None:
    house.channel.faults = [Rejected("too long")]
    await sent(house, message(1), message(2))
    await house.stop()
    assert house.channel.texts() == ["2"]
    assert await house.rows("state", "error") == [("dead", "rejected"), ("sent", None)]


async def test_when_the_channel_refuses_the_bot_everything_waits_a_minute(house: House) -> None:
    house.channel.faults = [ChannelDown("token")]
    await sent(house, message(1), message(2))
    await house.say(1, "three")
    await house.forward(50)
    assert house.channel.shown == []
    await house.forward(15)
    await house.stop()
    assert house.channel.texts() == ["1", "2", "three"]
    assert await house.rows("attempts") == [1, 1, 1]


async def test_a_message_that_is_too_late_is_not_sent(house: House) -> None:
    house.channel.faults_of["1"] = [NotSent("429", 60)]
    await sent(house, message(1, expires_at=NOON + timedelta(seconds=30)), message(2))
    await house.forward(61)
    await house.stop()
    assert house.channel.texts() == ["2"]
    assert await house.rows("state") == ["expired", "sent"]


async def test_an_edit_changes_the_message_its_target_became(house: House) -> None:
    await sent(house, message(1), message(2, care=Care.EDIT, replaces=1))
    await house.crash()
    await sent(house, message(3, care=Care.EDIT, replaces=2))
    await house.stop()
    assert house.channel.texts() == ["1", "m1=2", "m1=3"]


async def test_an_edit_without_a_target_is_sent_anew_only_when_it_asks_something(house: House) -> None:
    house.channel.faults = [Rejected("wrong")]
    asks = Shown(3, Screen("question", button("a")), ANNA, care=Care.EDIT, replaces=1)
    await sent(house, message(1), message(2, care=Care.EDIT, replaces=1), asks)
    await house.queue(message(4, care=Care.EDIT, replaces=1))
    await house.idle()
    await house.stop()
    assert house.channel.texts() == ["question", "m1=4"]
    assert await house.rows("state") == ["dead", "cancelled", "sent", "sent"]


async def test_a_question_whose_message_was_deleted_is_shown_again(house: House) -> None:
    house.channel.faults = [Rejected("message to edit not found")]
    await sent(house, Shown(1, Screen("question", button("a")), ANNA, care=Care.EDIT, replaces_message="m0"))
    await house.stop()
    assert house.channel.texts() == ["question"]
    assert await house.rows("state", "message") == [("sent", "m1")]


async def test_a_newer_edit_stands_in_for_an_older_one_not_shown_yet(house: House) -> None:
    house.channel.gate = asyncio.Event()
    edits = [message(number, care=Care.EDIT, replaces=number - 1) for number in (2, 3, 4)]
    await house.start()
    await house.queue(message(1), *edits)
    await asyncio.sleep(0.05)
    house.channel.gate.set()
    await house.idle()
    await house.stop()
    assert house.channel.texts() == ["1", "m1=4"]
    assert await house.rows("state") == ["sent", "cancelled", "cancelled", "sent"]


async def test_a_key_is_used_once_for_ever(house: House) -> None:
    reminder = message(1, care=Care.NOTICE, key="reminder:2026-10:1")
    await sent(house, reminder)
    await house.queue(replace(reminder, id=2))
    await house.idle()
    await house.stop()
    assert house.channel.texts() == ["1"]


async def test_a_keyed_answer_keeps_its_place_among_the_others(database: Database, channel: FakeChannel) -> None:
    def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
        first = shown_to(received, env, "first", key=text_of(received))
        return Outcome(Answered((first, shown_to(received, env, "second"))))

    house = House(database, channel, decide=decide)
    await house.start()
    for number in (1, 2):
        await house.say(number, "same key")
        await house.idle()
    await house.stop()
    assert channel.texts() == ["first", "second", "second"]


async def test_a_tap_proves_that_a_doubtful_message_arrived(database: Database, channel: FakeChannel) -> None:
    def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
        if isinstance(received.what, Tapped):
            return Outcome()
        return Outcome(Answered((shown_to(received, env, "question", buttons=button("a")),)))

    house = House(database, channel, decide=decide)
    channel.late = [Uncertain("timeout")]
    await house.start()
    await house.say(1)
    await house.idle()
    await house.say(2, "", press=Press.of("do", "a").encode(), message="m1")
    await house.idle()
    await house.forward(600)
    await house.stop()
    assert len(channel.shown) == 1
    assert await house.rows("state", "message") == [("sent", "m1")]


async def test_without_the_tap_the_doubtful_message_is_repeated(database: Database, channel: FakeChannel) -> None:
    """Negative control of the proof above."""
    house = House(database, channel)
    channel.late = [Uncertain("timeout")]
    await house.start()
    await house.say(1)
    await house.idle()
    await house.forward(600)
    await house.stop()
    assert len(channel.shown) == 2


@pytest.mark.parametrize(
    ("care", "state", "shown"),
    [
        (Care.EDIT, "sent", 1),
        (Care.REPLY, "sent", 1),
        (Care.NOTICE, "sent", 1),
        (Care.ONCE, "uncertain", 0),
    ],
)
async def test_what_was_being_sent_at_a_crash_counts_as_perhaps_arrived(
    house: House, care: Care, state: str, shown: int
) -> None:
    house.channel.gate = asyncio.Event()
    await house.start()
    await house.queue(message(1, care=care, replaces_message="m0" if care is Care.EDIT else None))
    await asyncio.sleep(0.1)
    assert await house.rows("state") == ["sending"]
    await house.crash()
    house.channel.gate = None
    await house.start()
    await house.forward(300)
    await house.stop()
    assert await house.rows("state", "ambiguous") == [(state, 1)]
    assert len(house.channel.shown) == shown


async def test_a_second_crash_is_no_doubt_about_what_was_never_tried(house: House) -> None:
    """Only the message whose turn it was may have arrived; the question behind it must still reach the person."""
    house.channel.gate = asyncio.Event()
    await house.start()
    await house.queue(message(1), message(2), message(3))
    await asyncio.sleep(0.1)
    await house.crash()
    await house.start()
    house.clock.forward(10)
    house.delivery.wake()
    await asyncio.sleep(0.1)
    await house.crash()
    house.channel.gate = None
    await house.start()
    for _ in range(3):
        await house.forward(10)
    await house.stop()
    assert await house.rows("state") == ["uncertain", "sent", "sent"]
    assert house.channel.texts() == ["2", "3"]


async def test_an_orderly_stop_repeats_nothing(house: House) -> None:
    await house.start()
    for number in range(1, 60):
        await house.say(number, str(number), chat=str(number % 7))
    await house.stop()
    house.build()
    await house.start()
    await house.forward(10)
    await house.stop()
    texts = [letter.screen.text for letter in house.channel.shown]
    assert sorted(texts, key=int) == [str(number) for number in range(1, 60)]


async def test_unasked_messages_are_evenly_spaced_and_answers_pass_them(
    database: Database, channel: FakeChannel
) -> None:
    house = House(database, channel)
    house.delivery._unasked._pacer = Pacer(per_second=50.0, chat_seconds=0.0)
    notices = [
        replace(message(number, care=Care.NOTICE), address=Sender("fake", str(number))) for number in range(100, 112)
    ]
    await house.start()
    await house.queue(*notices)
    await asyncio.sleep(0.05)
    await house.say(1, "quick")
    await house.idle()
    await house.stop()
    places = [letter.screen.text for letter in channel.shown]
    assert places.index("quick") < 10
    paced = [moment for moment, letter in zip(channel.times, channel.shown, strict=True) if letter.address != "1"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(paced)]
    assert min(gaps) > 0.015
    assert [text for text in places if text != "quick"] == [str(number) for number in range(100, 112)]


async def test_what_was_not_delivered_is_listed_with_its_reason(house: House) -> None:
    await add_people(house.database, "1")
    house.channel.faults = [Rejected("too long")]
    house.channel.late = [Uncertain("timeout")]
    await sent(house, message(1, person=1), message(2, care=Care.ONCE, person=1))
    await house.stop()
    async with house.database.reading() as conn:
        found = await find_undelivered(conn, NOON)
    assert [(one.id, one.name, one.state, one.reason) for one in found] == [
        (2, "A", "uncertain", "uncertain"),
        (1, "A", "dead", "rejected"),
    ]


async def test_a_fault_of_ours_in_a_channel_stops_no_other_message(house: House) -> None:
    house.channel.faults_of["1"] = [KeyError("bug"), KeyError("bug")]
    await sent(house, message(1), message(2))
    await house.forward(10)
    await house.stop()
    assert house.channel.texts() == ["2"]
    assert await house.rows("state") == ["uncertain", "sent"]


@pytest.mark.parametrize(
    ("problem", "states"),
    [
        (StorageProblem("busy"), [("sent", 0), ("sent", 0)]),
        (OperatorMustAct("no key"), [("dead", 0), ("sent", 0)]),
    ],
)
async def test_a_file_that_cannot_be_read_now_is_waited_for_and_one_that_cannot_be_opened_is_given_up(
    database: Database, channel: FakeChannel, problem: Exception, states: list[tuple[str, int]]
) -> None:
    problems = [problem]

    async def attach(attachment: Attachment) -> Attachment:
        if problems:
            raise problems.pop()
        return replace(attachment, content=b"sound")

    house = House(database, channel)
    house.delivery._lanes._attach = attach
    voice = Screen("voice", attachment=Attachment(FileKind.VOICE, "a.ogg", file_id=7))
    await sent(house, Shown(1, voice, ANNA), message(2))
    await house.forward(2)
    await house.stop()
    assert await house.rows("state", "ambiguous") == states
