"""A month without work is a complete report, sent with two taps: the reason is the second and sends it.

An old button never takes the place of a report that is sent; that is changed at its first question.
"""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Outcome
from core.dialog.flow import choice_names, options
from core.dialog.step import Answer, Open, step
from core.forms.model import Form, Question
from core.messages import Button, Press, Screen
from handlers.months import capital, in_month
from handlers.report.opening import (
    closed_screen,
    is_closed,
    kept_or_new,
    named_duty,
    own_draft,
    seat_at,
)
from handlers.report.sending import sent_or_asked, sent_screen
from handlers.visit import Visit
from storage.drafts import save_draft

WORKED, NOT_WORKED, REASON = "worked", "no", "absence"
"""Names in the monthly report's form."""


def question_named(form: Form, name: str) -> Question:
    """Return the question with this name; KeyError when the form has none."""
    found = next((question for question in form.questions if question.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


async def ask_reason(visit: Visit) -> Outcome:
    """Ask why the person did not work that month; each reason is a button that sends the report."""
    duty = await named_duty(visit)
    if duty is None:
        return visit.reply(closed_screen(visit), in_place=True)
    kept = await kept_or_new(visit, duty)
    if kept.draft.sent:
        return visit.reply(await sent_screen(visit, kept), in_place=True)
    seat = seat_at(visit, kept)
    worked, reason = (question_named(seat.dialog.form, name) for name in (WORKED, REASON))
    draft = replace(kept.draft, cursor=worked.ref, asked=kept.draft.revision)
    stepped = step(seat.dialog, draft, Answer(worked.ref, NOT_WORKED))
    node = stepped.asked.find(reason.ref)
    if node is None:
        return visit.reply(closed_screen(visit), in_place=True)
    _ = visit.texts.gettext
    month = capital(in_month(visit.texts, duty.period))
    text = _("{In_month} you did not work. Why? Your answer sends the report at once.").format(In_month=month)
    rows = tuple(
        (Button(option.label, Press.of("report.absent_because", kept.id, number)),)
        for number, option in enumerate(options(stepped.asked, node, visit.language))
    )
    away = (Button(_("No, I did work"), Press.of("report.continue", kept.id)), Button(_("Home"), Press.of("home")))
    return visit.reply(Screen(text, (*rows, away)), in_place=True)


async def send_absence(visit: Visit) -> Outcome:
    """Answer that the person did not work, with the reason a button names, and send."""
    kept = await own_draft(visit)
    number = visit.argument(1)
    if kept is None or not number.isdecimal() or await is_closed(visit, kept):
        return visit.reply(closed_screen(visit), in_place=True)
    if kept.draft.sent:
        return visit.reply(await sent_screen(visit, kept), in_place=True)
    seat = seat_at(visit, kept)
    worked, reason = (question_named(seat.dialog.form, name) for name in (WORKED, REASON))
    opened = step(seat.dialog, kept.draft, Open(worked.ref))
    stepped = step(seat.dialog, opened.draft, Answer(worked.ref, NOT_WORKED))
    node = stepped.asked.find(reason.ref)
    names = choice_names(node) if node else ()
    if int(number) >= len(names):
        return visit.reply(closed_screen(visit), in_place=True)
    opened = step(seat.dialog, stepped.draft, Open(reason.ref))
    answered = step(seat.dialog, opened.draft, Answer(reason.ref, names[int(number)]))
    kept = replace(kept, draft=answered.draft)
    await save_draft(visit.conn, kept, visit.env.now)
    return await sent_or_asked(visit, kept)
