"""The summary: every answer on one line, each with a button that opens just that answer, then the one that sends."""

from __future__ import annotations

from core.dialog.flow import is_open
from core.forms.view import NodeView
from core.messages import Button, Press, Screen
from handlers.report.questions import Look
from handlers.report.values import cut

LINE = 160
LABEL = 40


def summary_screen(look: Look) -> Screen:
    """Return the answers with their buttons; `Send` only when nothing wants an answer."""
    _ = look.texts.gettext
    lines: list[str] = [look.title()]
    section = ""
    for number, node in enumerate(look.asked.questions, 1):
        title = look.view.section(node.ref, look.language)
        if title != section:
            lines += ["", title]
            section = title
        lines.append(summary_line(look, number, node))
    complete = not any(is_open(node, look.draft) for node in look.asked.questions)
    closing = _("Please look it through. Tap a line to change it.")
    if complete and look.draft.sent:
        closing = _("You changed something. Send it again.") if look.draft.dirty else _("This report is sent.")
    sections = tuple({look.view.section(node.ref, look.language) for node in look.asked.questions} - {""})
    text = "\n".join([*lines, "", closing])
    return Screen(text, (*answer_buttons(look), *send_rows(look, complete)), strong=(look.title(), *sections))


def summary_line(look: Look, number: int, node: NodeView) -> str:
    """Return one answer as `3. Ar cik ģimenēm strādājāt? – 12`."""
    return f"{number}. {look.label(node)} – {answer_words(look, node, LINE)}"


def answer_words(look: Look, node: NodeView, length: int) -> str:
    """Return the answer in words, or a dash where there is none."""
    if not node.value and node.ref in look.draft.passed:
        return look.texts.gettext("skipped")
    return look.value(node, length) or "—"


def answer_buttons(look: Look) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each answer; the question is shortened so that the answer can be read."""
    rows = []
    for number, node in enumerate(look.asked.questions, 1):
        value = answer_words(look, node, 18)
        label = cut(look.label(node), max(LABEL - len(value) - 6, 10))
        rows.append((Button(f"{number}. {label} – {value}", look.press("q.change", node)),))
    return tuple(rows)


def send_rows(look: Look, complete: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the button that sends, or the one that goes on with what is open, and the way home."""
    _ = look.texts.gettext
    home = Button(_("Home"), Press.of("home"))
    if not complete:
        return ((Button(_("Continue"), Press.of("report.continue", look.kept.id)), home),)
    if look.draft.sent and not look.draft.dirty:
        return ((home,),)
    label = _("Send the changes") if look.draft.sent else _("Send")
    return ((Button(f"✅ {label}", Press.of("report.send", look.kept.id, look.draft.revision)),), (home,))
