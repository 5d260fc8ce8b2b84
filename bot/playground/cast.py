"""Who is in the playground from the beginning, and what they have done so far; nobody here exists.

Written through the same functions as everything else, so that what is shown is what the bot itself would have kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.places import code_of
from core.dialog.step import Answer, Dialog, Open, Skip, step
from core.drafts import Draft, OpenDraft
from core.forms.submission import submission_xml
from core.people import Grant, Person, Role
from core.periods import RIGA, Period, Programme, local
from handlers.first_contact import CONSENT_VERSION
from handlers.report.answering import dialog_of
from handlers.report.opening import FORM
from handlers.schedule import plan_ahead
from handlers.turn import Env
from storage.drafts import add_draft
from storage.grants import add_grant
from storage.municipalities import Municipality, save_municipality
from storage.people import add_consent, add_person
from storage.programme import save_programme
from storage.submissions import Submission, add_submission, load_newest_before

Month = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast; `before` and `now` are the answers by question name, `halfway` stops that many questions in."""

    name: str
    language: str
    role: Role = Role.PARTICIPANT
    municipality: str = ""
    before: Month | None = None
    now: Month | None = None
    halfway: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A month somebody reported on, or began to."""

    municipality: str
    period: Period
    answers: Month
    halfway: int


def month(families: int, new: int, people: int, women: int, children: int, **more: str) -> Month:
    """Return a month's answers by question name; `more` are those of the areas and the stories."""
    common = {
        "worked": "yes",
        "hours": "50",
        "families": str(families),
        "families_new": str(new),
        "people": str(people),
        "women": str(women),
        "children": str(children),
        "partners": "school social",
        "need": "none",
        "story_use": "ask",
    }
    return {**common, **more}


SCHOOL = {"areas": "edu soc", "edu_people": "6", "edu_what": "attend parents", "soc_people": "5", "soc_what": "docs"}
WORK = {"areas": "job soc", "job_people": "4", "job_what": "cv register", "soc_people": "3", "soc_what": "benefit"}
HOMES = {"areas": "edu home", "edu_people": "5", "edu_what": "enrol", "home_people": "3", "partners": "council school"}
GOOD = "Trīs bērni septembrī sāka mācības un neviens mācības nav pametis."

CAST: tuple[Member, ...] = (
    Member("Agnese", "lv", Role.MEDIATOR, "Talsi", before=month(14, 2, 31, 17, 12, **SCHOOL, success=GOOD)),
    Member("Gunta", "lv", Role.COORDINATOR),
    Member("Liene", "lv"),
    Member(
        "Ilona",
        "lv",
        Role.MEDIATOR,
        "Viļaka",
        before=month(9, 1, 20, 11, 8, **HOMES),
        now=month(10, 2, 22, 12, 9, **HOMES),
        halfway=9,
    ),
    Member(
        "Oskars",
        "lv",
        Role.MEDIATOR,
        "Jelgava",
        before=month(11, 1, 14, 8, 5, **WORK),
        now=month(23, 9, 61, 34, 27, **WORK, success="Divi cilvēki atrada darbu, viens pabeidza kursus."),
    ),
    Member("Sofija", "ru", Role.MEDIATOR, "Rīga", before=month(26, 4, 58, 33, 24, **SCHOOL)),
    Member(
        "Mārtiņš",
        "lv",
        Role.MEDIATOR,
        "Ventspils",
        before=month(12, 0, 25, 13, 10, **SCHOOL),
        now=month(12, 1, 27, 14, 11, **SCHOOL, obstacle="Autobuss uz skolu kursē tikai divas reizes dienā."),
    ),
    Member("Kristers", "lv", Role.MEDIATOR, "Tukums", before=month(7, 7, 16, 9, 7, **HOMES)),
)


def period_shown(programme: Programme, now: datetime) -> Period:
    """Return the month the demo is about: the one that is reported now, else the last one."""
    return programme.period_to_report(now) or Period.of(now.astimezone(RIGA).date()).shifted(-1)


def season_for(programme: Programme, now: datetime) -> Programme:
    """Return the programme with the shown month and the one before in its season, so that both can be compared."""
    shown = period_shown(programme, now)
    wanted = (shown.shifted(-1).month, shown.month)
    return replace(programme, season=(*programme.season, *(m for m in wanted if m not in programme.season)))


