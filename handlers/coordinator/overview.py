"""Who has reported: a coordinator's home, the list for a month, and the card of one report with what can be done."""

from __future__ import annotations

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen
from core.people import Action
from core.periods import RIGA, Period
from core.reminders import is_paused
from core.standings import ReportState, Standing
from core.texts import Texts
from handlers.arguments import number_named, period_named
from handlers.coordinator.digest import UNDELIVERED_FOR
from handlers.coordinator.labels import month_name
from handlers.coordinator.states import find_states, period_shown
from handlers.months import about_month, capital
from handlers.turn import Env
from handlers.visit import Visit
from storage.people import load_person
from storage.undelivered import find_undelivered

NAMED = 6
"""Municipalities named on the home screen; the list shows all."""

Row = tuple[Button, ...]


async def coordinator_home(visit: Visit) -> Screen:
    """Return what waits for a coordinator: reports in and missing, what was not delivered, the ways on."""
    visit.require(Action.READ_REPORTS)
    _ = visit.texts.gettext
    period = period_shown(visit.env)
    states = await find_states(visit.conn, visit.env, period)
    undelivered = await find_undelivered(visit.conn, visit.env.now - UNDELIVERED_FOR)
    lines = [_("Coordinator"), count_line(visit.env, visit.texts, period, states)]
    missing = [state for state in states if not state.is_in]
    if missing:
        places = list(dict.fromkeys(visit.env.municipality_names(state.municipality) for state in missing))
        more = "…" if len(places) > NAMED else ""
        lines.append(_("Missing: {names}").format(names=", ".join(places[:NAMED]) + more))
    if undelivered:
        lines.append(_("Not delivered: {count}").format(count=len(undelivered)))
    rows: list[Row] = [
        (
            Button(_("📋 Reports"), Press.of("c.reports", period)),
            Button(_("📊 Digest"), Press.of("c.digest")),
        ),
        (
            Button(_("👥 Mediators"), Press.of("c.mediators")),
            Button(_("🗓 Programme"), Press.of("c.programme")),
        ),
    ]
    if undelivered:
        rows.insert(0, (Button(_("Show what was not delivered"), Press.of("c.undelivered")),))
    return Screen("\n".join(lines), tuple(rows), strong=(lines[0],))


def count_line(env: Env, texts: Texts, period: Period, states: list[ReportState]) -> str:
    """Return "Reports for October: 4 of 6 · due on 5 November"."""
    _ = texts.gettext
    expected = [state for state in states if state.standing is not Standing.NOBODY]
    due = env.programme.due(period)
    late = env.now.astimezone(RIGA).date() > due
    text = (
        _("Reports for {month}: {sent} of {expected} · were due on {day}")
        if late
        else _("Reports for {month}: {sent} of {expected} · due on {day}")
    )
    return text.format(
        month=about_month(texts, period),
        sent=sum(1 for state in expected if state.is_in),
        expected=len(expected),
        day=texts.day(due),
    )


async def reports(visit: Visit) -> Outcome:
    """List how the reports of a month stand; arrows lead to the months beside it."""
    visit.require(Action.READ_REPORTS)
    period = period_named(visit, 0) or period_shown(visit.env)
    states = await find_states(visit.conn, visit.env, period)
    title = count_line(visit.env, visit.texts, period, states)
    lines = [title, ""] + [f"{mark(state)} {state_line(visit, state)}" for state in states]
    if not states:
        lines.append(visit.texts.gettext("Nothing is known about this month."))
    rows = [(state_button(visit, state, period),) for state in states]
    screen = Screen("\n".join(lines), (*rows, month_row(visit, period), home_row(visit)), strong=(title,))
    conversation = Conversation(prompt=visit.situation.conversation.prompt)
    return visit.reply(screen, in_place=True, conversation=conversation)


MARKS = {
    Standing.SENT: "✅",
    Standing.ABSENT: "✅",
    Standing.BEGUN: "✏️",
    Standing.NOT_BEGUN: "▫️",
    Standing.NOBODY: "👤",
}


def mark(state: ReportState) -> str:
    """Return the sign of a standing; the words beside it say the same."""
    return MARKS[state.standing]


def state_line(visit: Visit, state: ReportState) -> str:
    """Return how one report stands: `Talsi – nosūtīts 4. novembrī`."""
    return f"{visit.env.municipality_names(state.municipality)} – {standing_words(visit, state)}"


def standing_words(visit: Visit, state: ReportState) -> str:
    """Return the standing in words."""
    _ = visit.texts.gettext
    day = visit.texts.day(state.sent_at.astimezone(RIGA).date()) if state.sent_at else ""
    match state.standing:
        case Standing.SENT if state.version > 1:
            text = _("sent on {day}, version {number}")
        case Standing.SENT:
            text = _("sent on {day}")
        case Standing.ABSENT:
            text = _("sent on {day}, did not work")
        case Standing.BEGUN if state.reminded:
            text = _("begun {done}/{total}, reminded {count}×")
        case Standing.BEGUN:
            text = _("begun {done}/{total}")
        case Standing.NOT_BEGUN if state.reminded:
            text = _("not begun, reminded {count}×")
        case Standing.NOT_BEGUN:
            text = _("not begun")
        case Standing.NOBODY:
            text = _("no mediator")
    return text.format(day=day, number=state.version, done=state.done, total=state.total, count=state.reminded)


