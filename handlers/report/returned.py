"""One question returned by a coordinator: the mediator gets exactly that question, answers, and it is sent again."""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Outcome, Situation
from core.dialog.flow import numbers_of
from core.dialog.step import Open, step
from core.drafts import OpenDraft
from core.messages import Button, Care, Press, Screen, Shown
from core.people import Person
from core.periods import Period
from handlers.arguments import number_named
from handlers.months import about_month
from handlers.report.answering import REPORT, asked_next
from handlers.report.opening import closed_screen, seat_at
from handlers.report.sending import sent_or_asked
from handlers.report.values import shown_value
from handlers.visit import Visit
from storage.drafts import load_own_draft, save_draft
from storage.returned_questions import ReturnedQuestion, load_returned

FORM = "monthly_report"
RETURNED = "returned"
"""In the state of a conversation: the draft of which a question was returned."""


async def returned_notice(visit: Visit, mediator: Person, returned: ReturnedQuestion) -> Shown:
    """Return the message that gives one question back to its mediator, with the coordinator's words."""
    texts = visit.env.texts(mediator.language)
    _ = texts.gettext
    text = _("Report for {month}: your coordinator has a question.").format(
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
    """Open exactly the question that was returned; the answer sends the report again."""
    number = number_named(visit)
    returned = await load_returned(visit.conn, number) if number is not None else None
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
    outcome = asked_next(seat, stepped, (), visit.reply().answered.toast)
    assert outcome.conversation is not None
    return replace(outcome, conversation=replace(outcome.conversation, state={RETURNED: kept.id}))


def is_returned(situation: Situation) -> bool:
    """Tell whether the open question was returned by a coordinator, so that its answer sends the report."""
    conversation = situation.conversation
    return conversation.kind == REPORT and conversation.state.get(RETURNED, 0) == conversation.draft


async def sent_when_answered(visit: Visit, outcome: Outcome) -> Outcome:
    """Send the report when the returned question, and what it opened, is answered; else go on asking."""
    kept = outcome.draft
    if kept is None or kept.draft.cursor is not None or outcome.conversation is None:
        return outcome
    await save_draft(visit.conn, kept, visit.env.now)
    sent = await sent_or_asked(visit, kept)
    thanks = tuple(replace(one, replaces_message=None, care=Care.REPLY) for one in sent.answered.shown)
    answered = replace(outcome.answered, shown=(*outcome.answered.shown[:-1], *thanks))
    return replace(sent, answered=answered)
