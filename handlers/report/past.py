"""My reports: what the person has sent before, each as one clean message."""

from __future__ import annotations

from core.conversations import Outcome
from core.dialog.flow import look
from core.forms.model import Env as FormEnv
from core.messages import Button, Press, Screen
from core.periods import RIGA, Period
from core.texts import Texts
from handlers.arguments import number_named
from handlers.home import continue_row
from handlers.months import about_month, capital, in_month, month_and_year, on_day, with_year
from handlers.pages import pages
from handlers.report.values import shown_value
from handlers.turn import Env
from handlers.visit import Visit
from storage.submissions import Submission, find_own_submissions, load_submission

NEWEST = 12


async def my_reports(visit: Visit) -> Outcome:
    """List the reports the person has sent, newest first."""
    _ = visit.texts.gettext
    sent = (await find_own_submissions(visit.conn, visit.person.id))[:NEWEST]
    if not sent:
        return visit.reply(Screen(_("You have not sent any report yet."), (continue_row(visit),)), in_place=True)
    several = len({submission.municipality for submission in sent}) > 1
    rows = tuple((Button(entry(visit, each, several), Press.of("reports.show", each.id)),) for each in sent)
    return visit.reply(Screen(_("Your reports. Choose one to read it."), (*rows, continue_row(visit))), in_place=True)


def entry(visit: Visit, submission: Submission, several: bool) -> str:
    """Return one line of the list: month, year, municipality where there are several."""
    period = Period.parse(submission.period)
    text = capital(month_and_year(visit.texts, period))
    return f"{text} · {visit.env.municipality_names(submission.municipality)}" if several else text


async def show_report(visit: Visit) -> Outcome:
    """Show one report of the person's own; a long one in several messages, the buttons under the last."""
    number = number_named(visit)
    submission = await load_submission(visit.conn, number) if number is not None else None
    if submission is None or submission.person != visit.person.id:
        return await my_reports(visit)
    _ = visit.texts.gettext
    back = Button(_("◀ Back"), Press.of("reports.mine"))
    rows = ((back,), continue_row(visit))
    whole = pages(report_text(submission, visit.texts, visit.env))
    strong = (title(submission, visit.texts),)
    screens = [Screen(page, rows if place == len(whole) else (), strong=strong) for place, page in enumerate(whole, 1)]
    return visit.reply(*screens, in_place=True)


def title(submission: Submission, texts: Texts) -> str:
    """Return "Report for October"."""
    return texts.gettext("Report for {month}").format(month=about_month(texts, Period.parse(submission.period)))


def report_text(submission: Submission, texts: Texts, env: Env) -> str:
    """Return a sent report as a clean message: sections, and question – answer lines; long texts stay whole."""
    _ = texts.gettext
    form = env.forms.form(*submission.form)
    answers = dict(submission.answers)
    for hidden in form.nodes.values():
        if hidden.name == "in_month":
            answers[hidden.ref] = in_month(texts, Period.parse(submission.period))
    asked = look(form, answers, FormEnv(submission.sent_at.astimezone(RIGA), texts.language, submission.instance_id))
    place = env.municipality_names(submission.municipality)
    moment = submission.sent_at.astimezone(RIGA)
    day = with_year(texts, on_day(texts, moment.date()), moment.date())
    sent = _("Sent on {day} at {time}").format(day=day, time=texts.clock(moment))
    if submission.version > 1:
        sent = _("Sent on {day} at {time}, version {number}").format(
            day=day, time=texts.clock(moment), number=submission.version
        )
    lines = [title(submission, texts), f"{place} · {sent}"]
    section = ""
    for node in asked.questions:
        here = asked.view.section(node.ref, texts.language)
        if here != section:
            lines += ["", here]
            section = here
        lines.append(
            f"{asked.view.label(node.ref, texts.language)} – {shown_value(asked, node, texts, None) or _('no answer')}"
        )
    return "\n".join(lines)
