"""Who has reported: the list, the card, the report itself, and what is done from there."""

from __future__ import annotations

from datetime import date, timedelta

from core.messages import FileKind, FileSent, Press
from core.people import Grant, Role
from storage.files import add_file, save_stored
from storage.grants import end_grants
from storage.people import save_pause, save_unreachable
from tests.handlers.town import COORDINATOR, JELGAVA, TALSI, Town, at

WHOLE = {
    "worked": "yes",
    "hours": "40",
    "families": "5",
    "families_new": "0",
    "people": "14",
    "women": "8",
    "children": "3",
    "areas": "edu",
    "edu_people": "9",
    "edu_what": "enrol attend",
    "partners": "school",
    "success": "A long story.\nIn two lines.",
    "story_use": "yes",
    "need": "none",
}


async def test_the_list_says_how_each_report_stands(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    await town.begin(JELGAVA, "jelgava", "2026-10", {"worked": "yes", "hours": "3"})
    (one,) = await town.tap(COORDINATOR, "c.reports", "2026-10")
    lines = one.screen.text.splitlines()
    assert lines[0] == "Reports for October: 1 of 2 · due on 5 November"
    assert any(line.startswith("✏️ Jelgava – begun 2/") for line in lines)
    assert "✅ Talsi – sent on 3 November" in lines
    assert "‹ September 2026" not in one.buttons
    assert "‹ July 2026" in one.buttons


async def test_a_month_without_work_counts_as_reported(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    await town.send(TALSI, "talsi", "2026-10", {"worked": "no", "absence": "leave"})
    (one,) = await town.command(COORDINATOR, "reports")
    assert "Talsi – sent on 3 November, did not work" in one.screen.text
    assert one.screen.text.startswith("Reports for October: 1 of 2")


async def test_a_municipality_without_mediator_is_listed_with_an_invitation(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    async with town.database.writing() as conn:
        await end_grants(conn, TALSI, Grant(Role.MEDIATOR, "talsi"), town.now)
    (one,) = await town.tap(COORDINATOR, "c.reports", "2026-10")
    assert "Talsi – no mediator" in one.screen.text
    assert "Reports for October: 0 of 1" in one.screen.text
    (answer,) = await town.tap_label(COORDINATOR, one.screen, "Invite a mediator: Talsi")
    assert "https://t.me/test?start=" in answer.screen.text


async def test_a_report_is_read_whole_with_its_sections(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    (one,) = await town.tap(COORDINATOR, "c.read", sent.id)
    assert one.screen.text.startswith("Talsi · report for October\nSent on 3 November 2026 at 12:00\n")
    assert "How many people did you help? – 14" in one.screen.text
    assert "A long story.\nIn two lines." in one.screen.text
    assert "School enrolment; Absence, staying in school" in one.screen.text
    assert "Work and people" in one.screen.strong


async def test_a_very_long_report_comes_in_several_messages(town: Town) -> None:
    sent = await town.send(TALSI, "talsi", "2026-10", {**WHOLE, "success": "word " * 1500, "obstacle": "x" * 4000})
    seen = await town.tap(COORDINATOR, "c.read", sent.id)
    assert len(seen) > 1
    assert all(len(one.screen.text) <= 4096 for one in seen)
    assert [bool(one.screen.buttons) for one in seen] == [False] * (len(seen) - 1) + [True]
    assert sum(one.screen.text.count("word") for one in seen) == 1500


async def test_a_spoken_answer_is_listened_to_by_its_number(town: Town) -> None:
    async with town.database.writing() as conn:
        await add_file(conn, 900, TALSI, FileSent(FileKind.VOICE, "ref", 1000, "audio/ogg", 7), town.now)
    sent = await town.send(TALSI, "talsi", "2026-10", {**WHOLE, "success": "voice:900"})
    (one,) = await town.tap(COORDINATOR, "c.read", sent.id)
    assert " – 🎤 voice message 1\n" in one.screen.text
    (wait,) = await town.tap_label(COORDINATOR, one.screen, "▶ Listen 1")
    assert "still on its way" in wait.screen.text
    async with town.database.writing() as conn:
        await save_stored(conn, 900, b"sealed", 6)
    (voice,) = await town.tap_label(COORDINATOR, one.screen, "▶ Listen 1")
    assert voice.screen.attachment is not None
    assert (voice.screen.attachment.kind, voice.screen.attachment.file_id) == (FileKind.VOICE, 900)


async def test_what_a_new_version_changed_is_shown_question_by_question(town: Town) -> None:
    await town.send(TALSI, "talsi", "2026-10", WHOLE)
    again = await town.send(TALSI, "talsi", "2026-10", {**WHOLE, "people": "17"})
    (one,) = await town.tap(COORDINATOR, "c.read", again.id)
    (answer,) = await town.tap_label(COORDINATOR, one.screen, "What changed")
    assert answer.screen.text.splitlines()[2:] == ["How many people did you help? 14 → 17"]


async def test_a_card_offers_what_fits_how_the_report_stands(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    (card,) = await town.tap(COORDINATOR, "c.card", TALSI, "2026-10")
    assert card.buttons[:2] == ["📄 Read", "❓ Ask"]
    assert card.screen.buttons[0][0].press == Press.of("c.read", sent.id)
    (card,) = await town.tap(COORDINATOR, "c.card", JELGAVA, "2026-10")
    assert card.buttons[:2] == ["🔔 Remind", "⏳ More time"]
    assert "Mediator: Name 12" in card.screen.text


async def test_a_mediator_is_reminded_now_and_at_most_once_an_hour(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    card, reminder = await town.tap(COORDINATOR, "c.remind", TALSI, "2026-10")
    assert "The reminder is on its way." in card.screen.text
    assert reminder.person == TALSI
    assert reminder.screen.text.startswith("Your coordinator asks for the report.")
    town.now += timedelta(minutes=20)
    (card,) = await town.tap(COORDINATOR, "c.remind", TALSI, "2026-10")
    assert "Not sent: the last reminder went out at 12:00." in card.screen.text
    town.now += timedelta(minutes=45)
    assert len(await town.tap(COORDINATOR, "c.remind", TALSI, "2026-10")) == 2


async def test_a_reminder_asked_for_in_the_evening_goes_out_in_the_morning(town: Town) -> None:
    town.now = at("2026-11-03 21:00")
    await town.tick()
    for _ in range(2):
        (card,) = await town.tap(COORDINATOR, "c.remind", TALSI, "2026-10")
        assert "The reminder goes out on 4 November at 09:00." in card.screen.text
    seen = await town.live(at("2026-11-04 15:00"), timedelta(minutes=30))
    assert [(one.person, one.at.hour) for one in seen] == [(TALSI, 9)]


async def test_a_coordinator_hears_why_somebody_is_not_reminded(town: Town) -> None:
    town.now = at("2026-11-03 12:00")
    async with town.database.writing() as conn:
        await save_pause(conn, TALSI, date(2026, 11, 20))
        await save_unreachable(conn, ("test", f"chat-{JELGAVA}"))
    (card,) = await town.tap(COORDINATOR, "c.remind", TALSI, "2026-10")
    assert "paused reminders until 20 November" in card.screen.text
    (card,) = await town.tap(COORDINATOR, "c.remind", JELGAVA, "2026-10")
    assert "messages do not reach this person" in card.screen.text


async def test_more_time_by_a_button_tells_the_mediator_once(town: Town) -> None:
    town.now = at("2026-11-04 12:00")
    (choice,) = await town.tap(COORDINATOR, "c.extend", TALSI, "2026-10")
    assert "+3: 8 November" in choice.buttons
    card, told = await town.tap_label(COORDINATOR, choice.screen, "+7: 12 November")
    assert "The report is due on 12 November" in card.screen.text
    assert told.person == TALSI
    assert "due on 12 November" in told.screen.text
    (again,) = await town.tap_label(COORDINATOR, choice.screen, "+7: 12 November")
    assert "due on 12 November" in again.screen.text


async def test_more_time_until_a_day_that_is_typed(town: Town) -> None:
    town.now = at("2026-11-04 12:00")
    await town.tap(COORDINATOR, "c.extend", TALSI, "2026-10")
    (wrong,) = await town.say(COORDINATOR, "some day")
    assert wrong.screen.text == "A date is needed, for example 12.11.2026."
    (early,) = await town.say(COORDINATOR, "1.11.2026")
    assert "within the next two months" in early.screen.text
    card, _told = await town.say(COORDINATOR, "20.11.2026")
    assert "The report is due on 20 November" in card.screen.text


async def test_one_question_is_given_back_with_one_line(town: Town) -> None:
    town.now = at("2026-11-06 12:00")
    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    await town.begin(TALSI, "talsi", "2026-10", WHOLE)
    (choice,) = await town.tap(COORDINATOR, "c.return", sent.id)
    label = next(label for label in choice.buttons if label.startswith("How many people did you help?"))
    (asked,) = await town.tap_label(COORDINATOR, choice.screen, label)
    assert "How many people did you help? – 14" in asked.screen.text
    done, told = await town.say(COORDINATOR, "Is 14 right?")
    assert done.screen.text.startswith("Sent.")
    assert told.person == TALSI
    assert "„Is 14 right?”" in told.screen.text
    assert "Your answer: 14" in told.screen.text
    (home,) = await town.say(COORDINATOR, "Is 14 right?")
    assert home.screen.text.startswith("Coordinator")


async def test_a_question_about_a_closed_month_opens_it_again_for_that_report(town: Town) -> None:
    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    await town.begin(TALSI, "talsi", "2026-10", WHOLE)
    town.now = at("2026-11-20 12:00")
    await town.tap(COORDINATOR, "c.ask", sent.id, "people")
    _done, told = await town.say(COORDINATOR, "Really?")
    (question,) = await town.tap_label(TALSI, told.screen, "Answer")
    assert "How many people did you help?" in question.screen.text


async def test_nobody_but_a_coordinator_gets_at_any_of_it(town: Town) -> None:
    from handlers.coordinator import ACTIONS

    sent = await town.send(TALSI, "talsi", "2026-10", WHOLE)
    before = await town.outbox()
    for action in ACTIONS:
        (answer,) = await town.tap(JELGAVA, action, sent.id if "read" in action else TALSI, "2026-10", "2026-11-20")
        assert answer.screen.text == "This is not open to you.", action
        assert answer.person == JELGAVA
    assert len(await town.outbox()) == len(before) + len(ACTIONS)


async def test_forged_buttons_get_a_calm_answer(town: Town) -> None:
    from handlers.coordinator import ACTIONS

    for action in ACTIONS:
        for arguments in ((), ("x", "y", "z"), ("9" * 40, "2026-99"), ("-1", "0001-01"), (str(2**63 - 1), "2026-10")):
            seen = await town.tap(COORDINATOR, Press.of(action, *arguments))
            assert all(one.screen.text for one in seen), action
            assert [one.person for one in seen] == [COORDINATOR], action
