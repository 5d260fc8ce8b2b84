"""What is said when an answer cannot be taken, a button is old, or somebody asks why."""

from __future__ import annotations

from core.dialog.flow import numbers_of
from core.dialog.inputs import Misread, Misreading
from core.forms.answers import Refusal
from core.forms.view import NodeView
from core.messages import Button, Press, Screen
from core.personal_data import MASK
from handlers.report.questions import Look


def explanation(look: Look, node: NodeView, why: Misread | Refusal) -> str:
    """Return one or two short sentences that say what is wanted; the question stays open."""
    _ = look.texts.gettext
    if isinstance(why, Refusal):
        said = look.view.constraint_message(node.ref, look.language) if why.kind == "constraint" else ""
        return said or (
            _("This question needs an answer.") if why.kind == "required" else _("This answer does not fit here.")
        )
    match why.why:
        case Misreading.EMPTY:
            return _("I see no answer. Please write it once more.")
        case Misreading.NOT_A_NUMBER:
            return _("One number is needed, for example {example}.").format(example=why.guess or "12")
        case Misreading.NOT_WHOLE:
            return _("A whole number is needed, for example {example}.").format(example="12")
        case Misreading.TOO_LARGE:
            return _("This number is too large.")
        case Misreading.NOT_A_DATE:
            return _("A date is needed, for example 5.11.2026.")
        case Misreading.TOO_LONG:
            return _("This is too long. Please write up to {count} characters.").format(count=look.texts.number(4000))
    return _("Please choose one of the buttons, or write its number.")


def stale_screen(look: Look, ref: str) -> Screen:
    """Return the calm answer to a press on an old message."""
    _ = look.texts.gettext
    node = look.asked.find(ref)
    rows: list[tuple[Button, ...]] = []
    if node is None:
        text = _("This question is no longer needed.")
    elif node.value == "" and ref != look.draft.cursor:
        text = _("This button is old.")
    elif ref == look.draft.cursor:
        text = _("This button is old. The question itself is still open.")
    else:
        text = _("This question is already answered ({answer}).").format(answer=look.value(node, 80))
        number = numbers_of(look.dialog.form)[ref]
        rows.append((Button(_("Change"), Press.of("q.change", look.kept.id, number, look.draft.asked)),))
    rows.append((continue_button(look),))
    return Screen(text, tuple(rows))


def continue_button(look: Look) -> Button:
    """Return the button that leads on to the open question or the summary."""
    _ = look.texts.gettext
    place = look.asked.place(look.draft.cursor) if look.draft.cursor else 0
    label = _("Continue with question {number}").format(number=place) if place else _("To the summary")
    return Button(label, Press.of("report.continue", look.kept.id))


def why_screen(look: Look, ref: str) -> Screen:
    """Return why a question is asked, who sees the answer and how long it is kept."""
    _ = look.texts.gettext
    reason = look.view.guidance(ref, look.language) or _(
        "The ministry adds up the answers of all municipalities. This shows where help is needed."
    )
    who = _("Your coordinator sees your answer. Texts are deleted after 24 months; only the numbers stay.")
    return Screen(f"{reason}\n\n{who}", ((continue_button(look),),))


def findings_screen(look: Look, node: NodeView, findings: tuple[str, ...]) -> Screen:
    """Return the question whether a text that seems to name somebody may stay."""
    _ = look.texts.gettext
    spots = ", ".join("„" + spot + "”" for spot in findings if spot != MASK)
    text = _("This seems to hold personal data: {spots}.\nPlease write it without names, phones and addresses.")
    leave = look.press("q.held", node)
    again = Press.of("report.continue", look.kept.id)
    rows = ((Button(_("Write it again"), again),), (Button(_("Leave it, that is no person"), leave),))
    return Screen(text.format(spots=spots), rows)
