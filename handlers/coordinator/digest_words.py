"""The digest as a message of at most twelve lines: exceptions first, each with its buttons, then the sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.digest import Digest, Warned, fit
from core.figures import TOTALS, Figures
from core.messages import Button, Press, Screen
from core.periods import RIGA
from core.standings import ReportState, Standing
from core.texts import Texts
from handlers.coordinator.labels import area_labels, figure_name, month_name
from handlers.months import about_month, capital, in_month
from handlers.turn import Env
from handlers.visit import afresh

MOST_LINES = 12
SURROUNDINGS = 6
"""Lines that are no exceptions: title, count, not delivered, two of sums and the one that says what they compare."""

Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One line with the buttons that act on it."""

    line: str
    row: Row = ()


def digest_screen(env: Env, texts: Texts, digest: Digest) -> Screen:
    """Return the digest in words."""
    _ = texts.gettext
    today = env.now.astimezone(RIGA).date()
    title = _("Digest · {day}") if today.weekday() != env.programme.digest_weekday else _("Monday digest · {day}")
    if today.weekday() == env.programme.digest_weekday and today.weekday() != 0:
        title = _("Weekly digest · {day}")
    if digest.closed:
        title = _("{Month} is closed · digest of {day}")
    title = title.format(day=texts.day(today), Month=capital(month_name(texts, digest.period)))
    told, left = fit(exceptions(env, texts, digest), MOST_LINES - SURROUNDINGS)
    lines = [title, count_line(texts, digest, late=today > digest.due), *(one.line for one in told)]
    if left:
        lines.append(texts.ngettext("… and {count} more", "… and {count} more", left).format(count=left))
    if digest.undelivered:
        lines.append(_("Not delivered: {count}").format(count=digest.undelivered))
    lines += sums_lines(env, texts, digest)
    return Screen("\n".join(lines), (*(one.row for one in told if one.row), *last_rows(texts, digest)), strong=(title,))


def count_line(texts: Texts, digest: Digest, *, late: bool) -> str:
    """Return how many reports are in, of how many, and when they are due."""
    _ = texts.gettext
    if digest.closed:
        text = _("Reports for {month}: {sent} of {expected}")
    elif late:
        text = _("Reports for {month}: {sent} of {expected} · were due on {day}")
    else:
        text = _("Reports for {month}: {sent} of {expected} · due on {day}")
    return text.format(
        month=about_month(texts, digest.period),
        sent=digest.sent,
        expected=digest.expected,
        day=texts.day(digest.due),
    )


def exceptions(env: Env, texts: Texts, digest: Digest) -> list[Told]:
    """Return what needs somebody, the most pressing first."""
    _ = texts.gettext
    found = [missing_line(env, texts, digest, state) for state in digest.missing]
    found += [warning_line(env, texts, warned) for warned in digest.warned]
    found += [begun_line(env, texts, digest, state) for state in digest.begun]
    if digest.waiting:
        names = ", ".join(env.municipality_names(state.municipality) for state in digest.waiting)
        found.append(Told(_("Not begun yet: {names}").format(names=names)))
    if digest.nobody:
        names = ", ".join(env.municipality_names(code) for code in digest.nobody)
        invite = Button(_("Invite a mediator"), afresh("invite"))
        found.append(Told(_("No mediator: {names}").format(names=names), (invite,)))
    return found


def missing_line(env: Env, texts: Texts, digest: Digest, state: ReportState) -> Told:
    """Return a missing report with what was done about it: `Nav: Talsi (atgādināts 2×)`."""
    _ = texts.gettext
    if not state.reachable:
        text = _("Missing: {municipality} (cannot be reached)")
    elif state.standing is Standing.BEGUN and state.reminded:
        text = _("Missing: {municipality}, begun {done}/{total} (reminded {count}×)")
    elif state.standing is Standing.BEGUN:
        text = _("Missing: {municipality}, begun {done}/{total}")
    elif state.reminded:
        text = _("Missing: {municipality} (reminded {count}×)")
    else:
        text = _("Missing: {municipality}")
    name = env.municipality_names(state.municipality)
    line = text.format(municipality=name, count=state.reminded, done=state.done, total=state.total)
    return Told(line, action_row(texts, digest, state, name))


