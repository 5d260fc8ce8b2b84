"""One question returned by a coordinator: the mediator gets exactly that question, answers, and it is sent again."""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Outcome
from core.dialog.flow import numbers_of
from core.dialog.step import Open, step
from core.drafts import OpenDraft
from core.messages import Button, Press, Screen, Shown
from core.people import Person
from core.periods import Period
from handlers.months import about_month
from handlers.report.answering import asked_next
from handlers.report.opening import closed_screen, seat_at
from handlers.report.values import shown_value
from handlers.visit import Visit
from storage.drafts import load_own_draft
from storage.returned_questions import ReturnedQuestion, load_returned

FORM = "monthly_report"


async def returned_notice(visit: Visit, mediator: Person, returned: ReturnedQuestion) -> Shown:
    """Return the message that gives one question back to its mediator, with the coordinator's words."""
    texts = visit.env.texts(mediator.language)
    _ = texts.gettext
    text = _("Your coordinator asks about the report for {month}:").format(
        month=about_month(texts, Period.parse(returned.period))
    )
    about = await question_and_answer(visit, mediator, returned)
    button = Button(_("Answer"), Press.of("report.returned", returned.id))
    screen = Screen(f"{text}\n\n„{returned.note}”\n\n{about}".rstrip(), ((button,),))
    return visit.notice(mediator, screen, key=f"returned:{returned.id}")


async def question_and_answer(visit: Visit, mediator: Person, returned: ReturnedQuestion) -> str:
    """Return the question with the answer it has now, in the mediator's language."""
    kept = await load_own_draft(visit.conn, mediator.id, FORM, returned.municipality, returned.period)
    if kept is None:
        return ""
    seat = seat_at(replace(visit, situation=replace(visit.situation, person=mediator)), kept)
    asked = seat.dialog.look(kept.draft)
    node = asked.find(returned.ref)
    if node is None:
        return ""
    answer = shown_value(asked, node, seat.texts, 200)
    return seat.texts.gettext("{question} Your answer: {answer}").format(
        question=asked.view.label(node.ref, mediator.language), answer=answer or "—"
    )


async def answer_returned(visit: Visit) -> Outcome:
    """Open exactly the question that was returned; after the answer the report is sent again."""
    number = visit.argument(0)
    returned = await load_returned(visit.conn, int(number)) if number.isdecimal() else None
    if returned is None or returned.person != visit.person.id:
        return visit.reply(closed_screen(visit))
    kept = await load_own_draft(visit.conn, visit.person.id, FORM, returned.municipality, returned.period)
    if kept is None:
        return visit.reply(closed_screen(visit))
    return open_single(visit, kept, returned.ref)


def open_single(visit: Visit, kept: OpenDraft, ref: str) -> Outcome:
    """Ask one question of a sent report; when it is not asked any more the summary is shown."""
    seat = seat_at(visit, kept)
    known = ref in numbers_of(seat.dialog.form)
    stepped = step(seat.dialog, kept.draft, Open(ref if known else None))
    return asked_next(seat, stepped, (), visit.reply().answered.toast)
