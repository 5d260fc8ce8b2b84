"""What a reminder says: the month, how far it is, the due day, the way on; nothing about who anybody is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.drafts import OpenDraft
from core.messages import Button, Press, Screen
from core.people import Person
from core.periods import RIGA, Period
from core.reminders import moves
from core.texts import Texts
from handlers.months import about_month, capital, in_month
from handlers.report.opening import progress
from handlers.turn import Env

Row = tuple[Button, ...]


def reminder_screen(
    env: Env, person: Person, municipality: str, period: Period, *, due: date, kept: OpenDraft | None, asked: bool
) -> Screen:
    """Return the reminder of one report; `asked` when a coordinator sends it."""
    texts = env.texts(person.language)
    _ = texts.gettext
    begun = kept if kept is not None and (kept.draft.answers or kept.draft.passed) else None
    lines = [_("Your coordinator asks for the report.")] if asked else []
    if len(person.municipalities) > 1:
        lines.append(env.municipality_names(municipality))
    lines.append(how_far(env, texts, period, due, begun))
    offered = moves(env.programme, env.now, env.programme.closes(period, due))
    rows = (
        *way_on(texts, municipality, period, begun is not None),
        move_row(texts, municipality, period, offered),
    )
    return Screen("\n".join(lines), tuple(row for row in rows if row))


def how_far(env: Env, texts: Texts, period: Period, due: date, begun: OpenDraft | None) -> str:
    """Return what is missing, in one or two sentences."""
    _ = texts.gettext
    today = env.now.astimezone(RIGA).date()
    month, day = about_month(texts, period), texts.day(due)
    if begun is None:
        if today == due:
            text = _("The report for {month} is due today. It is not begun yet; it takes about ten minutes.")
        elif today < due:
            text = _("The report for {month} is not begun yet. It is due on {day} and takes about ten minutes.")
        else:
            text = _("The report for {month} was due on {day} and is not begun yet. It can still be sent.")
        return text.format(month=month, day=day)
    done, total = progress(begun, texts, env)
    if today == due:
        text = _("The report for {month} is due today. You have answered {done} of {total} questions.")
    elif today < due:
        text = _("The report for {month} is due on {day}. You have answered {done} of {total} questions.")
    else:
        text = _("The report for {month} was due on {day}. You have answered {done} of {total} questions.")
    return text.format(month=month, day=day, done=done, total=total)


def way_on(texts: Texts, municipality: str, period: Period, begun: bool) -> tuple[Row, ...]:
    """Return the buttons that lead to the open question, and to "did not work" where nothing is begun."""
    _ = texts.gettext
    on = Press.of("report.open", municipality, period)
    if begun:
        return ((Button(_("📝 Continue the report"), on),),)
    absent = capital(_("I did not work {in_month}").format(in_month=in_month(texts, period)))
    return (
        (Button(_("📝 Fill in the report"), on),),
        (Button(absent, Press.of("report.absent", municipality, period)),),
    )


def move_row(texts: Texts, municipality: str, period: Period, offered: Iterable[str]) -> Row:
    """Return the buttons that move a reminder, only to times that make sense."""
    _ = texts.gettext
    labels = {"evening": _("This evening"), "tomorrow": _("Tomorrow"), "monday": _("On Monday")}
    return tuple(Button(labels[name], Press.of("remind.move", municipality, period, name)) for name in offered)


def moved_words(texts: Texts, name: str, moment: datetime) -> str:
    """Return the promise to remind again: `Labi, atgādināšu šovakar 18:00.`"""
    _ = texts.gettext
    sentences = {
        "evening": _("All right, I will remind you this evening at {time}."),
        "tomorrow": _("All right, I will remind you tomorrow at {time}."),
        "monday": _("All right, I will remind you on Monday, {day}, at {time}."),
    }
    return sentences[name].format(time=texts.clock(moment), day=texts.day(moment.astimezone(RIGA).date()))