def state_button(visit: Visit, state: ReportState, period: Period) -> Button:
    """Return the button that leads to a report: its card, the report itself, or an invitation."""
    name = f"{mark(state)} {visit.env.municipality_names(state.municipality)}"
    if state.grant is not None:
        return Button(name, Press.of("c.card", state.grant, period))
    if state.report is not None:
        return Button(name, Press.of("c.read", state.report))
    return Button(
        visit.texts.gettext("Invite a mediator: {municipality}").format(
            municipality=visit.env.municipality_names(state.municipality)
        ),
        Press.of("invite.for", state.municipality),
    )


def month_row(visit: Visit, period: Period) -> Row:
    """Return the arrows to the season's months beside this one, none into the future."""
    newest = Period.of(visit.env.now.astimezone(RIGA).date())
    before, after = beside(visit.env, period, -1), beside(visit.env, period, 1)
    buttons = [Button(f"‹ {month_label(visit.texts, before)}", Press.of("c.reports", before))]
    if after <= newest:
        buttons.append(Button(f"{month_label(visit.texts, after)} ›", Press.of("c.reports", after)))
    return tuple(buttons)


def beside(env: Env, period: Period, step: int) -> Period:
    """Return the next month of the season in a direction."""
    months = (period.shifted(step * number) for number in range(1, 13))
    return next((month for month in months if env.programme.reports(month)), period.shifted(step))


def month_label(texts: Texts, period: Period) -> str:
    """Return the month as a label, `Oktobris 2026`."""
    return f"{capital(month_name(texts, period))} {period.year}"


async def card(visit: Visit) -> Outcome:
    """Show one report of one mediator with everything that can be done about it."""
    visit.require(Action.READ_REPORTS)
    found = await named_state(visit)
    if found is None:
        return await reports(visit)
    screen = await card_screen(visit, *found)
    conversation = Conversation(prompt=visit.situation.conversation.prompt)
    return visit.reply(screen, in_place=True, conversation=conversation)


async def named_state(visit: Visit) -> tuple[ReportState, Period] | None:
    """Return the report a button names by the mediator's grant and the period, None when there is none (any more)."""
    number, period = number_named(visit), period_named(visit, 1)
    if number is None or period is None:
        return None
    states = await find_states(visit.conn, visit.env, period, number)
    return (states[0], period) if states else None


async def card_screen(visit: Visit, state: ReportState, period: Period, remark: str = "") -> Screen:
    """Return the card: who, how it stands, when it is due, what was done; a remark stands on top."""
    _ = visit.texts.gettext
    person = await load_person(visit.conn, state.person, visit.env.now) if state.person else None
    title = _("{municipality} · report for {month}").format(
        municipality=visit.env.municipality_names(state.municipality), month=about_month(visit.texts, period)
    )
    lines = [remark, ""] if remark else []
    lines += [title, capital(standing_words(visit, state))]
    if person is not None and person.name:
        lines.append(_("Mediator: {name}").format(name=person.name))
    if not state.is_in:
        lines.append(_("Due on {day}").format(day=visit.texts.day(state.due)))
    if state.last_reminder is not None:
        moment = state.last_reminder.astimezone(RIGA)
        text = _("Last reminder: {day} at {time}")
        lines.append(text.format(day=visit.texts.day(moment.date()), time=visit.texts.clock(moment)))
    if not state.reachable:
        lines.append(_("Messages do not arrive: this person has blocked the bot or left."))
    elif person is not None and is_paused(person, visit.env.now) and person.paused_until:
        lines.append(_("Reminders are paused until {day}.").format(day=visit.texts.day(person.paused_until)))
    return Screen("\n".join(lines), card_rows(visit, state, period), strong=(title,))


def card_rows(visit: Visit, state: ReportState, period: Period) -> tuple[Row, ...]:
    """Return what can be done: read and ask where the report is in, else remind and give more time."""
    _ = visit.texts.gettext
    named = (state.grant, period)
    rows: list[Row] = []
    if state.report is not None:
        rows.append(
            (
                Button(_("📄 Read"), Press.of("c.read", state.report)),
                Button(_("❓ Ask"), Press.of("c.return", state.report)),
            )
        )
    else:
        rows.append(
            (
                Button(_("🔔 Remind"), Press.of("c.remind", *named)),
                Button(_("⏳ More time"), Press.of("c.extend", *named)),
            )
        )
    rows.append((Button(_("◀ Back"), Press.of("c.reports", period)), Button(_("Home"), Press.of("home"))))
    return tuple(rows)


def home_row(visit: Visit) -> Row:
    """Return the way home."""
    return (Button(visit.texts.gettext("Home"), Press.of("home")),)
