"""A link gives its role to one person, and its municipality is called by its name at once."""

from __future__ import annotations

from datetime import date, timedelta

from core.messages import Commanded
from core.people import Role
from handlers.invitations import VALID_FOR, code_hash
from storage.invitations import Invitation, add_invitation
from storage.municipalities import Municipality, save_municipality
from tests.handlers.town import JELGAVA, TALSI, Town, shown_in


async def invite(town: Town, code: str, place: str) -> None:
    async with town.database.writing() as conn:
        now = town.env().now
        await add_invitation(conn, Invitation(code_hash(code), Role.MEDIATOR, place, None, now, now + VALID_FOR))


async def opened(town: Town, person: int, code: str) -> str:
    """Return all that a person is shown who opens a link."""
    outcome = await town.handle(person, Commanded("start", code))
    return "\n".join(one.screen.text for one in shown_in(town.now, outcome))


async def test_a_municipality_added_beside_the_running_bot_is_called_by_its_name(town: Town) -> None:
    async with town.database.writing() as conn:
        await save_municipality(conn, Municipality("rezekne", "Rēzekne", date(2026, 10, 1)))
    await invite(town, "abc", "rezekne")
    shown = await opened(town, TALSI, "abc")
    assert "You are now the mediator of Rēzekne." in shown
    assert "Rēzekne" in shown.replace("mediator of Rēzekne", "")
    assert "rezekne" not in shown


async def test_a_link_works_once_and_for_three_days(town: Town) -> None:
    await invite(town, "abc", "jelgava")
    await invite(town, "late", "talsi")
    assert "You are now the mediator of Jelgava." in await opened(town, TALSI, "abc")
    assert "already used" in await opened(town, JELGAVA, "abc")
    assert "I do not know this link" in await opened(town, JELGAVA, "abd")
    town.now += timedelta(hours=72)
    assert "too old" in await opened(town, JELGAVA, "late")
