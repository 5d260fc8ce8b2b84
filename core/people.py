"""Who somebody is and what they may do; roles are grants with dates, read at each update and never cached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LANGUAGES = ("lv", "ru", "en")
DEFAULT_LANGUAGE = "lv"


class Role(StrEnum):
    PARTICIPANT = "participant"
    MEDIATOR = "mediator"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role somebody holds, for one municipality (by its code) or, for a coordinator, for all."""

    role: Role
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person who agreed to be known to the bot; `wrote_at` is when they last did anything."""

    id: int
    channel: str
    address: str
    name: str
    language: str
    consent_version: str | None
    reachable: bool = True
    paused_until: date | None = None
    wrote_at: datetime | None = None
    grants: tuple[Grant, ...] = ()

    def has(self, role: Role) -> bool:
        """Tell whether the person holds the role now, for any municipality."""
        return role is Role.PARTICIPANT or any(grant.role is role for grant in self.grants)

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The codes of the municipalities the person is mediator of."""
        return tuple(g.municipality for g in self.grants if g.role is Role.MEDIATOR and g.municipality)

    @property
    def role(self) -> Role:
        """The role whose home screen is shown: coordinator before mediator before participant."""
        for role in (Role.COORDINATOR, Role.MEDIATOR):
            if self.has(role):
                return role
        return Role.PARTICIPANT


class Action(StrEnum):
    """What can be asked of `may`."""

    FILL_IN_REPORT = "fill_in_report"
    READ_REPORTS = "read_reports"
    REMIND = "remind"
    EXTEND_DUE_DAY = "extend_due_day"
    RETURN_QUESTION = "return_question"
    INVITE_MEDIATOR = "invite_mediator"
    CHANGE_PROGRAMME = "change_programme"
    SEE_UNDELIVERED = "see_undelivered"


COORDINATORS = frozenset(Action) - {Action.FILL_IN_REPORT}


def may(person: Person, action: Action, municipality: str | None = None) -> bool:
    """Tell whether the person may do the action, to the municipality's data where it concerns one."""
    if action is Action.FILL_IN_REPORT:
        return municipality in person.municipalities
    return action in COORDINATORS and person.has(Role.COORDINATOR)


def language_of(code: str | None, known: Iterable[str] = LANGUAGES) -> str:
    """Return the language to begin with for a channel's language code such as `ru-RU`."""
    short = (code or "").split("-")[0].lower()
    return short if short in known else DEFAULT_LANGUAGE
