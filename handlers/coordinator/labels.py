"""Short names for figures and areas; areas take theirs from the form, so that a new area needs no new text here."""

from __future__ import annotations

from babel import dates

from core.forms.derive import derive
from core.forms.model import Env as FormEnv
from core.periods import RIGA, Period
from core.reminders import FORM
from core.texts import Texts
from handlers.turn import Env

AREAS = "areas"
"""The question of the monthly report whose choices are the areas."""


def figure_name(texts: Texts, name: str) -> str:
    """Return a figure's name as it stands before a number: `cilvēki 14`."""
    pgettext = texts.pgettext
    return {
        "people": pgettext("figure", "people"),
        "families": pgettext("figure", "families"),
        "women": pgettext("figure", "women"),
        "children": pgettext("figure", "children"),
        "hours": pgettext("figure", "hours"),
    }[name]


def month_name(texts: Texts, period: Period) -> str:
    """Return the month as a name that stands alone: `oktobris`."""
    return dates.format_date(period.first_day, "LLLL", locale=texts.locale)


def area_labels(env: Env, texts: Texts) -> dict[str, str]:
    """Return the areas' labels by code, in the order of the newest form."""
    try:
        form = env.forms.newest(FORM)
    except KeyError:
        return {}
    question = next((node for node in form.questions if node.name == AREAS and node.choices), None)
    if question is None or question.choices is None:
        return {}
    view = derive(form, {}, FormEnv(env.now.astimezone(RIGA), texts.language, "uuid:labels"))
    names = [choice.name for choice in question.choices.all]
    return {name: view.choice_label(question.ref, name, texts.language) for name in names}
