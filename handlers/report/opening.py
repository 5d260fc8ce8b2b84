"""Opening a report: which month is reported now, a new draft or the old one, and the mediator's home screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.conversations import Conversation, Outcome, Situation
from core.dialog.step import Open, step
from core.drafts import Draft, OpenDraft
from core.messages import Button, Press, Screen
from core.people import Action
from core.periods import RIGA, Period, Programme
from core.texts import Texts
from handlers.arguments import number_named
from handlers.months import about_month, capital, in_month, until_day
from handlers.report.answering import Seat, asked_next, dialog_of
from handlers.turn import Env
from handlers.visit import Visit
from storage.drafts import add_draft, load_draft, load_own_draft
from storage.extensions import load_extension
from storage.overview import find_extensions
from storage.submissions import load_newest_before

FORM = "monthly_report"
OPEN_BACK = 4
"""Months back that can be open: more than the two months a report can be put off."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One report a mediator is to send: municipality, period, the day it is due, the draft where begun."""

    municipality: str
    period: Period
    due: date
    kept: OpenDraft | None


async def find_duties(visit: Visit) -> list[Duty]:
    """Return for each municipality of the person the oldest report not sent yet, else the newest that is open."""
    duties = []
    for municipality in visit.person.municipalities:
        found = await open_duties(visit, municipality)
        unsent = (duty for duty in found if duty.kept is None or not duty.kept.draft.sent)
        duty = next(unsent, found[-1] if found else None)
        if duty is not None:
            duties.append(duty)
    return duties


async def open_duties(visit: Visit, municipality: str) -> list[Duty]:
    """Return every report of a municipality the person can write or change now, the oldest month first.

    A month a coordinator gave more time for stays open when it is closed for everybody else.
    """
    programme, now, duties = visit.env.programme, visit.env.now, []
    periods = writable_periods(programme, now)
    extensions = await find_extensions(visit.conn, [str(period) for period in periods])
    for period in periods:
        extended = extensions.get((visit.person.id, municipality, str(period)))
        if (extended or programme.reports(period)) and now < programme.closes(period, extended):
            kept = await load_own_draft(visit.conn, visit.person.id, FORM, municipality, str(period))
            duties.append(Duty(municipality, period, extended or programme.due(period), kept))
    return duties


def writable_periods(programme: Programme, now: datetime) -> list[Period]:
    """Return the months that may be open, the oldest first: some past ones up to the newest that can be begun."""
    newest = programme.newest_to_write(now)
    return [newest.shifted(back) for back in range(-OPEN_BACK, 1)]


async def due_day(visit: Visit, municipality: str, period: Period) -> date:
    """Return the day a report is due for this person, with the coordinator's extension."""
    extended = await load_extension(visit.conn, visit.person.id, municipality, str(period))
    return extended or visit.env.programme.due(period)


async def is_closed(visit: Visit, kept: OpenDraft) -> bool:
    """Tell whether the period of a draft can no longer be changed by its writer."""
    period = Period.parse(kept.period)
    extended = await load_extension(visit.conn, visit.person.id, kept.municipality, kept.period)
    return visit.env.now >= visit.env.programme.closes(period, extended)


def is_late(situation: Situation, env: Env) -> bool:
    """Tell whether the open report is of a month that is closed for everybody who was not given more time."""
    kept = situation.draft
    if kept is None or not kept.period:
        return False
    return env.now >= env.programme.closes(Period.parse(kept.period))


async def mediator_home(visit: Visit) -> Screen:
    """Return the mediator's home: the report that waits, how far it is, when it is due."""
    _ = visit.texts.gettext
    duties = await find_duties(visit)
    names = ", ".join(visit.env.municipality_names(code) for code in visit.person.municipalities)
    lines = [_("Mediator · {municipality}").format(municipality=names)]
    rows: list[tuple[Button, ...]] = []
    for duty in duties:
        lines.append(duty_line(visit, duty) + place_mark(visit, duty, several=len(duties) > 1))
        rows += duty_rows(visit, duty, several=len(duties) > 1)
    if not duties:
        lines.append(_("There is no report to write now."))
    rows.append((Button(_("📊 My reports"), Press.of("reports.mine")), Button(_("Help"), Press.of("help"))))
    return Screen("\n".join(lines), tuple(rows), strong=(lines[0],))


def duty_line(visit: Visit, duty: Duty) -> str:
    """Return one line about one report: not begun, so many answered, or sent."""
    _ = visit.texts.gettext
    about = about_month(visit.texts, duty.period)
    if duty.kept is None:
        text = _("📝 Report for {month}: not begun · due {day}")
        return text.format(month=about, day=visit.texts.day(duty.due))
    if duty.kept.draft.sent and not duty.kept.draft.dirty:
        last = visit.env.programme.closes(duty.period, duty.due).astimezone(RIGA).date()
        text = _("✅ Report for {month}: sent · can be changed until {day}")
        return text.format(month=about, day=until_day(visit.texts, last - timedelta(days=1)))
    done, total = progress(duty.kept, visit.texts, visit.env)
    text = _("📝 Report for {month}: {done} of {total} · due {day}")
    return text.format(month=about, done=done, total=total, day=visit.texts.day(duty.due))


def place_mark(visit: Visit, duty: Duty, *, several: bool) -> str:
    """Return the municipality as it stands behind a line or a label, '' where there is only one."""
    return f" · {visit.env.municipality_names(duty.municipality)}" if several else ""


