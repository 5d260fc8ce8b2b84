"""The coordinators' conversations; these tables say which button, command or typed text leads to which of them."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.coordinator import (
    digest,
    extending,
    mediators,
    overview,
    programme,
    reading,
    reminding,
    returning,
    undelivered,
)
from handlers.visit import Handler

ACTIONS: Mapping[str, Handler] = {
    "c.reports": overview.reports,
    "c.card": overview.card,
    "c.read": reading.read,
    "c.changes": reading.changes,
    "c.listen": reading.listen,
    "c.remind": reminding.remind_now,
    "c.extend": extending.choose,
    "c.extend.to": extending.extend_to,
    "c.return": returning.choose,
    "c.return.q": returning.ask_line,
    "c.ask": returning.ask_figure,
    "c.undelivered": undelivered.undelivered,
    "c.again": undelivered.again,
    "c.hide": undelivered.hide_one,
    "c.mediators": mediators.mediators,
    "c.mediator": mediators.mediator,
    "c.end": mediators.ask_end,
    "c.end.now": mediators.end,
    "c.programme": programme.programme,
    "c.setting": programme.setting,
    "c.set": programme.set_value,
    "c.digest": digest.digest_now,
}
"""What a button of a coordinator does."""

COMMANDS: Mapping[str, Handler] = {"reports": overview.reports, "digest": digest.digest_now}
"""What a command of a coordinator does, by its meaning."""

TYPED: Mapping[str, Handler] = {extending.KIND: extending.typed_day, returning.KIND: returning.typed_line}
"""Kinds of conversation in which a coordinator is expected to type."""
