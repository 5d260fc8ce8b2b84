"""A spoken answer: taken for questions that want words, fetched and encrypted later by the bot's own file job."""

from __future__ import annotations

from core.conversations import Outcome
from core.dialog.step import Answer, step
from core.messages import Button, FileKind, FileSent, Press, Screen, Shown
from core.people import Person
from handlers.notices import notice
from handlers.report.answering import REPORT, Seat, take_seat, told
from handlers.report.values import VOICE
from handlers.turn import Env
from handlers.visit import Visit
from storage.files import add_file

LONGEST = 180
"""Seconds of one spoken answer."""

LARGEST = 2 * 1024 * 1024
"""Bytes of one spoken answer."""


async def file_in_report(visit: Visit, file: FileSent) -> Outcome | None:
    """Take a voice message as the answer to an open text question; None when no report is open."""
    seat = take_seat(visit.received, visit.situation, visit.env)
    if seat is None or visit.situation.conversation.kind != REPORT or seat.kept.draft.cursor is None:
        return None
    refused = refusal(seat, file)
    if refused:
        return visit.reply(Screen(refused))
    number = visit.env.new_id()
    await add_file(visit.conn, number, visit.person.id, file, visit.env.now)
    stepped = step(seat.dialog, seat.kept.draft, Answer(seat.kept.draft.cursor, f"{VOICE}{number}"))
    return told(seat, stepped, ())


def lost_voice(env: Env, person: Person) -> Shown:
    """Return what somebody is told whose recording could not be fetched: to say it once more."""
    _ = env.texts(person.language).gettext
    text = _("Your voice message could not be kept. Please record it again, or write the answer: tap its line.")
    rows = ((Button(_("📝 Open the report"), Press.of("report")), Button(_("Home"), Press.of("home"))),)
    return notice(env, person, Screen(text, rows))


def refusal(seat: Seat, file: FileSent) -> str:
    """Return why a file cannot be the answer, '' when it can."""
    _ = seat.texts.gettext
    node = seat.dialog.look(seat.kept.draft).find(seat.kept.draft.cursor)
    is_text = node is not None and seat.dialog.form.question(node.ref).type == "string"
    if file.kind is not FileKind.VOICE:
        return (
            _("I cannot use this file here. Please answer in writing or by voice.")
            if is_text
            else _("I cannot use this file here. Please answer with a button or in writing.")
        )
    if not is_text:
        return _("Here I need a button or a number. You can answer by voice where a text is asked.")
    if (file.duration or 0) > LONGEST:
        return _("This is too long for me. Please speak for up to three minutes.")
    if (file.size or 0) > LARGEST:
        return _("This recording is too large. Please record a shorter one.")
    return ""
