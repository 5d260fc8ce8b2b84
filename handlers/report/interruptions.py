"""What comes beside an open report: words at the summary, forwarded texts, stickers, buttons of another draft."""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Outcome
from core.dialog.step import Open, step
from core.messages import Edited, Screen, Typed
from core.people import Action
from handlers.home import continue_row, home_screen
from handlers.report.answering import asked_next, decide_answer, take_seat
from handlers.report.opening import closed_screen, is_closed, own_draft
from handlers.visit import Visit


async def typed_beside(visit: Visit) -> Outcome:
    """Answer words that are no answer: forwarded ones, or words at the summary."""
    seat = take_seat(visit.received, visit.situation, visit.env)
    if seat is None:
        return visit.reply(await home_screen(visit))
    what = visit.received.what
    _ = visit.texts.gettext
    if isinstance(what, Typed) and what.forwarded:
        text = _("I do not take a forwarded message as an answer. Please write it yourself.")
        return visit.reply(Screen(text, (continue_row(visit),)))
    stepped = step(seat.dialog, seat.kept.draft, Open())
    remark = seat.shown(Screen(_("To change an answer, tap its line.")))
    return asked_next(seat, stepped, (remark,), None)


async def old_question(visit: Visit) -> Outcome:
    """Answer a button of a draft that is not the open one: it becomes the open one, if it still can."""
    kept = await own_draft(visit)
    if kept is None or await is_closed(visit, kept):
        return visit.reply(closed_screen(visit))
    visit.require(Action.FILL_IN_REPORT, kept.municipality)
    conversation = replace(visit.situation.conversation, draft=kept.id)
    situation = replace(visit.situation, draft=kept, conversation=conversation)
    return decide_answer(visit.received, situation, visit.env) or visit.reply(await home_screen(visit))


def unusable(visit: Visit) -> Outcome:
    """Say calmly that a sticker, a poll, a place or a changed old message means nothing here."""
    _ = visit.texts.gettext
    if isinstance(visit.received.what, Edited):
        text = _("I do not see changes of old messages. You can change an answer in the summary.")
    else:
        text = _("I cannot use this here. Please write or tap a button.")
    return visit.reply(Screen(text, (continue_row(visit),)))