def progress(kept: OpenDraft, texts: Texts, env: Env) -> tuple[int, int]:
    """Return how many questions of a draft are answered (or skipped) and how many are asked."""
    dialog = dialog_of(kept, texts, env)
    asked = dialog.look(kept.draft)
    done = sum(1 for node in asked.questions if node.value or node.ref in kept.draft.passed)
    return done, dialog.expected(kept.draft, asked)


def duty_rows(visit: Visit, duty: Duty, several: bool) -> list[tuple[Button, ...]]:
    """Return the buttons for one report; the municipality stands in them where there is more than one."""
    _ = visit.texts.gettext
    place = (duty.municipality, duty.period)
    suffix = place_mark(visit, duty, several=several)
    if duty.kept is None:
        absent = capital(_("I did not work {in_month}").format(in_month=in_month(visit.texts, duty.period)))
        return [
            (Button(_("📝 Fill in the report") + suffix, Press.of("report.open", *place)),),
            (Button(absent + suffix, Press.of("report.absent", *place)),),
        ]
    sent = duty.kept.draft.sent and not duty.kept.draft.dirty
    label = _("✏️ Change the report") if sent else _("📝 Continue the report")
    return [(Button(label + suffix, Press.of("report.open", *place)),)]


async def report(visit: Visit) -> Outcome:
    """Answer `/report`: straight into the one report that waits, or the choice where there are several."""
    if not visit.person.municipalities:
        return visit.reply(no_office_screen(visit), conversation=Conversation())
    duties = await find_duties(visit)
    if len(duties) == 1:
        return await opened(visit, await kept_or_new(visit, duties[0]))
    return visit.reply(await mediator_home(visit), conversation=Conversation())


def no_office_screen(visit: Visit) -> Screen:
    """Return what is said to somebody who writes no reports."""
    _ = visit.texts.gettext
    text = _("Only mediators write monthly reports. If you are one, please ask your coordinator for a link.")
    return Screen(text, ((Button(_("Home"), Press.of("home")),),))


async def open_report(visit: Visit) -> Outcome:
    """Open the report a button names."""
    duty = await named_duty(visit)
    if duty is None:
        return visit.reply(closed_screen(visit), in_place=True)
    return await opened(visit, await kept_or_new(visit, duty))


async def named_duty(visit: Visit) -> Duty | None:
    """Return the report a button names by municipality and period, None when it cannot be written now."""
    visit.require(Action.FILL_IN_REPORT, visit.argument(0))
    duties = await open_duties(visit, visit.argument(0))
    return next((duty for duty in duties if str(duty.period) == visit.argument(1)), None)


async def kept_or_new(visit: Visit, duty: Duty) -> OpenDraft:
    """Return the draft of a report; a new one holds the answers of the report before beside it."""
    if duty.kept is not None:
        return duty.kept
    form = visit.env.forms.newest(FORM)
    before = await load_newest_before(visit.conn, visit.person.id, FORM, duty.municipality, str(duty.period))
    draft = Draft(earlier=before.answers, earlier_period=before.period) if before else Draft()
    kept = OpenDraft(
        visit.env.new_id(),
        visit.person.id,
        (form.form_id, form.version),
        duty.municipality,
        str(duty.period),
        draft,
    )
    await add_draft(visit.conn, kept, visit.env.now)
    return kept


async def opened(visit: Visit, kept: OpenDraft) -> Outcome:
    """Ask the open question of a draft, or show its summary."""
    seat = seat_at(visit, kept)
    return asked_next(seat, step(seat.dialog, kept.draft, Open()), (), visit.reply().answered.toast)


def seat_at(visit: Visit, kept: OpenDraft) -> Seat:
    """Return the visitor at a draft of theirs."""
    visit.require(Action.FILL_IN_REPORT, kept.municipality)
    dialog = dialog_of(kept, visit.texts, visit.env)
    conversation = visit.situation.conversation
    return Seat(visit.person, conversation, kept, dialog, visit.texts, visit.env, visit.received.sender)


async def own_draft(visit: Visit) -> OpenDraft | None:
    """Return the draft a button names, None when it is not the visitor's or is gone."""
    number = number_named(visit)
    kept = await load_draft(visit.conn, number) if number is not None else None
    return kept if kept and kept.person == visit.person.id else None


async def continue_report(visit: Visit) -> Outcome:
    """Go on at the open question of the draft a button names."""
    kept = await own_draft(visit)
    if kept is None or await is_closed(visit, kept):
        return visit.reply(closed_screen(visit), in_place=True)
    return await opened(visit, kept)


async def later(visit: Visit) -> Outcome:
    """Put the report aside; the question's message says so and keeps the way back."""
    kept = await own_draft(visit)
    if kept is None:
        return visit.reply(closed_screen(visit), in_place=True)
    visit.require(Action.FILL_IN_REPORT, kept.municipality)
    _ = visit.texts.gettext
    done, total = progress(kept, visit.texts, visit.env)
    text = _("All right. Your answers are kept ({done} of {total}). Continue whenever you like.")
    rows = (
        (Button(_("📝 Continue the report"), Press.of("report.continue", kept.id)),),
        (Button(_("Home"), Press.of("home")),),
    )
    conversation = replace(visit.situation.conversation, kind="home")
    return visit.reply(Screen(text.format(done=done, total=total), rows), in_place=True, conversation=conversation)


def closed_screen(visit: Visit) -> Screen:
    """Return what is said of a report that can no longer be written."""
    _ = visit.texts.gettext
    text = _("This month is closed. If something has to be corrected, please call your coordinator: {phone}.")
    home = Button(_("Home"), Press.of("home"))
    return Screen(text.format(phone=visit.env.contact.phone), ((home,),))
