"""How a question looks: heading with progress, the question, last month's value, its buttons.

A button carries the draft, the number of the question and the revision at which it was asked, so that an old one is
recognised; the words on it are never part of what it carries.
"""

from __future__ import annotations

from core.dialog.flow import NUMBERS, SELECTS, Asked, choice_names, is_open, kind_of, numbers_of, options
from core.dialog.inputs import Option
from core.dialog.step import NOTHING, Dialog, ticked
from core.drafts import OpenDraft
from core.forms.answers import check_answer
from core.forms.view import NodeView
from core.messages import Button, Press, Screen
from core.periods import Period
from core.texts import Texts
from handlers.months import about_month, capital, in_month
from handlers.report.values import shown_value

BAR = 10
PAGE = 8
QUICK_NUMBERS = 8

Row = tuple[Button, ...]


class Look:
    """One draft as one person sees it in one language; makes its screens."""

    def __init__(self, dialog: Dialog, kept: OpenDraft, asked: Asked, texts: Texts, place: str = "") -> None:
        self.dialog, self.kept, self.asked, self.texts, self.place = dialog, kept, asked, texts, place
        self.draft, self.view, self.language = kept.draft, asked.view, texts.language

    def press(self, action: str, node: NodeView, *arguments: object) -> Press:
        """Return a button's meaning for a question as it is asked now."""
        number = numbers_of(self.dialog.form)[node.ref]
        return Press.of(action, self.kept.id, number, self.draft.asked, *arguments)

    def label(self, node: NodeView) -> str:
        """Return the words of the question."""
        return self.view.label(node.ref, self.language)

    def value(self, node: NodeView, length: int | None = None) -> str:
        """Return the answer in words, cut to a length where one is given."""
        return shown_value(self.asked, node, self.texts, length)

    def title(self) -> str:
        """Return "Report for October", with the municipality for who reports on several."""
        _ = self.texts.gettext
        title = _("Report for {month}").format(month=about_month(self.texts, Period.parse(self.kept.period)))
        return f"{title} · {self.place}" if self.place else title


def question_screen(look: Look, node: NodeView) -> Screen:
    """Return the screen that asks a question."""
    label = look.label(node)
    parts = [heading(look, node), *look.asked.notes_before(node.ref, look.language), label]
    hint = look.view.hint(node.ref, look.language)
    details = [line for line in (hint, earlier_line(look, node), present_line(look, node)) if line]
    text = "\n\n".join(filter(None, parts)) + "".join("\n" + line for line in details)
    return Screen(text, (*answer_rows(look, node), *way_rows(look, node)), strong=(label,))


def heading(look: Look, node: NodeView) -> str:
    """Return title, place, bar and section: `Pārskats par oktobri · 3/16 ▓▓▓░░░░░░░`."""
    place, total = look.asked.place(node.ref), look.dialog.expected(look.draft, look.asked)
    line = look.title()
    if total > 1:
        line += f" · {place}/{total} {bar(place - 1, total)}"
    return "\n".join(filter(None, (line, look.view.section(node.ref, look.language))))


def bar(done: int, total: int) -> str:
    """Return the progress as ten blocks."""
    full = round(BAR * done / total)
    return "▓" * full + "░" * (BAR - full)


def earlier_line(look: Look, node: NodeView) -> str:
    """Return what was answered the month before, where that is a number or a choice."""
    shown = earlier_value(look, node)
    if not shown:
        return ""
    month = capital(in_month(look.texts, Period.parse(look.draft.earlier_period)))
    return look.texts.gettext("{in_month}: {value}").format(in_month=month, value=shown)


def earlier_value(look: Look, node: NodeView) -> str:
    """Return the answer of the month before in words, '' when there was none or it is free text."""
    value = look.draft.earlier.get(node.ref, "")
    if not value or kind_of(node) == "string" or not look.draft.earlier_period:
        return ""
    if kind_of(node) in SELECTS:
        names = [name for name in value.split() if name in choice_names(node)]
        return "; ".join(look.view.choice_label(node.ref, name, look.language) for name in names)
    return shown_value(look.asked, node, look.texts, None, value)


def present_line(look: Look, node: NodeView) -> str:
    """Return the answer the question has already, where the buttons do not show it."""
    if not node.value or kind_of(node) in SELECTS:
        return ""
    return look.texts.gettext("Now: {value}").format(value=look.value(node, 200))


def answer_rows(look: Look, node: NodeView) -> tuple[Row, ...]:
    """Return the rows of buttons that answer the question."""
    if kind_of(node) == "select":
        return tick_rows(look, node)
    if kind_of(node) == "select1":
        return choice_rows(look, node)
    if kind_of(node) in NUMBERS:
        return number_rows(look, node)
    return ()


def choice_rows(look: Look, node: NodeView) -> tuple[Row, ...]:
    """Return a button a row for each choice, the present one marked; two short ones share a row."""
    offered = options(look.asked, node, look.language)
    mark = {True: "● ", False: ""}
    buttons = [
        Button(mark[option.name == node.value] + option.label, look.press("q.answer", node, number))
        for number, option in enumerate(offered)
    ]
    if len(buttons) == 2 and all(len(button.label) <= 12 for button in buttons):
        return (tuple(buttons),)
    return paged(look, node, buttons)


