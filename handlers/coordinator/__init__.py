"""The coordinators' conversations; these tables say which button, command or typed text leads to which of them."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.coordinator import digest, extending, overview, reading, reminding
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
    "c.digest": digest.digest_now,
}
"""What a button of a coordinator does."""

COMMANDS: Mapping[str, Handler] = {"reports": overview.reports, "digest": digest.digest_now}
"""What a command of a coordinator does, by its meaning."""

TYPED: Mapping[str, Handler] = {extending.KIND: extending.typed_day}
"""Kinds of conversation in which a coordinator is expected to type."""
