"""Messages nobody asked for at this moment: reminders, digests, news; each has a key and goes out at most once."""

from __future__ import annotations

from datetime import datetime

from core.messages import Care, Screen, Sender, Shown
from core.people import Person
from handlers.turn import Env


def notice(
    env: Env,
    to: Person,
    screen: Screen,
    key: str | None = None,
    *,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Shown:
    """Return a screen for somebody who did not ask for it; after `expires_at` it is not worth sending."""
    return Shown(
        env.new_id(),
        screen,
        Sender(to.channel, to.address),
        person=to.id,
        care=Care.NOTICE,
        key=key,
        not_before=not_before,
        expires_at=expires_at,
    )
