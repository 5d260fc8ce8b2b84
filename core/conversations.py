"""Where a person stands with the bot, as it is loaded before and saved after each thing they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.drafts import OpenDraft
from core.messages import Answered
from core.people import Person


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the person is in the middle of; `kind` names the handler, `state` is JSON of that handler's own.

    `draft` is the id of the form being filled in; `prompt` the id of the `Shown` that asks the open question, so
    that it can be changed when it is answered.
    """

    kind: str = "home"
    state: Mapping[str, Any] = field(default_factory=dict)
    draft: int | None = None
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who has not agreed to anything yet: the language they chose, the link they came with."""

    language: str | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is loaded about the sender of one `Received`; `draft` is the one the conversation points to."""

    person: Person | None = None
    conversation: Conversation = field(default_factory=Conversation)
    draft: OpenDraft | None = None
    stranger: Stranger = field(default_factory=Stranger)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn leads to: what is shown and what is to be saved; None means unchanged."""

    answered: Answered = field(default_factory=Answered)
    conversation: Conversation | None = None
    draft: OpenDraft | None = None
