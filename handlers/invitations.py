"""Invitations: a one-time link that gives a role; made by a coordinator or on the command line."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.conversations import Conversation, Outcome
from core.messages import Button, Press, Screen, Shown
from core.people import Action, Grant, Role
from core.texts import Texts
from handlers.home import home_screen
from handlers.turn import Env
from handlers.visit import Visit
from storage.grants import add_grant
from storage.invitations import Invitation, add_invitation, load_invitation, use_invitation
from storage.municipalities import find_all_municipalities, find_municipalities
from storage.people import load_person

VALID_FOR = timedelta(hours=72)


def code_hash(code: str) -> str:
    """Return what is stored of a code; the code itself only ever stands in the link."""
    return hashlib.sha256(code.encode()).hexdigest()


async def make_invitation(conn: AsyncConnection, env: Env, role: Role, municipality: str | None, by: int | None) -> str:
    """Store an invitation and return its link; the code is 32 random bytes, good for 72 hours and one person."""
    code = env.new_code()
    await add_invitation(
        conn,
        Invitation(code_hash(code), role, municipality, by, created_at=env.now, expires_at=env.now + VALID_FOR),
    )
    return f"{env.bot_link}?start={code}"


async def redeemed(visit: Visit, code: str) -> Outcome:
    """Give a known person the role their link grants, or say kindly why it does not."""
    invitation = await load_invitation(visit.conn, code_hash(code))
    refused = refusal(visit.texts, invitation, visit.env.now, visit.person.id)
    if invitation and not refused and Grant(invitation.role, invitation.municipality) in visit.person.grants:
        refused = visit.texts.gettext("You have this role already. The link stays good for somebody else.")
    if (
        refused
        or invitation is None
        or not await use_invitation(visit.conn, invitation.code_hash, visit.person.id, visit.env.now)
    ):
        return visit.reply(Screen(refused or used(visit.texts)), await home_screen(visit), conversation=Conversation())
    grant = Grant(invitation.role, invitation.municipality)
    await add_grant(visit.conn, visit.env.new_id(), visit.person.id, grant, invitation.invited_by, visit.env.now)
    person = replace(visit.person, grants=(*visit.person.grants, grant))
    env = await env_with_new_places(visit)
    granted = replace(visit, situation=replace(visit.situation, person=person), env=env)
    welcome = Screen(welcome_words(granted, grant))
    outcome = granted.reply(welcome, await home_screen(granted), conversation=Conversation())
    told = await tell_inviter(granted, invitation, grant)
    return replace(outcome, answered=replace(outcome.answered, shown=(*outcome.answered.shown, *told), menu=True))


async def env_with_new_places(visit: Visit) -> Env:
    """Return the surroundings with the municipalities of this moment: the command line may just have added one."""
    names = {place.code: place.name for place in await find_all_municipalities(visit.conn)}
    return replace(visit.env, municipality_names=lambda code: names.get(code, code))


def refusal(texts: Texts, invitation: Invitation | None, now: datetime, person: int) -> str:
    """Return why a link gives nothing, '' when it does."""
    _ = texts.gettext
    if invitation is None:
        return _("I do not know this link. Please ask for a new one.")
    if invitation.used_at is not None:
        return _("You have used this link already.") if invitation.used_by == person else used(texts)
    if now >= invitation.expires_at:
        return _("This link is too old: it was good for three days. Please ask for a new one.")
    return ""


def used(texts: Texts) -> str:
    """Return what is said of a link somebody else has used."""
    return texts.gettext("This link was already used. Please ask for a new one.")


def welcome_words(visit: Visit, grant: Grant) -> str:
    """Return the greeting in the new role."""
    _ = visit.texts.gettext
    if grant.role is Role.COORDINATOR:
        return _("Welcome! You are now a coordinator.")
    return _("Welcome! You are now the mediator of {municipality}.").format(
        municipality=visit.env.municipality_names(grant.municipality or "")
    )


async def tell_inviter(visit: Visit, invitation: Invitation, grant: Grant) -> tuple[Shown, ...]:
    """Return the message to whoever made the link: who has used it."""
    inviter = await load_person(visit.conn, invitation.invited_by, visit.env.now) if invitation.invited_by else None
    if inviter is None:
        return ()
    texts = visit.env.texts(inviter.language)
    text = texts.gettext("{name} has used your invitation and is now the mediator of {municipality}.").format(
        name=visit.person.name or "?", municipality=visit.env.municipality_names(grant.municipality or "")
    )
    return (visit.notice(inviter, Screen(text)),)


async def choose_municipality(visit: Visit) -> Outcome:
    """Ask a coordinator for which municipality the new mediator works."""
    visit.require(Action.INVITE_MEDIATOR)
    _ = visit.texts.gettext
    places = await find_municipalities(visit.conn, visit.env.now)
    rows = tuple((Button(place.name, Press.of("invite.for", place.code)),) for place in places)
    text = _("For which municipality is the new mediator?")
    return visit.reply(Screen(text, (*rows, (Button(_("Home"), Press.of("home")),))), in_place=True)


async def invite_mediator(visit: Visit) -> Outcome:
    """Show the link that makes somebody mediator, to be forwarded to that person."""
    visit.require(Action.INVITE_MEDIATOR)
    code = visit.argument(0)
    places = {place.code: place.name for place in await find_municipalities(visit.conn, visit.env.now)}
    if code not in places:
        return await choose_municipality(visit)
    link = await make_invitation(visit.conn, visit.env, Role.MEDIATOR, code, visit.person.id)
    _ = visit.texts.gettext
    words = _("Send this link to the new mediator of {municipality}. It is good for three days and for one person.")
    text = words.format(municipality=places[code]) + "\n\n" + link
    return visit.reply(Screen(text, ((Button(_("Home"), Press.of("home")),),)), in_place=True)
