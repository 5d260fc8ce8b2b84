"""The hot path of the report: an answer, a tick or a step back, decided on what was loaded and nothing else.

Whatever does not belong to the open question gets a calm screen and leaves the draft as it was; what needs the
database (sending, a voice message, another conversation) is left to the coroutines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import NAMESPACE_OID, uuid5

from core.conversations import Conversation, Outcome, Situation
from core.dialog.flow import Asked, choice_names, ref_of
from core.dialog.step import (
    Answer,
    Back,
    Dialog,
    Event,
    Finish,
    Keep,
    Leave,
    Open,
    Skip,
    Stepped,
    Tick,
    Turn,
    Type,
    step,
)
from core.drafts import OpenDraft
from core.forms.model import Env as FormEnv
from core.messages import Answered, Care, Press, Received, Screen, Sender, Shown, Tapped, Toast, Typed
from core.people import Action, Person, may
from core.periods import RIGA, Period
from core.texts import Texts
from handlers.months import in_month
from handlers.report.explanations import explanation, findings_screen, stale_screen, why_screen
from handlers.report.questions import Look, answered_line, question_screen
from handlers.report.summary import summary_screen
from handlers.report.values import VOICE
from handlers.turn import Env

REPORT = "report"
"""The kind of conversation in which typed words answer the open question."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at an open draft: everything one step needs."""

    person: Person
    conversation: Conversation
    kept: OpenDraft
    dialog: Dialog
    texts: Texts
    env: Env
    sender: Sender

    def look(self, stepped: Stepped) -> Look:
        """Return the draft after a step as the person sees it."""
        several = len(self.person.municipalities) > 1
        place = self.env.municipality_names(self.kept.municipality) if several else ""
        return Look(self.dialog, replace(self.kept, draft=stepped.draft), stepped.asked, self.texts, place)

    def shown(self, screen: Screen, *, replaces: int | None = None, message: str | None = None) -> Shown:
        """Return a screen for the person; an edit when it says what it replaces."""
        edit = replaces is not None or message is not None
        return Shown(
            self.env.new_id(),
            screen,
            self.sender,
            person=self.person.id,
            care=Care.EDIT if edit else Care.REPLY,
            replaces=replaces,
            replaces_message=message,
        )


def take_seat(received: Received, situation: Situation, env: Env) -> Seat | None:
    """Return the person at their open draft, None when there is none or they may not fill it in (any more)."""
    person, kept = situation.person, situation.draft
    if person is None or kept is None or kept.person != person.id:
        return None
    if not may(person, Action.FILL_IN_REPORT, kept.municipality):
        return None
    texts = env.texts(person.language)
    return Seat(person, situation.conversation, kept, dialog_of(kept, texts, env), texts, env, received.sender)


def dialog_of(kept: OpenDraft, texts: Texts, env: Env) -> Dialog:
    """Return the form of a draft with the values the bot fills in, in the language of now."""
    form = env.forms.form(*kept.form)
    filled = {}
    for node in form.root.children:
        if node.name == "period":
            filled[node.ref] = kept.period
        elif node.name == "in_month":
            filled[node.ref] = in_month(texts, Period.parse(kept.period))
    moment = env.now.astimezone(RIGA)
    return Dialog(form, FormEnv(moment, texts.language, instance_id(kept), str(kept.id)), filled)


def instance_id(kept: OpenDraft) -> str:
    """Return OpenRosa's name of what will be sent next: each version of a report has its own."""
    return _version_id(kept.id, kept.draft.sent + 1)


@lru_cache(maxsize=1024)
def _version_id(draft: int, version: int) -> str:
    return f"uuid:{uuid5(NAMESPACE_OID, f'{draft}:{version}')}"


def decide_answer(received: Received, situation: Situation, env: Env) -> Outcome | None:
    """Return what an answer leads to, None when the message is none of the hot path's."""
    match received.what:
        case Typed(text, False) if situation.conversation.kind == REPORT:
            seat = take_seat(received, situation, env)
            return answer_typed(seat, text) if seat and seat.kept.draft.cursor else None
        case Tapped(press, query) if press and press.action.startswith("q."):
            seat = take_seat(received, situation, env)
            if seat and press.arguments[:1] == (str(seat.kept.id),):
                return answer_tapped(seat, press, query, received.message)
    return None


