"""Reading a report: one clean message, spoken answers as buttons, what a new version changed."""

from __future__ import annotations

from core.conversations import Conversation, Outcome
from core.errors import Refused
from core.messages import Attachment, Button, FileKind, Press, Screen
from core.people import Action
from core.periods import RIGA, Period
from handlers.arguments import number_named
from handlers.coordinator.overview import home_row, reports
from handlers.coordinator.sheet import changed_lines, sheet_of, sheet_text
from handlers.months import about_month, capital, on_day, with_year
from handlers.pages import pages
from handlers.visit import Visit
from storage.files import STORED, WANTED, load_file
from storage.overview import SentReport, load_report, load_version


async def named_report(visit: Visit) -> SentReport | None:
    """Return the sent version a button names, None when there is none (any more)."""
    number = number_named(visit)
    return await load_report(visit.conn, number) if number is not None else None


async def read(visit: Visit) -> Outcome:
    """Show a sent report; long ones in several messages, the buttons under the last."""
    visit.require(Action.READ_REPORTS)
    report = await named_report(visit)
    if report is None:
        return await reports(visit)
    _ = visit.texts.gettext
    sheet = sheet_of(report, visit.texts, visit.env)
    title = _("{municipality} · report for {month}").format(
        municipality=visit.env.municipality_names(report.municipality),
        month=about_month(visit.texts, Period.parse(report.period)),
    )
    sections = tuple(dict.fromkeys(line.section for line in sheet.lines if line.section))
    whole = pages(f"{title}\n{sent_line(visit, report)}\n\n{sheet_text(sheet, visit.texts)}")
    rows = report_rows(visit, report, len(sheet.voices))
    screens = [
        Screen(page, rows if place == len(whole) else (), strong=(title, *sections))
        for place, page in enumerate(whole, 1)
    ]
    conversation = Conversation(prompt=visit.situation.conversation.prompt)
    return visit.reply(*screens, in_place=True, conversation=conversation)


def sent_line(visit: Visit, report: SentReport) -> str:
    """Return when a version was sent, and which it is where there were several."""
    _ = visit.texts.gettext
    moment = report.sent_at.astimezone(RIGA)
    text = _("Sent on {day} at {time}") if report.version == 1 else _("Sent on {day} at {time}, version {number}")
    day = with_year(visit.texts, on_day(visit.texts, moment.date()), moment.date())
    return capital(text.format(day=day, time=visit.texts.clock(moment), number=report.version))


def report_rows(visit: Visit, report: SentReport, voices: int) -> tuple[tuple[Button, ...], ...]:
    """Return what can be done with a report that is read."""
    _ = visit.texts.gettext
    listen = [
        Button(_("▶ Listen {number}").format(number=number), Press.of("c.listen", report.id, number))
        for number in range(1, voices + 1)
    ]
    rows = [tuple(listen[start : start + 3]) for start in range(0, len(listen), 3)]
    if report.version > 1:
        rows.append((Button(_("What changed"), Press.of("c.changes", report.id)),))
    if report.person is not None:
        rows.append((Button(_("❓ Ask about an answer"), Press.of("c.return", report.id)),))
    rows.append((Button(_("◀ Back"), Press.of("c.reports", report.period)), Button(_("Home"), Press.of("home"))))
    return tuple(rows)


async def changes(visit: Visit) -> Outcome:
    """Show what a version changed against the one before."""
    visit.require(Action.READ_REPORTS)
    report = await named_report(visit)
    before = await load_version(visit.conn, report, report.version - 1) if report else None
    if report is None or before is None:
        return await reports(visit)
    _ = visit.texts.gettext
    lines = changed_lines(sheet_of(before, visit.texts, visit.env), sheet_of(report, visit.texts, visit.env))
    title = _("{municipality}: what version {number} changed").format(
        municipality=visit.env.municipality_names(report.municipality), number=report.version
    )
    text = "\n".join([title, "", *(lines or [_("Nothing was changed.")])])
    rows = ((Button(_("◀ Back"), Press.of("c.read", report.id)),), home_row(visit))
    whole = pages(text)
    screens = [
        Screen(page, rows if place == len(whole) else (), strong=(title,)) for place, page in enumerate(whole, 1)
    ]
    return visit.reply(*screens, in_place=True)


async def listen(visit: Visit) -> Outcome:
    """Send one spoken answer of a report as a voice message."""
    visit.require(Action.READ_REPORTS)
    report = await named_report(visit)
    if report is None:
        return await reports(visit)
    _ = visit.texts.gettext
    voices = sheet_of(report, visit.texts, visit.env).voices
    place = number_named(visit, 1) or 0
    if not 1 <= place <= len(voices):
        raise Refused("a voice answer that is not there")
    file = await load_file(visit.conn, voices[place - 1])
    if file is None or file.state != STORED:
        wait = file is not None and file.state == WANTED
        text = (
            _("The recording is still on its way. Please try again in a few minutes.")
            if wait
            else _("This recording is no longer kept.")
        )
        return visit.reply(Screen(text, (home_row(visit),)))
    title = _("{municipality} · voice message {number}").format(
        municipality=visit.env.municipality_names(report.municipality), number=place
    )
    attachment = Attachment(FileKind.VOICE, f"{report.municipality}-{report.period}-{place}.ogg", file_id=file.id)
    return visit.reply(Screen(title, attachment=attachment))