async def seed_programme(conn: AsyncConnection, now: datetime) -> None:
    """Store the season and the municipalities; must be there before the surroundings of a turn are read."""
    await save_programme(conn, season_for(Programme(), now))
    for name in sorted({member.municipality for member in CAST if member.municipality}):
        await save_municipality(conn, Municipality(code_of(name), name, Period(now.year - 1, 1).first_day))


async def seed_cast(conn: AsyncConnection, env: Env, addresses: Mapping[str, str]) -> None:
    """Store the cast with what they did so far; `addresses` are the phones by first name."""
    shown = period_shown(env.programme, env.now)
    joined = local(shown.shifted(-2).first_day, env.programme.quiet_until)
    for member in CAST:
        person = await seed_person(conn, env, member, addresses[member.name], joined)
        for period, answers in ((shown.shifted(-1), member.before), (shown, member.now)):
            if answers:
                halfway = member.halfway if period == shown else 0
                await seed_month(conn, env, person, Told(code_of(member.municipality), period, answers, halfway))
    # Planned a minute before, so that what is due at the very minute the demo begins is not missed.
    await plan_ahead(conn, replace(env, now=env.now - timedelta(minutes=1)))


async def seed_person(conn: AsyncConnection, env: Env, member: Member, address: str, joined: datetime) -> Person:
    """Store somebody who agreed and was given their role."""
    person = Person(env.new_id(), "telegram", address, member.name, member.language, CONSENT_VERSION, wrote_at=joined)
    await add_person(conn, person, joined)
    await add_consent(conn, env.new_id(), person.id, "bot", CONSENT_VERSION, member.language, action="given", at=joined)
    if member.role is not Role.PARTICIPANT:
        grant = Grant(member.role, code_of(member.municipality) or None)
        await add_grant(conn, env.new_id(), person.id, grant, None, joined)
        person = replace(person, grants=(grant,))
    return person


async def seed_month(conn: AsyncConnection, env: Env, person: Person, told: Told) -> None:
    """Fill in a month's form as the person would, and send it unless they stopped halfway."""
    form = env.forms.newest(FORM)
    key = (form.form_id, form.version)
    kept = OpenDraft(env.new_id(), person.id, key, told.municipality, str(told.period), await begun(conn, person, told))
    dialog = dialog_of(kept, env.texts(person.language), env)
    finished = local(told.period.shifted(1).first_day, env.programme.quiet_until)
    moment = min(finished, env.now - timedelta(minutes=20))
    draft = filled_in(dialog, kept.draft, told.answers, told.halfway)
    if not told.halfway:
        draft = draft.changed(sent=1, dirty=False)
        await add_submission(conn, submission(env, dialog, replace(kept, draft=draft), moment))
    await add_draft(conn, replace(kept, draft=draft), moment)


async def begun(conn: AsyncConnection, person: Person, told: Told) -> Draft:
    """Return a new draft with the answers of the report before beside it."""
    before = await load_newest_before(conn, person.id, FORM, told.municipality, str(told.period))
    return Draft(earlier=before.answers, earlier_period=before.period) if before else Draft()


def filled_in(dialog: Dialog, draft: Draft, answers: Month, most: int = 0) -> Draft:
    """Return the draft after answering what is asked, at most so many questions where given; the rest is skipped."""
    draft, done = step(dialog, draft, Open()).draft, 0
    while draft.cursor is not None and not (most and done >= most):
        value = answers.get(draft.cursor.rpartition("/")[2])
        event = Skip(draft.cursor) if value is None else Answer(draft.cursor, value)
        stepped = step(dialog, draft, event)
        if stepped.refused or stepped.draft.revision == draft.revision:
            raise ValueError(f"the cast cannot answer {draft.cursor} with {value!r}")
        draft, done = stepped.draft, done + 1
    return draft


def submission(env: Env, dialog: Dialog, kept: OpenDraft, at: datetime) -> Submission:
    """Return the first version of a finished report."""
    asked = dialog.look(kept.draft)
    return Submission(
        id=env.new_id(),
        instance_id=f"uuid:cast-{kept.id}",
        person=kept.person,
        form=kept.form,
        municipality=kept.municipality,
        period=kept.period,
        version=1,
        answers={**{node.ref: node.value for node in asked.questions if node.value}, **dialog.filled},
        xml=submission_xml(asked.view),
        sent_at=at,
    )