def answer_typed(seat: Seat, text: str) -> Outcome:
    """Take what was typed as the answer to the open question."""
    if text.strip().startswith(VOICE):  # only a recording may be read as one
        text = text.replace(VOICE, f"{VOICE} ", 1)
    stepped = step(seat.dialog, seat.kept.draft, Type(text))
    return told(seat, stepped, ())


def answer_tapped(seat: Seat, press: Press, query: str, message: str | None) -> Outcome | None:
    """Take a press; one of an old question gets the present one offered instead."""
    _, number, asked, *rest = (*press.arguments, "", "")
    ref = ref_of(seat.dialog.form, number)
    if ref is None:
        return None
    draft = seat.kept.draft
    action = press.action.removeprefix("q.")
    if action == "change":
        return moved(seat, step(seat.dialog, draft, Open(ref)), query, None)
    if ref != draft.cursor or asked != str(draft.asked):
        return stale(seat, ref, query)
    if action == "why":
        look = seat.look(Stepped(draft, seat.dialog.look(draft)))
        return Outcome(Answered((seat.shown(why_screen(look, ref)),), Toast(query)))
    if action == "later":
        return None
    asked_now = seat.dialog.look(draft)
    event = event_of(seat, asked_now, action, ref, rest)
    if event is None:
        return None
    stepped = step(seat.dialog, draft, event, asked_now)
    if isinstance(event, Back):
        return moved(seat, stepped, query, message)
    if isinstance(event, Keep) and message:
        return kept_as_written(seat, stepped, query, message)
    return told(seat, stepped, (message,), query)


def event_of(seat: Seat, asked: Asked, action: str, ref: str, rest: list[str]) -> Event | None:
    """Return the step a press means, None for arguments we never wrote."""
    first = int(rest[0]) if rest and rest[0].isdecimal() else -1
    match action:
        case "done":
            return Finish(ref)
        case "keep":
            return Leave(ref)
        case "skip":
            return Skip(ref)
        case "back":
            return Back()
        case "held":
            return Keep()
        case "page" if first >= 0:
            return Turn(first)
        case "number" if first >= 0:
            return Answer(ref, str(first))
        case "same" if ref in seat.kept.draft.earlier:
            return Answer(ref, seat.kept.draft.earlier[ref])
    if action not in ("answer", "tick"):
        return None
    node = asked.find(ref)
    names = choice_names(node) if node else ()
    if not 0 <= first < len(names):
        return None
    return Answer(ref, names[first]) if action == "answer" else Tick(ref, names[first], rest[1:2] == ["1"])


def kept_as_written(seat: Seat, stepped: Stepped, query: str, message: str) -> Outcome:
    """Settle the question above a held text; the message that asked about the text says that it stays."""
    outcome = told(seat, stepped, (), query)
    if stepped.answered is None:
        return outcome
    stays = seat.shown(Screen(seat.texts.gettext("All right, the text stays as you wrote it.")), message=message)
    return replace(outcome, answered=replace(outcome.answered, shown=(stays, *outcome.answered.shown)))


def told(seat: Seat, stepped: Stepped, tapped: tuple[str | None, ...], query: str = "") -> Outcome:
    """Return what a step shows: the settled question shrinks and the next is asked, or a kind explanation."""
    look = seat.look(stepped)
    toast = Toast(query) if query else None
    message = tapped[0] if tapped else None
    cursor = stepped.asked.find(seat.kept.draft.cursor)
    if stepped.findings and cursor:
        return asking_back(seat, stepped, findings_screen(look, cursor, stepped.findings), toast)
    if stepped.refused is not None and cursor:
        words = explanation(look, cursor, stepped.refused)
        if query:
            return Outcome(Answered((), Toast(query, words[:190], alert=True)))
        return Outcome(Answered((seat.shown(Screen(words)),), toast), draft=changed(seat, stepped))
    if stepped.redrawn and cursor:
        again = seat.shown(
            question_screen(look, cursor), replaces=None if message else seat.conversation.prompt, message=message
        )
        return Outcome(Answered((again,), toast), back_at(seat, again), changed(seat, stepped))
    if stepped.answered is None:
        return moved(seat, stepped, query, None)
    return settled(seat, stepped, message, toast)