def begun_line(env: Env, texts: Texts, digest: Digest, state: ReportState) -> Told:
    """Return a report that is begun: `Sākts: Viļaka 9/16`."""
    name = env.municipality_names(state.municipality)
    text = texts.gettext("Begun: {municipality} {done}/{total}")
    line = text.format(municipality=name, done=state.done, total=state.total)
    return Told(line, action_row(texts, digest, state, name))


def action_row(texts: Texts, digest: Digest, state: ReportState, name: str) -> Row:
    """Return the buttons to remind and to give more time; a closed month only to give more time."""
    _ = texts.gettext
    more = Button(_("More time: {municipality}").format(municipality=name), press("c.extend", digest, state))
    remind = Button(_("Remind: {municipality}").format(municipality=name), press("c.remind", digest, state))
    if state.grant is None:
        return ()
    return (more,) if digest.closed or not state.reachable else (remind, more)


def press(action: str, digest: Digest, state: ReportState) -> Press:
    """Return the meaning of a button about one mediator's report."""
    return afresh(action, state.grant, digest.period)


def warning_line(env: Env, texts: Texts, warned: Warned) -> Told:
    """Return a figure to ask about: `Uzmanību: Jelgava – cilvēki 14 → 61`."""
    _ = texts.gettext
    name = env.municipality_names(warned.municipality)
    line = _("Attention: {municipality} – {figure} {before} → {after}").format(
        municipality=name,
        figure=figure_name(texts, warned.change.name),
        before=texts.number(warned.change.before),
        after=texts.number(warned.change.after),
    )
    ask = Button(_("Ask: {municipality}").format(municipality=name), afresh("c.ask", warned.report, warned.change.name))
    return Told(line, (ask,))


def sums_lines(env: Env, texts: Texts, digest: Digest) -> list[str]:
    """Return the totals and the areas, in brackets those of the month before; [] when nothing is in."""
    _ = texts.gettext
    if not digest.now.reports:
        return []
    compared = digest.before.reports > 0
    now, before = digest.now.figures, digest.before.figures if compared else None
    totals = " · ".join(f"{figure_name(texts, name)} {pair(texts, now, before, name)}" for name in TOTALS)
    lines = [_("Together: {figures}").format(figures=totals)]
    areas = [
        f"{label} {pair(texts, now, before, code, area=True)}"
        for code, label in area_labels(env, texts).items()
        if now.area(code) or (before is not None and before.area(code))
    ]
    if areas:
        lines.append(_("By area: {figures}").format(figures=" · ".join(areas)))
    if compared:
        count = digest.before.reports
        text = texts.ngettext(
            "(in brackets: {in_month}, {count} report)", "(in brackets: {in_month}, {count} reports)", count
        )
        lines.append(text.format(in_month=in_month(texts, digest.period.shifted(-1)), count=count))
    return lines


def pair(texts: Texts, now: Figures, before: Figures | None, name: str, *, area: bool = False) -> str:
    """Return `120 (98)`: now, and before where there is something to compare with."""
    value = number(texts, now, name, area)
    return value if before is None else f"{value} ({number(texts, before, name, area)})"


def number(texts: Texts, figures: Figures, name: str, area: bool) -> str:
    """Return one figure as the language writes it."""
    value: Decimal = figures.area(name) if area else figures.total(name)
    return texts.number(value)


def last_rows(texts: Texts, digest: Digest) -> tuple[Row, ...]:
    """Return the ways on: what was not delivered, all reports, home."""
    _ = texts.gettext
    show = ((Button(_("Show what was not delivered"), afresh("c.undelivered")),),) if digest.undelivered else ()
    ways = (
        Button(_("Open the reports"), afresh("c.reports", digest.period)),
        Button(_("Home"), afresh("home")),
    )
    return (*show, ways)
