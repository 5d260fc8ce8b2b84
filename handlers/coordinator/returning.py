"""Giving one question back: choose the answer, write one line, the mediator gets exactly that question again.

A closed month is opened again for that one report, because a question nobody may answer helps nobody.
"""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen, Typed
from core.people import Action, Person
from core.periods import RIGA, Period
from core.personal_data import mask_personal_codes
from handlers.coordinator.overview import home_row, reports
from handlers.coordinator.reading import named_report
from handlers.coordinator.sheet import SheetLine, sheet_of
from handlers.months import about_month
from handlers.report.returned import returned_notice
from handlers.report.values import cut
from handlers.visit import Visit
from storage.extensions import load_extension, save_extension
from storage.overview import SentReport, load_report
from storage.people import load_person
from storage.returned_questions import ReturnedQuestion, add_returned

KIND = "c.return"
LABEL, LONGEST = 60, 500
"""Characters of a button, and of the line a coordinator writes."""


async def choose(visit: Visit) -> Outcome:
    """Ask which answer the coordinator has a question about."""
    visit.require(Action.RETURN_QUESTION)
    report = await named_report(visit)
    if report is None:
        return await reports(visit)
    if await writer(visit, report) is None:
        return visit.reply(nobody_screen(visit, report), in_place=True)
    sheet = sheet_of(report, visit.texts, visit.env)
    text = visit.texts.gettext("{municipality}: which answer do you want to ask about?")
    rows = tuple((Button(line_label(line), Press.of("c.return.q", report.id, line.number)),) for line in sheet.lines)
    back = (Button(visit.texts.gettext("◀ Back"), Press.of("c.read", report.id)),)
    place = visit.env.municipality_names(report.municipality)
    return visit.reply(Screen(text.format(municipality=place), (*rows, back)), in_place=True)


def line_label(line: SheetLine) -> str:
    """Return an answer as a button; the question is shortened so that the answer can be read."""
    value = cut(line.answer, 18) or "—"
    return f"{cut(line.question, LABEL - len(value) - 3)} – {value}"


async def writer(visit: Visit, report: SentReport) -> Person | None:
    """Return who wrote the report, None when they are gone or no longer mediator there."""
    person = await load_person(visit.conn, report.person, visit.env.now) if report.person is not None else None
    return person if person is not None and report.municipality in person.municipalities else None


def nobody_screen(visit: Visit, report: SentReport) -> Screen:
    """Return what is said of a report whose writer cannot be asked."""
    text = visit.texts.gettext("{municipality}: whoever wrote this report is no longer mediator there.")
    return Screen(text.format(municipality=visit.env.municipality_names(report.municipality)), (home_row(visit),))


async def ask_line(visit: Visit) -> Outcome:
    """Ask for the one line that goes with the question a button names by its number."""
    visit.require(Action.RETURN_QUESTION)
    report = await named_report(visit)
    line = answer_numbered(visit, report, visit.argument(1)) if report else None
    return await asked(visit, report, line)


async def ask_figure(visit: Visit) -> Outcome:
    """Ask for the one line about a figure the digest warned of, named as the form names its question."""
    visit.require(Action.RETURN_QUESTION)
    report = await named_report(visit)
    if report is None:
        return await reports(visit)
    named = visit.argument(1)
    questions = visit.env.forms.form(*report.form).questions
    number = next((str(place) for place, question in enumerate(questions) if question.name == named), "")
    return await asked(visit, report, answer_numbered(visit, report, number))


def answer_numbered(visit: Visit, report: SentReport, number: str) -> SheetLine | None:
    """Return the answer to a question by its number in the form, None when it was not asked."""
    return sheet_of(report, visit.texts, visit.env).line(int(number)) if number.isdecimal() else None


async def asked(visit: Visit, report: SentReport | None, line: SheetLine | None) -> Outcome:
    """Show the answer and wait for the line to be typed."""
    if report is None or line is None:
        return await reports(visit)
    if await writer(visit, report) is None:
        return visit.reply(nobody_screen(visit, report), in_place=True)
    _ = visit.texts.gettext
    words = _("Write in one message what you want to know. The mediator gets exactly this question again.")
    about = _("{municipality} · report for {month}").format(
        municipality=visit.env.municipality_names(report.municipality),
        month=about_month(visit.texts, Period.parse(report.period)),
    )
    text = f"{about}\n{line.question} – {cut(line.answer, 200) or '—'}\n\n{words}"
    rows = ((Button(_("◀ Back"), Press.of("c.return", report.id)), *home_row(visit)),)
    conversation = Conversation(KIND, {"report": report.id, "number": line.number})
    return visit.reply(Screen(text, rows, strong=(about,)), in_place=True, conversation=conversation)


async def typed_line(visit: Visit) -> Outcome:
    """Give the question back with the line that was typed."""
    visit.require(Action.RETURN_QUESTION)
    state = visit.situation.conversation.state
    report = await load_report(visit.conn, int(state["report"]))
    line = answer_numbered(visit, report, str(state["number"])) if report else None
    mediator = await writer(visit, report) if report else None
    if report is None or line is None or mediator is None:
        return await reports(visit)
    words = " ".join(mask_personal_codes(visit.words).split())
    if not words or len(words) > LONGEST or (isinstance(visit.received.what, Typed) and visit.received.what.forwarded):
        text = visit.texts.gettext("One short message is needed, up to {count} characters.")
        return visit.reply(Screen(text.format(count=LONGEST)))
    return await given_back(visit, report, line, mediator, words)


async def given_back(visit: Visit, report: SentReport, line: SheetLine, mediator: Person, words: str) -> Outcome:
    """Store the question, tell the mediator, confirm to the coordinator."""
    returned = ReturnedQuestion(
        id=visit.env.new_id(),
        person=mediator.id,
        municipality=report.municipality,
        period=report.period,
        ref=line.ref,
        note=words,
        by=visit.person.id,
        asked_at=visit.env.now,
    )
    await add_returned(visit.conn, returned)
    await reopen(visit, report, mediator)
    told = await returned_notice(visit, mediator, returned)
    told = replace(told, not_before=visit.env.programme.out_of_quiet(visit.env.now))
    _ = visit.texts.gettext
    text = (
        _("Sent. {municipality} gets this question again and you are told when it is answered.")
        if mediator.reachable
        else _("Kept, but messages do not reach the mediator of {municipality} at present. Please call.")
    )
    place = visit.env.municipality_names(report.municipality)
    rows = ((Button(_("📋 Reports"), Press.of("c.reports", report.period)), *home_row(visit)),)
    screen = Screen(text.format(municipality=place), rows)
    return visit.reply(screen, told, conversation=Conversation())


async def reopen(visit: Visit, report: SentReport, mediator: Person) -> None:
    """Let the mediator change a report of a closed month for some days more."""
    period, programme = Period.parse(report.period), visit.env.programme
    key = (mediator.id, report.municipality, report.period)
    if visit.env.now >= programme.closes(period, await load_extension(visit.conn, *key)):
        today = visit.env.now.astimezone(RIGA).date()
        await save_extension(visit.conn, *key, due=today, by=visit.person.id)
