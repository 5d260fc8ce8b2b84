"""Language, pause of reminders, what is stored about me, delete me: always two taps away from home."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from core.conversations import Outcome
from core.dialog.inputs import Misread, read_date
from core.messages import Answered, Attachment, Button, FileKind, Press, Screen, Shown, Toast
from core.people import LANGUAGES
from core.periods import RIGA
from handlers.first_contact import LANGUAGE_NAMES, other_way
from handlers.home import continue_row
from handlers.months import until_day, with_year
from handlers.visit import Visit
from storage.people import save_language, save_pause
from storage.personal import erase_person, find_personal_data

PAUSES = (7, 14, 30)
LONGEST_PAUSE = 366


def today(visit: Visit) -> date:
    """Return the day it is in Riga."""
    return visit.env.now.astimezone(RIGA).date()


async def preferences(visit: Visit) -> Outcome:
    """Show what can be set; a date for the pause is no longer expected."""
    before = visit.situation.conversation
    conversation = replace(before, kind="home") if before.kind == "pause" else None
    return visit.reply(preferences_screen(visit), in_place=True, conversation=conversation)


def preferences_screen(visit: Visit) -> Screen:
    """Return language, reminders and data, each with its button."""
    _ = visit.texts.gettext
    paused = visit.person.paused_until
    is_paused = paused is not None and paused >= today(visit)
    lines = [_("Language: {language}").format(language=LANGUAGE_NAMES[visit.language])]
    if is_paused and paused:
        lines.append(
            _("Reminders: paused until {day}").format(
                day=with_year(visit.texts, until_day(visit.texts, paused), paused)
            )
        )
    else:
        lines.append(_("Reminders: on"))
    pause = (
        Button(_("Switch reminders on again"), Press.of("pause.for", 0))
        if is_paused
        else Button(_("Pause reminders"), Press.of("pause"))
    )
    languages = tuple(
        Button(LANGUAGE_NAMES[code], Press.of("language", code)) for code in LANGUAGES if code != visit.language
    )
    rows = (
        languages,
        (pause,),
        (Button(_("What is stored about me"), Press.of("data")),),
        (Button(_("How my data are used"), Press.of("contact.whole")),),
        (Button(_("Delete me"), Press.of("erase")),),
        continue_row(visit),
    )
    return Screen("\n".join(lines), rows)


async def set_language(visit: Visit) -> Outcome:
    """Change the language of everything the person is shown from now on."""
    code = visit.argument(0)
    if code not in LANGUAGES:
        return await preferences(visit)
    await save_language(visit.conn, visit.person.id, code)
    person = replace(visit.person, language=code)
    changed = replace(visit, situation=replace(visit.situation, person=person))
    outcome = changed.reply(preferences_screen(changed), in_place=True)
    return replace(outcome, answered=replace(outcome.answered, menu=True))


async def choose_pause(visit: Visit) -> Outcome:
    """Ask until when there shall be no reminders; a date can be typed too."""
    _ = visit.texts.gettext
    labels = (_("One week"), _("Two weeks"), _("A month"))
    rows = tuple((Button(label, Press.of("pause.for", days)),) for label, days in zip(labels, PAUSES, strict=True))
    text = _("Until when shall I not remind you? Choose, or write a date, for example 5.12.2026.")
    conversation = replace(visit.situation.conversation, kind="pause")
    back = (Button(_("◀ Back"), Press.of("preferences")),)
    return visit.reply(Screen(text, (*rows, back)), in_place=True, conversation=conversation)


async def pause_for(visit: Visit) -> Outcome:
    """Pause for the days a button names; none switches the reminders on again."""
    days = int(visit.argument(0)) if visit.argument(0).isdecimal() else 0
    until = today(visit) + timedelta(days=min(days, LONGEST_PAUSE)) if days else None
    return await paused(visit, until)


async def pause_until(visit: Visit) -> Outcome:
    """Pause until the day the person typed."""
    _ = visit.texts.gettext
    read = read_date(visit.words)
    day = None if isinstance(read, Misread) else date.fromisoformat(read)
    if day is None or not today(visit) < day <= today(visit) + timedelta(days=LONGEST_PAUSE):
        return visit.reply(Screen(_("A day in the coming year is needed, for example 5.12.2026.")))
    return await paused(visit, day)


async def paused(visit: Visit, until: date | None) -> Outcome:
    """Keep the pause and show the preferences."""
    await save_pause(visit.conn, visit.person.id, until)
    person = replace(visit.person, paused_until=until)
    changed = replace(visit, situation=replace(visit.situation, person=person))
    conversation = replace(visit.situation.conversation, kind="home")
    return changed.reply(preferences_screen(changed), in_place=True, conversation=conversation)


async def my_data(visit: Visit) -> Outcome:
    """Send everything that is stored about the person as a file."""
    _ = visit.texts.gettext
    found = await find_personal_data(visit.conn, visit.person.id)
    content = json.dumps(found, ensure_ascii=False, indent=2, default=str).encode()
    file = Attachment(FileKind.DOCUMENT, f"kheten-{today(visit).isoformat()}.json", content)
    text = _("Here is everything that is stored about you. A programme or a text editor can open the file.")
    return visit.reply(Screen(text, (continue_row(visit),), attachment=file))


async def ask_erasure(visit: Visit) -> Outcome:
    """Say what deleting means before it is done."""
    _ = visit.texts.gettext
    text = _(
        "Delete everything about you?\n"
        "Gone: your name, this chat, your language and role, reports you have not sent, all texts and voice messages.\n"
        "Stays: the numbers of reports you have sent, without your name, because the ministry has counted them."
    )
    rows = (
        (Button(_("Yes, delete me"), Press.of("erase.now")),),
        (Button(_("No, keep everything"), Press.of("preferences")),),
    )
    return visit.reply(Screen(text, rows), in_place=True)


async def erase(visit: Visit) -> Outcome:
    """Delete the person and say goodbye; the message itself is not stored under anybody."""
    _ = visit.texts.gettext
    await erase_person(visit.conn, visit.person.id, visit.env.now)
    text = _("Done. Everything about you is deleted. Now you can delete this chat in Telegram too.")
    goodbye = Screen(text + "\n\n" + other_way(visit))
    shown = Shown(visit.env.new_id(), goodbye, visit.received.sender)
    outcome = visit.reply()
    toast = outcome.answered.toast
    return Outcome(Answered((shown,), Toast(toast.query) if toast else None))
