"""Sending a report: everything is checked once more, a version is kept for ever, reminders end in the same step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.conversations import Conversation, Outcome
from core.dialog.flow import next_open
from core.dialog.step import Stepped
from core.drafts import OpenDraft
from core.forms.submission import submission_xml
from core.messages import Button, Press, Screen
from core.periods import RIGA, Period
from handlers.coordinator.news import plan_received
from handlers.months import about_month, until_day
from handlers.reminders import end_reminders
from handlers.report.answering import Seat, asked_next
from handlers.report.opening import closed_screen, due_day, is_closed, own_draft, seat_at
from handlers.visit import Visit
from storage.drafts import save_draft
from storage.returned_questions import mark_answered
from storage.submissions import Submission, add_submission


async def send_report(visit: Visit) -> Outcome:
    """Send the draft a button names; what is missing is asked first, what is sent already stays sent."""
    kept = await own_draft(visit)
    if kept is None or await is_closed(visit, kept):
        return visit.reply(closed_screen(visit), in_place=True)
    if kept.draft.sent and not kept.draft.dirty:
        return visit.reply(await sent_screen(visit, kept), in_place=True)
    return await sent_or_asked(visit, kept)


async def sent_or_asked(visit: Visit, kept: OpenDraft) -> Outcome:
    """Send a draft that is complete, else ask what is open; the message that was tapped shows the thanks."""
    seat = seat_at(visit, kept)
    asked = seat.dialog.look(kept.draft)
    missing = next_open(asked, kept.draft, None)
    if missing is not None:
        draft = kept.draft.opened(missing.ref)
        remark = seat.shown(Screen(visit.texts.gettext("One answer is still missing:")))
        return asked_next(seat, Stepped(draft, asked), (remark,), visit.reply().answered.toast)
    sent = await keep_version(visit, seat)
    conversation = Conversation(draft=sent.id)
    return visit.reply(await sent_screen(visit, sent), in_place=True, conversation=conversation)


async def keep_version(visit: Visit, seat: Seat) -> OpenDraft:
    """Store what was sent as the next version, end the reminders, tell the coordinators later."""
    kept, asked = seat.kept, seat.dialog.look(seat.kept.draft)
    version = kept.draft.sent + 1
    answers = {**{node.ref: node.value for node in asked.questions if node.value}, **seat.dialog.filled}
    submission = Submission(
        id=visit.env.new_id(),
        instance_id=seat.dialog.env.instance_id,
        person=kept.person,
        form=kept.form,
        municipality=kept.municipality,
        period=kept.period,
        version=version,
        answers=answers,
        xml=submission_xml(asked.view),
        sent_at=visit.env.now,
    )
    await add_submission(visit.conn, submission)
    draft = kept.draft.opened(None, sent=version, dirty=False, single=False)
    sent = replace(kept, draft=draft)
    await save_draft(visit.conn, sent, visit.env.now)
    await mark_answered(visit.conn, kept.person, kept.municipality, kept.period, visit.env.now)
    await end_reminders(visit.conn, kept.person, kept.municipality, kept.period)
    await plan_received(visit.conn, visit.env, submission)
    return sent


async def sent_screen(visit: Visit, kept: OpenDraft) -> Screen:
    """Return the thanks: what happens next and until when it can be changed."""
    _ = visit.texts.gettext
    period = Period.parse(kept.period)
    due = await due_day(visit, kept.municipality, period)
    last = visit.env.programme.closes(period, due).astimezone(RIGA) - timedelta(days=1)
    text = _(
        "Thank you! The report for {month} is sent.\n"
        "Your coordinator reads it and writes here if something is unclear.\n"
        "You can change it until {day}."
    ).format(month=about_month(visit.texts, period), day=until_day(visit.texts, last.date()))
    rows = ((Button(_("✏️ Change"), Press.of("report.continue", kept.id)), Button(_("Home"), Press.of("home"))),)
    return Screen(text, rows)