def tick_rows(look: Look, node: NodeView) -> tuple[Row, ...]:
    """Return a box a row for each choice and the button that confirms them."""
    offered = options(look.asked, node, look.language)
    chosen = set(ticked(look.draft, node))
    buttons = [tick_button(look, node, number, option, chosen) for number, option in enumerate(offered)]
    count = len(chosen - {NOTHING})
    rows = paged(look, node, buttons)
    if count or not node.required:
        done = look.texts.gettext("Done ({count})").format(count=count)
        rows = (*rows, (Button(done, look.press("q.done", node)),))
    return (*rows, *same_ticks(look, node, chosen))


def same_ticks(look: Look, node: NodeView, chosen: set[str]) -> tuple[Row, ...]:
    """Return the button that answers as the month before, as long as nothing else is ticked."""
    earlier = look.draft.earlier.get(node.ref, "")
    if chosen or not earlier or not allowed(look, node, earlier):
        return ()
    month = in_month(look.texts, Period.parse(look.draft.earlier_period))
    same = look.texts.gettext("The same as {in_month}").format(in_month=month)
    return ((Button(same, look.press("q.same", node)),),)


def tick_button(look: Look, node: NodeView, number: int, option: Option, chosen: set[str]) -> Button:
    """Return the box of one choice; it carries what it will be, so that a second press changes nothing."""
    on = option.name in chosen
    return Button(("☑ " if on else "☐ ") + option.label, look.press("q.tick", node, number, 0 if on else 1))


def paged(look: Look, node: NodeView, buttons: list[Button]) -> tuple[Row, ...]:
    """Return the rows of the present page, with arrows when there is more than one."""
    if len(buttons) <= PAGE + 4:
        return tuple((button,) for button in buttons)
    pages = (len(buttons) + PAGE - 1) // PAGE
    page = min(look.draft.page, pages - 1)
    rows: list[Row] = [(button,) for button in buttons[page * PAGE : (page + 1) * PAGE]]
    arrows = [
        Button(f"‹ {page}" if step < 0 else f"{page + 2} ›", look.press("q.page", node, page + step))
        for step in (-1, 1)
        if 0 <= page + step < pages
    ]
    return (*rows, tuple(arrows))


def number_rows(look: Look, node: NodeView) -> tuple[Row, ...]:
    """Return last month's value as one tap, and the few numbers that are allowed where they are few."""
    _ = look.texts.gettext
    rows: list[Row] = []
    earlier = look.draft.earlier.get(node.ref, "")
    if earlier and earlier != node.value and allowed(look, node, earlier):
        same = _("{value}, the same").format(value=shown_value(look.asked, node, look.texts, None, earlier))
        rows.append((Button(same, look.press("q.same", node)),))
    few = few_numbers(look, node)
    rows += [
        tuple(Button(number, look.press("q.number", node, number)) for number in few[start : start + 5])
        for start in range(0, len(few), 5)
    ]
    return tuple(rows)


def few_numbers(look: Look, node: NodeView) -> list[str]:
    """Return the whole numbers a constraint allows when there are at most eight, else none."""
    if kind_of(node) != "integer" or allowed(look, node, str(QUICK_NUMBERS + 1)) or allowed(look, node, "-1"):
        return []
    return [str(number) for number in range(QUICK_NUMBERS + 1) if allowed(look, node, str(number))]


def allowed(look: Look, node: NodeView, value: str) -> bool:
    """Tell whether the value could be given as the answer."""
    return check_answer(look.dialog.form, {}, node.ref, value, look.dialog.env, view=look.view) is None


def way_rows(look: Look, node: NodeView) -> tuple[Row, ...]:
    """Return the buttons that lead on, back, away and to the reason."""
    _ = look.texts.gettext
    on: list[Button] = []
    if node.value and not is_open(node, look.draft) and kind_of(node) != "select":
        on.append(Button(_("Leave as it is ▶"), look.press("q.keep", node)))
    if not node.required:
        on.append(Button(_("Skip"), look.press("q.skip", node)))
    way: list[Button] = []
    if look.asked.place(node.ref) > 1:
        way.append(Button(_("◀ Back"), look.press("q.back", node)))
    way.append(Button(_("Later"), look.press("q.later", node)))
    way.append(Button(_("Why?"), look.press("q.why", node)))
    return tuple(row for row in (tuple(on), tuple(way)) if row)


def answered_line(look: Look, node: NodeView, skipped: bool) -> Screen:
    """Return what an answered question shrinks to: `✓ Ar cik ģimenēm strādājāt? – 12`."""
    _ = look.texts.gettext
    value = _("skipped") if skipped else look.value(node, 120)
    return Screen(_("✓ {question} – {answer}").format(question=look.label(node), answer=value))
