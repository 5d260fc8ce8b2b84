"""How the year runs, changed with buttons; what is planned follows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen
from core.people import Action
from core.periods import Period, Programme
from core.texts import Texts
from handlers.coordinator.digest import plan_digests
from handlers.coordinator.labels import month_name
from handlers.coordinator.overview import home_row
from handlers.reminders import plan_all
from handlers.visit import Visit
from storage.programme import load_programme, save_programme

DUE_DAYS = range(1, 21)
REMINDER_DAYS = (-7, -5, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10)
HOURS = range(9, 20)
QUIET_FROM, QUIET_UNTIL = range(18, 24), range(6, 12)
CLOSES_AFTER = (5, 7, 10, 14, 21)
SCHOOL_YEAR = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)

Row = tuple[Button, ...]


async def programme(visit: Visit) -> Outcome:
    """Show the settings of the programme."""
    visit.require(Action.CHANGE_PROGRAMME)
    set_now = await load_programme(visit.conn)
    return visit.reply(whole_screen(visit, set_now), in_place=True, conversation=Conversation())


def whole_screen(visit: Visit, now: Programme) -> Screen:
    """Return all settings, one line each, and a button for each."""
    _ = visit.texts.gettext
    title = _("How the year runs")
    lines = [
        title,
        _("Due day: {day}. of the next month").format(day=now.due_day),
        _("Reminders: {days} days from the due day, at {hour}:00").format(
            days=", ".join(signed(day) for day in now.reminder_days) or "—", hour=now.reminder_hour
        ),
        _("Quiet hours: {start}–{end}").format(start=f"{now.quiet_from:%H:%M}", end=f"{now.quiet_until:%H:%M}"),
        _("Months reported: {months}").format(months=months_line(visit.texts, now)),
        _("A month closes {count} days after the due day").format(count=now.closes_after),
    ]
    labels = {
        "due": _("Due day"),
        "days": _("Reminder days"),
        "hour": _("Reminder hour"),
        "quiet": _("Quiet hours"),
        "season": _("Months"),
        "closes": _("Closing"),
    }
    buttons = [Button(label, Press.of("c.setting", name)) for name, label in labels.items()]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return Screen("\n".join(lines), (*rows, home_row(visit)), strong=(title,))


def signed(days: int) -> str:
    """Return a distance from the due day: `−3`, `0`, `+5`."""
    return f"+{days}" if days > 0 else str(days).replace("-", "−")


def months_line(texts: Texts, now: Programme) -> str:
    """Return the months of the season in the order of a school year."""
    return ", ".join(month_name(texts, Period(2026, month)) for month in SCHOOL_YEAR if month in now.season)


async def setting(visit: Visit) -> Outcome:
    """Show what one setting can be."""
    visit.require(Action.CHANGE_PROGRAMME)
    offer = OFFERS.get(visit.argument(0))
    if offer is None:
        return await programme(visit)
    return visit.reply(offer(visit, await load_programme(visit.conn)), in_place=True)


def choice(visit: Visit, text: str, buttons: list[Button], width: int) -> Screen:
    """Return the screen of one setting."""
    rows = tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
    back = Button(visit.texts.gettext("◀ Back"), Press.of("c.programme"))
    return Screen(text, (*rows, (back, *home_row(visit))))


def option(name: str, value: object, label: str, chosen: bool) -> Button:
    """Return the button of one value, the present one marked."""
    return Button(("● " if chosen else "") + label, Press.of("c.set", name, value))


def box(name: str, value: int, label: str, on: bool) -> Button:
    """Return the box of one of several values; it carries what it will be, so that a second tap changes nothing."""
    return Button(("☑ " if on else "☐ ") + label, Press.of("c.set", name, value, 0 if on else 1))


def offer_due(visit: Visit, now: Programme) -> Screen:
    """Return the days of the next month on which a report can be due."""
    text = visit.texts.gettext("On which day of the next month is the report due?")
    return choice(visit, text, [option("due", day, str(day), day == now.due_day) for day in DUE_DAYS], 5)


def offer_days(visit: Visit, now: Programme) -> Screen:
    """Return the distances from the due day at which people can be reminded."""
    text = visit.texts.gettext("On which days, counted from the due day, are people reminded?")
    return choice(visit, text, [box("days", day, signed(day), day in now.reminder_days) for day in REMINDER_DAYS], 4)


def offer_hour(visit: Visit, now: Programme) -> Screen:
    """Return the hours at which reminders can go out."""
    text = visit.texts.gettext("At which hour do reminders go out?")
    return choice(visit, text, [option("hour", hour, f"{hour}:00", hour == now.reminder_hour) for hour in HOURS], 4)


def offer_quiet(visit: Visit, now: Programme) -> Screen:
    """Return the hours between which nothing is sent unasked."""
    text = visit.texts.gettext("Nobody is written to without being asked between these hours.")
    start = visit.texts.pgettext("quiet hours", "from {hour}:00")
    end = visit.texts.pgettext("quiet hours", "until {hour}:00")
    buttons = [option("from", hour, start.format(hour=hour), hour == now.quiet_from.hour) for hour in QUIET_FROM]
    buttons += [option("until", hour, end.format(hour=hour), hour == now.quiet_until.hour) for hour in QUIET_UNTIL]
    return choice(visit, text, buttons, 3)


def offer_season(visit: Visit, now: Programme) -> Screen:
    """Return the months of the year."""
    text = visit.texts.gettext("Which months are reported?")
    buttons = [
        box("season", month, month_name(visit.texts, Period(2026, month)), month in now.season) for month in SCHOOL_YEAR
    ]
    return choice(visit, text, buttons, 3)


def offer_closes(visit: Visit, now: Programme) -> Screen:
    """Return how long a report can be changed."""
    text = visit.texts.gettext("How many days after the due day does a month close?")
    return choice(
        visit, text, [option("closes", days, str(days), days == now.closes_after) for days in CLOSES_AFTER], 5
    )


Offer = Callable[[Visit, Programme], Screen]
OFFERS: Mapping[str, Offer] = {
    "due": offer_due,
    "days": offer_days,
    "hour": offer_hour,
    "quiet": offer_quiet,
    "season": offer_season,
    "closes": offer_closes,
}


async def set_value(visit: Visit) -> Outcome:
    """Store what a button says, plan anew, show the setting."""
    visit.require(Action.CHANGE_PROGRAMME)
    before = await load_programme(visit.conn)
    after = changed(before, visit.argument(0), visit.argument(1), visit.argument(2))
    if after is None:
        return await programme(visit)
    if after != before:
        await save_programme(visit.conn, after)
        env = replace(visit.env, programme=after)
        await plan_all(visit.conn, env, env.now)
        await plan_digests(visit.conn, env, env.now)
    name = {"from": "quiet", "until": "quiet"}.get(visit.argument(0), visit.argument(0))
    return visit.reply(OFFERS[name](visit, after), in_place=True)


def changed(now: Programme, name: str, value: str, on: str) -> Programme | None:
    """Return the programme with one setting changed, None when a button says something that is not offered."""
    try:
        number = int(value)
    except ValueError:
        return None
    match name:
        case "due" if number in DUE_DAYS:
            return replace(now, due_day=number)
        case "days" if number in REMINDER_DAYS:
            return replace(now, reminder_days=tuple(sorted(ticked(now.reminder_days, number, on))))
        case "hour" if number in HOURS:
            return replace(now, reminder_hour=number)
        case "from" if number in QUIET_FROM:
            return replace(now, quiet_from=time(number))
        case "until" if number in QUIET_UNTIL:
            return replace(now, quiet_until=time(number))
        case "season" if number in SCHOOL_YEAR:
            months = ticked(now.season, number, on)
            return replace(now, season=tuple(sorted(months, key=SCHOOL_YEAR.index))) if months else now
        case "closes" if number in CLOSES_AFTER:
            return replace(now, closes_after=number)
    return None


def ticked(values: tuple[int, ...], number: int, on: str) -> set[int]:
    """Return the values with one added or taken away."""
    return {*values, number} if on == "1" else set(values) - {number}
