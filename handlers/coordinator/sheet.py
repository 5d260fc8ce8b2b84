"""A sent report as a coordinator reads it: sections with question and answer, spoken answers by number, differences.

The words of the questions are those of the form version the report was written in, in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.dialog.flow import Asked, look
from core.forms.model import Env as FormEnv
from core.periods import RIGA, Period
from core.texts import Texts
from handlers.months import in_month
from handlers.report.values import cut, shown_value, voice_of
from handlers.turn import Env
from storage.overview import SentReport

LONG = 200
"""Characters of a value in a list of differences or of questions."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One answer in words; `number` is the question's in the form, `voice` the file of a spoken answer."""

    ref: str
    number: int
    section: str
    question: str
    answer: str
    raw: str
    voice: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one sent version in the order of the form."""

    lines: tuple[SheetLine, ...]

    @property
    def voices(self) -> tuple[int, ...]:
        """The files of spoken answers; a button names one by its place here, from 1."""
        return tuple(line.voice for line in self.lines if line.voice is not None)

    def line(self, number: int) -> SheetLine | None:
        """Return the answer to a question by the question's number in the form."""
        return next((line for line in self.lines if line.number == number), None)


def asked_in_report(report: SentReport, texts: Texts, env: Env) -> Asked:
    """Return the form as it stood when the report was sent, with the month in the reader's language."""
    form = env.forms.form(*report.form)
    answers = dict(report.answers)
    for node in form.root.children:
        if node.name == "in_month":
            answers[node.ref] = in_month(texts, Period.parse(report.period))
    return look(form, answers, FormEnv(report.sent_at.astimezone(RIGA), texts.language, f"uuid:{report.id}"))


def sheet_of(report: SentReport, texts: Texts, env: Env) -> Sheet:
    """Return a sent report in words."""
    asked = asked_in_report(report, texts, env)
    numbers = {question.ref: number for number, question in enumerate(asked.form.questions)}
    return Sheet(
        tuple(
            SheetLine(
                ref=node.ref,
                number=numbers[node.ref],
                section=asked.view.section(node.ref, texts.language),
                question=asked.view.label(node.ref, texts.language),
                answer=shown_value(asked, node, texts, None) if node.value else "",
                raw=node.value,
                voice=voice_of(node.value),
            )
            for node in asked.questions
        )
    )


def sheet_text(sheet: Sheet, texts: Texts) -> str:
    """Return the answers under their sections, `question – answer`; spoken ones with the number of their button."""
    lines: list[str] = []
    section = ""
    spoken = 0
    for line in sheet.lines:
        if line.section and line.section != section:
            lines += ["", line.section]
            section = line.section
        answer = line.answer or "—"
        if line.voice is not None:
            spoken += 1
            answer = texts.gettext("🎤 voice message {number}").format(number=spoken)
        lines.append(f"{line.question} – {answer}")
    return "\n".join(lines).strip("\n")


def changed_lines(before: Sheet, after: Sheet) -> list[str]:
    """Return what changed between two versions, `question old → new`, in the order of the form."""
    old = {line.ref: line for line in before.lines}
    new = {line.ref: line for line in after.lines}
    found = []
    for line in (*after.lines, *(line for line in before.lines if line.ref not in new)):
        earlier = old.get(line.ref)
        now = new.get(line.ref)
        if (earlier.raw if earlier else "") != (now.raw if now else ""):
            found.append(f"{line.question} {value_of(earlier)} → {value_of(now)}")
    return found


def value_of(line: SheetLine | None) -> str:
    """Return an answer shortened, a dash where there is none."""
    return cut(line.answer, LONG) if line is not None and line.answer else "—"
