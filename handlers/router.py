"""Who answers what: the hot path decides on values alone, everything else gets the transaction.

Every message is answered calmly: what nobody knows leads home, what somebody may not do is said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Conversation, Outcome, Situation
from core.errors import Refused
from core.messages import (
    Answered,
    Button,
    Commanded,
    ContactSent,
    Edited,
    FileSent,
    FromGroup,
    Left,
    PlaceSent,
    Press,
    Received,
    Returned,
    Screen,
    Shown,
    Tapped,
    Toast,
    Typed,
    Unreadable,
)
from handlers import coordinator, first_contact, home, invitations, preferences, reminders
from handlers.commands import meaning_of
from handlers.report import absence, opening, past, returned, sending
from handlers.report.answering import REPORT, decide_answer
from handlers.report.interruptions import old_question, typed_beside, unusable
from handlers.report.opening import closed_screen, is_closed, is_late
from handlers.report.returned import is_returned, sent_when_answered
from handlers.report.voice import file_in_report
from handlers.turn import Env
from handlers.visit import AFRESH, Handler, Visit

STRANGERS: Mapping[str, Handler] = {
    "contact.language": first_contact.choose_language,
    "contact.whole": first_contact.whole_text,
    "contact.agree": first_contact.agree,
    "contact.decline": first_contact.decline,
}

ACTIONS: Mapping[str, Handler] = {
    **STRANGERS,
    "home": home.home,
    "help": home.help_screen,
    "report": opening.report,
    "report.open": opening.open_report,
    "report.continue": opening.continue_report,
    "report.send": sending.send_report,
    "report.absent": absence.ask_reason,
    "report.absent_because": absence.send_absence,
    "report.returned": returned.answer_returned,
    "reports.mine": past.my_reports,
    "reports.show": past.show_report,
    "q.later": opening.later,
    "preferences": preferences.preferences,
    "language": preferences.set_language,
    "contact.language": preferences.set_language,
    "pause": preferences.choose_pause,
    "pause.for": preferences.pause_for,
    "data": preferences.my_data,
    "erase": preferences.ask_erasure,
    "erase.now": preferences.erase,
    "invite": invitations.choose_municipality,
    "invite.for": invitations.invite_mediator,
    **reminders.ACTIONS,
    **coordinator.ACTIONS,
}

COMMANDS: Mapping[str, Handler] = {
    "home": home.home,
    "help": home.help_screen,
    "report": opening.report,
    "mine": past.my_reports,
    "preferences": preferences.preferences,
    "data": preferences.my_data,
    "erase": preferences.ask_erasure,
    "invite": invitations.choose_municipality,
    **coordinator.COMMANDS,
}

TYPED: Mapping[str, Handler] = {
    REPORT: typed_beside,
    "pause": preferences.pause_until,
    **coordinator.TYPED,
}
"""Kinds of conversation in which typed words are expected."""


def decide(received: Received, situation: Situation, env: Env) -> Outcome | None:
    """Return what the message leads to when what was loaded is enough to know, else None."""
    if situation.person is None or is_returned(situation) or is_late(situation, env):
        return None
    return decide_answer(received, situation, env)


async def handle(conn: AsyncConnection, received: Received, situation: Situation, env: Env) -> Outcome:
    """Return what the message leads to; may read and write, never commits."""
    visit = Visit(conn, received, situation, env)
    if isinstance(received.what, FromGroup):
        return in_group(visit, received.what)
    if situation.person is None:
        return await strange(visit)
    try:
        return await known(visit)
    except Refused:
        text = visit.texts.gettext("This is not open to you.")
        return visit.reply(Screen(text, (home.continue_row(visit),)))


async def strange(visit: Visit) -> Outcome:
    """Answer somebody who has not agreed to anything yet."""
    what = visit.received.what
    if isinstance(what, Left | Returned | Edited):
        return Outcome()
    if isinstance(what, Tapped):
        handler = STRANGERS.get(what.press.action) if what.press else None
        return await (handler or first_contact.meet)(visit)
    return await first_contact.meet(visit)


async def known(visit: Visit) -> Outcome:
    """Answer somebody who is known."""
    match visit.received.what:
        case Tapped(press):
            return await tapped(visit, press)
        case Commanded(name, argument):
            return await commanded(visit, name, argument)
        case Typed():
            return await typed(visit)
        case FileSent() as file:
            return await spoken(visit, file)
        case Unreadable() | ContactSent() | PlaceSent() | Edited():
            return unusable(visit)
    return Outcome()  # who left or came back is noted by the worker for everybody


async def tapped(visit: Visit, press: Press | None) -> Outcome:
    """Answer a button; one nobody knows (forged, or of a version long gone) leads home."""
    if press is None:
        return await lost(visit)
    if press.action == AFRESH and press.arguments:
        return await tapped(*unwrapped(visit, press))
    if press.action.startswith("q."):
        outcome = await answered(visit)
        if outcome is not None:
            return outcome
    handler = ACTIONS.get(press.action)
    if handler is not None:
        return await handler(visit)
    if press.action.startswith("q."):
        return await old_question(visit)
    return await lost(visit)


def unwrapped(visit: Visit, press: Press) -> tuple[Visit, Press]:
    """Return a tap on a message that has to stay as the tap it stands for."""
    inner = Press(press.arguments[0], press.arguments[1:])
    what = visit.received.what
    assert isinstance(what, Tapped)
    received = replace(visit.received, what=replace(what, press=inner))
    return replace(visit, received=received, in_new=True), inner


async def typed(visit: Visit) -> Outcome:
    """Answer words: those of the conversation the person is in, else they lead home."""
    outcome = await answered(visit)
    if outcome is not None:
        return outcome
    return await TYPED.get(visit.situation.conversation.kind, lost)(visit)


async def answered(visit: Visit) -> Outcome | None:
    """Take an answer that is not decided on values alone: to a returned question, or when the month may be closed."""
    kept, situation = visit.situation.draft, visit.situation
    outcome = decide_answer(visit.received, situation, visit.env)
    if outcome is None or kept is None:
        return None
    if await is_closed(visit, kept):
        return visit.reply(closed_screen(visit), conversation=Conversation())
    return await sent_when_answered(visit, outcome) if is_returned(situation) else outcome


async def spoken(visit: Visit, file: FileSent) -> Outcome:
    """Answer a file: a voice message may be an answer."""
    kept = visit.situation.draft
    if kept is not None and is_late(visit.situation, visit.env) and await is_closed(visit, kept):
        return visit.reply(closed_screen(visit), conversation=Conversation())
    outcome = await file_in_report(visit, file)
    if outcome is None:
        return await lost(visit)
    return await sent_when_answered(visit, outcome) if is_returned(visit.situation) else outcome


async def commanded(visit: Visit, name: str, argument: str) -> Outcome:
    """Answer a command in any of the languages; `/start` with a link does what the link says."""
    meaning = meaning_of(name)
    if meaning == "start" and argument:
        return await invitations.redeemed(visit, argument)
    return await COMMANDS.get(meaning or "", home.home)(visit)


async def lost(visit: Visit) -> Outcome:
    """Lead home whoever sent something that means nothing here."""
    return visit.reply(await home.home_screen(visit))


def in_group(visit: Visit, what: FromGroup) -> Outcome:
    """Say in a group only that one writes to the bot privately, and only when spoken to."""
    if not what.addressed:
        return Outcome()
    texts = visit.env.texts(visit.language)
    text = texts.gettext("Please write to me privately: {link}").format(link=visit.env.bot_link)
    shown = Shown(visit.env.new_id(), Screen(text), visit.received.sender)
    return Outcome(Answered((shown,)))


def apologise(received: Received, situation: Situation, env: Env, reference: str) -> Outcome:
    """Say that something went wrong on our side, with a number to name; nothing of the conversation changes."""
    person = situation.person
    texts = env.texts(person.language if person else situation.stranger.language or "lv")
    _ = texts.gettext
    text = _("Something went wrong on our side. Your answers are kept. Please try once more. (Number {reference})")
    screen = Screen(text.format(reference=reference), ((Button(_("Home"), Press.of("home")),),))
    shown = Shown(env.new_id(), screen, received.sender, person=person.id if person else None)
    toast = Toast(received.what.query) if isinstance(received.what, Tapped) else None
    return Outcome(Answered((shown,), toast))