def settled(seat: Seat, stepped: Stepped, message: str | None, toast: Toast | None) -> Outcome:
    """Shrink the answered question and ask the next one, with what else has to be said in between."""
    look = seat.look(stepped)
    shown: list[Shown] = []
    node = stepped.asked.find(stepped.answered)
    if node is not None and (message or seat.conversation.prompt):
        line = answered_line(look, node, stepped.skipped)
        shown.append(seat.shown(line, replaces=None if message else seat.conversation.prompt, message=message))
    if remark := remark_on(look, stepped):
        shown.append(seat.shown(Screen(remark)))
    return asked_next(seat, stepped, tuple(shown), toast)


def remark_on(look: Look, stepped: Stepped) -> str:
    """Return what the person should know about the step besides the next question."""
    remarks = []
    if stepped.dropped:
        remarks.append(
            look.texts.ngettext(
                "{count} answer is no longer needed.", "{count} answers are no longer needed.", stepped.dropped
            ).format(count=stepped.dropped)
        )
    if stepped.masked:
        remarks.append(look.texts.gettext("I hid the personal code. Please never write personal codes here."))
    return "\n".join(remarks)


def asked_next(seat: Seat, stepped: Stepped, before: tuple[Shown, ...], toast: Toast | None) -> Outcome:
    """Show the open question or, when nothing is open, the summary; it becomes the prompt."""
    look = seat.look(stepped)
    node = stepped.asked.find(stepped.draft.cursor)
    prompt = seat.shown(question_screen(look, node) if node else summary_screen(look))
    conversation = replace(seat.conversation, kind=REPORT, draft=seat.kept.id, prompt=prompt.id)
    return Outcome(Answered((*before, prompt), toast), conversation, changed(seat, stepped))


def moved(seat: Seat, stepped: Stepped, query: str, message: str | None) -> Outcome:
    """Show the question (or summary) the person moved to; a tapped prompt is changed in place."""
    if message is None:
        return asked_next(seat, stepped, (), Toast(query) if query else None)
    look = seat.look(stepped)
    node = stepped.asked.find(stepped.draft.cursor)
    prompt = seat.shown(question_screen(look, node) if node else summary_screen(look), message=message)
    return Outcome(Answered((prompt,), Toast(query)), back_at(seat, prompt), changed(seat, stepped))


def back_at(seat: Seat, prompt: Shown) -> Conversation | None:
    """Return the conversation of somebody who came back to the report by an old button, None when they were in it."""
    if seat.conversation.kind == REPORT and seat.conversation.draft == seat.kept.id:
        return None
    return replace(seat.conversation, kind=REPORT, draft=seat.kept.id, prompt=prompt.id)


def asking_back(seat: Seat, stepped: Stepped, screen: Screen, toast: Toast | None) -> Outcome:
    """Ask whether a held text may stay, without touching the question above."""
    remark = remark_on(seat.look(stepped), stepped)
    screens = (Screen(remark), screen) if remark else (screen,)
    return Outcome(Answered(tuple(map(seat.shown, screens)), toast), draft=changed(seat, stepped))


def stale(seat: Seat, ref: str, query: str) -> Outcome:
    """Answer a press on an old question: what it says now, a way to change it, a way to go on."""
    look = seat.look(Stepped(seat.kept.draft, seat.dialog.look(seat.kept.draft)))
    return Outcome(Answered((seat.shown(stale_screen(look, ref)),), Toast(query)))


def changed(seat: Seat, stepped: Stepped) -> OpenDraft | None:
    """Return the draft to save, None when the step left it as it was."""
    return replace(seat.kept, draft=stepped.draft) if stepped.draft != seat.kept.draft else None
