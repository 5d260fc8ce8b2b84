"""The home screen: one place that every command leads back to, with what is waiting for this person."""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen
from core.people import Action, Role, may
from handlers.coordinator.overview import coordinator_home
from handlers.report.opening import mediator_home
from handlers.visit import Visit


async def home(visit: Visit) -> Outcome:
    """Show the home screen of the person's role and leave whatever they were in the middle of."""
    conversation = Conversation(prompt=visit.situation.conversation.prompt)
    return visit.reply(await home_screen(visit), in_place=True, conversation=conversation)


async def home_screen(visit: Visit) -> Screen:
    """Return what is waiting: reports for a coordinator, the own report for a mediator, else what the bot is for."""
    role = visit.person.role
    if role is Role.COORDINATOR:
        screen = await coordinator_home(visit)
        if visit.person.has(Role.MEDIATOR):
            own = await mediator_home(visit)
            screen = replace(screen, text=f"{screen.text}\n\n{own.text}", buttons=(*screen.buttons, *own.buttons))
    elif role is Role.MEDIATOR:
        screen = await mediator_home(visit)
    else:
        screen = participant_home(visit)
    _ = visit.texts.gettext
    return replace(screen, buttons=(*screen.buttons, (Button(_("⚙️ Language and my data"), Press.of("preferences")),)))


def participant_home(visit: Visit) -> Screen:
    """Return the home screen of somebody without a role."""
    _ = visit.texts.gettext
    text = _("Hello! Here you will be able to sign up for events of the Roma Platform. There are no open events now.")
    return Screen(text, ((Button(_("Help"), Press.of("help")),),))


async def help_screen(visit: Visit) -> Outcome:
    """Say in a few lines what the bot does and how to reach a human; an open report can go on at once."""
    _ = visit.texts.gettext
    lines = [help_of_role(visit)]
    lines.append(
        _("Questions? Call {phone} or write to {email}.").format(
            phone=visit.env.contact.phone, email=visit.env.contact.email
        )
    )
    return visit.reply(Screen("\n\n".join(lines), (continue_row(visit),)), in_place=True)


def help_of_role(visit: Visit) -> str:
    """Return what this person can do here."""
    _ = visit.texts.gettext
    match visit.person.role:
        case Role.COORDINATOR:
            return _(
                "Here you see which reports are in, read them, remind mediators and invite new ones. "
                "A digest comes on Mondays. /home shows everything."
            )
        case Role.MEDIATOR:
            return _(
                "Here you write your monthly report. I ask one question at a time. You can answer with buttons, "
                "in writing or by voice. You can stop at any time: your answers are kept. /report opens the report."
            )
    return _("Here you can sign up for events of the Latvian Roma Platform. /home shows what is on.")


def continue_row(visit: Visit) -> tuple[Button, ...]:
    """Return the way back: to the open report (or the open question of one that is sent), and home."""
    _ = visit.texts.gettext
    home_button = Button(_("Home"), Press.of("home"))
    kept = visit.situation.draft
    is_theirs = kept is not None and may(visit.person, Action.FILL_IN_REPORT, kept.municipality)
    if kept is None or not is_theirs:
        return (home_button,)
    if kept.draft.sent and not kept.draft.dirty and kept.draft.cursor is None:
        return (home_button,)
    return (Button(_("📝 Continue the report"), Press.of("report.continue", kept.id)), home_button)
