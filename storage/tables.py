"""The tables; what a column holds about a person, why and for how long is declared beside it.

`info={"purpose": …, "keep": …}` stands on every column of a table that is about a person; the record of processing,
the export, the erasure and the retention job are made from it. Moments are UTC, as aware datetimes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; naive ones are refused, so that no local time slips in."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")

ACCOUNT = "until the person asks to be forgotten, or two years after they last wrote"
REPORT = "24 months after the period, then only numbers"
DELIVERY = "30 days"
WORK = "7 days after it is done"
LINK = "30 days after it has expired"


def kept(purpose: str, keep: str = ACCOUNT) -> dict[str, Any]:
    """Return the declaration that stands beside a column about a person."""
    return {"purpose": purpose, "keep": keep}


people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True, info=kept("to tell people apart without their name")),
    Column("channel", String(20), nullable=False, info=kept("to answer")),
    Column("address", String(64), nullable=False, info=kept("to answer")),
    Column("name", String(200), nullable=False, info=kept("a coordinator recognises whom they invited")),
    Column("language", String(8), nullable=False, info=kept("to answer in the person's language")),
    Column("consent_version", String(20), info=kept("proof of what was agreed to")),
    Column("reachable", Boolean, nullable=False, default=True, info=kept("not to write to who left")),
    Column("paused_until", Date, info=kept("not to remind who asked for a pause")),
    Column("wrote_at", Moment, info=kept("not to interrupt who is writing")),
    Column("created_at", Moment, nullable=False, info=kept("to end the record after two silent years")),
    UniqueConstraint("channel", "address"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True, info=kept("order")),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, info=kept("whose consent")),
    Column("purpose", String(40), nullable=False, info=kept("what was agreed to")),
    Column("version", String(20), nullable=False, info=kept("which text")),
    Column("language", String(8), nullable=False, info=kept("in which language it was read")),
    Column("action", String(10), nullable=False, info=kept("given or withdrawn")),
    Column("at", Moment, nullable=False, info=kept("when")),
    Index(None, "person_id"),
)

municipalities = Table(
    "municipalities",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Id, primary_key=True, info=kept("order")),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, info=kept("whose role")),
    Column("role", String(20), nullable=False, info=kept("what the person may do")),
    Column("municipality", ForeignKey("municipalities.code"), info=kept("for which municipality")),
    Column("granted_by", Id, info=kept("who is answerable for the grant")),
    Column("from_at", Moment, nullable=False, info=kept("since when")),
    Column("until_at", Moment, info=kept("until when")),
    Index(None, "person_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", String(64), primary_key=True, info=kept("to know the link again", LINK)),
    Column("role", String(20), nullable=False, info=kept("what the link grants", LINK)),
    Column("municipality", ForeignKey("municipalities.code"), info=kept("for which municipality", LINK)),
    Column("invited_by", Id, info=kept("who is answerable for the grant", LINK)),
    Column("created_at", Moment, nullable=False, info=kept("to drop it in time", LINK)),
    Column("expires_at", Moment, nullable=False, info=kept("until when it can be used", LINK)),
    Column("used_by", Id, info=kept("it can be used once", LINK)),
    Column("used_at", Moment, info=kept("it can be used once", LINK)),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=kept("whose")),
    Column("kind", String(40), nullable=False, info=kept("to go on where the person stopped")),
    Column("state", JSON, nullable=False, info=kept("to go on where the person stopped")),
    Column("draft_id", Id, info=kept("which form is being filled in")),
    Column("prompt", Id, info=kept("which message shows the open question")),
)

strangers = Table(  # who has not agreed yet: only what is needed to answer, gone after a day
    "strangers",
    metadata,
    Column("channel", String(20), primary_key=True, info=kept("to answer", "one day")),
    Column("address", String(64), primary_key=True, info=kept("to answer", "one day")),
    Column("language", String(8), info=kept("to answer in the chosen language", "one day")),
    Column("argument", String(100), nullable=False, info=kept("the link they came with", "one day")),
    Column("at", Moment, nullable=False, info=kept("to forget after a day", "one day")),
)

form_versions = Table(
    "form_versions",
    metadata,
    Column("form_id", String(100), primary_key=True),
    Column("version", String(40), primary_key=True),
    Column("xform", Text, nullable=False),
    Column("source_sha256", String(64), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("retired_at", Moment),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True, info=kept("to tell drafts apart", REPORT)),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, info=kept("whose", REPORT)),
    Column("form_id", String(100), nullable=False, info=kept("which form", REPORT)),
    Column("form_version", String(40), nullable=False, info=kept("which version", REPORT)),
    Column("municipality", String(40), nullable=False, info=kept("for which municipality", REPORT)),
    Column("period", String(7), nullable=False, info=kept("for which month", REPORT)),
    Column("state", JSON, nullable=False, info=kept("the answers so far", REPORT)),
    Column("revision", Integer, nullable=False, info=kept("to tell an old button from a new one", REPORT)),
    Column("updated_at", Moment, nullable=False, info=kept("to tell a coordinator what is begun", REPORT)),
    UniqueConstraint("person_id", "form_id", "municipality", "period"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Id, primary_key=True, info=kept("to tell them apart", REPORT)),
    Column("instance_id", String(60), nullable=False, info=kept("OpenRosa's name of it", REPORT)),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL"), info=kept("who reported", REPORT)),
    Column("form_id", String(100), nullable=False, info=kept("which form", REPORT)),
    Column("form_version", String(40), nullable=False, info=kept("which version", REPORT)),
    Column("municipality", String(40), nullable=False, info=kept("for which municipality", REPORT)),
    Column("period", String(7), nullable=False, info=kept("for which month", REPORT)),
    Column("version", Integer, nullable=False, info=kept("first sending is 1, each change one more", REPORT)),
    Column("answers", JSON, nullable=False, info=kept("the report", REPORT)),
    Column("xml", Text, nullable=False, info=kept("the record of truth", REPORT)),
    Column("sent_at", Moment, nullable=False, info=kept("when", REPORT)),
    UniqueConstraint("form_id", "municipality", "period", "person_id", "version"),
    Index(None, "period", "municipality"),
)

extensions = Table(
    "extensions",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=kept("for whom", REPORT)),
    Column("municipality", String(40), primary_key=True, info=kept("for which municipality", REPORT)),
    Column("period", String(7), primary_key=True, info=kept("for which month", REPORT)),
    Column("due", Date, nullable=False, info=kept("the new due day", REPORT)),
    Column("by", Id, info=kept("who extended it", REPORT)),
)

returned_questions = Table(
    "returned_questions",
    metadata,
    Column("id", Id, primary_key=True, info=kept("order", REPORT)),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, info=kept("to whom", REPORT)),
    Column("municipality", String(40), nullable=False, info=kept("of which report", REPORT)),
    Column("period", String(7), nullable=False, info=kept("of which report", REPORT)),
    Column("ref", String(200), nullable=False, info=kept("which question", REPORT)),
    Column("note", Text, nullable=False, info=kept("what the coordinator asks", REPORT)),
    Column("by", Id, nullable=False, info=kept("who asks", REPORT)),
    Column("asked_at", Moment, nullable=False, info=kept("when", REPORT)),
    Column("answered_at", Moment, info=kept("when it was answered", REPORT)),
    Index(None, "person_id"),
)

files = Table(
    "files",
    metadata,
    Column("id", Id, primary_key=True, info=kept("to find it", REPORT)),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, info=kept("whose", REPORT)),
    Column("kind", String(20), nullable=False, info=kept("how to play it", REPORT)),
    Column("mime", String(100), nullable=False, info=kept("how to play it", REPORT)),
    Column("channel_ref", String(300), nullable=False, info=kept("to fetch it once", REPORT)),
    Column("size", Integer, info=kept("to refuse what is too large", REPORT)),
    Column("duration", Integer, info=kept("to show how long it is", REPORT)),
    Column("state", String(10), nullable=False, info=kept("wanted, stored or failed", REPORT)),
    Column("sealed", LargeBinary, info=kept("the file itself, encrypted", REPORT)),
    Column("attempts", Integer, nullable=False, default=0, info=kept("to stop trying one day", REPORT)),
    Column("not_before", Moment, info=kept("when to try again", REPORT)),
    Column("created_at", Moment, nullable=False, info=kept("to drop it in time", REPORT)),
    Index(None, "state"),
)

occurrences = Table(  # what is scheduled; the key is its meaning, so it cannot happen twice
    "occurrences",
    metadata,
    Column("key", String(160), primary_key=True, info=kept("its meaning", DELIVERY)),
    Column("kind", String(40), nullable=False, info=kept("reminder, digest …", DELIVERY)),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), info=kept("for whom", DELIVERY)),
    Column("municipality", String(40), nullable=False, default="", info=kept("about which report", DELIVERY)),
    Column("period", String(7), nullable=False, default="", info=kept("about which report", DELIVERY)),
    Column("step", Integer, nullable=False, default=0, info=kept("the how-manieth", DELIVERY)),
    Column("due", Moment, nullable=False, info=kept("when", DELIVERY)),
    Column("state", String(10), nullable=False, info=kept("planned, done, cancelled or moved", DELIVERY)),
    Index(None, "state", "due"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(20), primary_key=True, info=kept("where it came from", WORK)),
    Column("id", Id, primary_key=True, autoincrement=False, info=kept("the channel's number, to take it once", WORK)),
    Column("chat", String(64), nullable=False, info=kept("order within a chat", WORK)),
    Column("payload", Text, nullable=False, info=kept("what was sent, wiped when done", WORK)),
    Column("received_at", Moment, nullable=False, info=kept("order", WORK)),
    Column("state", String(12), nullable=False, info=kept("new, done, quarantined or dead", WORK)),
    Column("attempts", Integer, nullable=False, default=0, info=kept("to set aside what fails", WORK)),
    Column("error", String(200), info=kept("the class of the failure, no content", WORK)),
    Index(
        "ix_inbox_waiting",
        "channel",
        "chat",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False, info=kept("order", DELIVERY)),
    Column("channel", String(20), nullable=False, info=kept("to deliver", DELIVERY)),
    Column("address", String(64), nullable=False, info=kept("to deliver", DELIVERY)),
    Column("person_id", Id, info=kept("whom to tell about if it fails", DELIVERY)),
    Column("payload", JSON, nullable=False, info=kept("what is shown, wiped when delivered", DELIVERY)),
    Column("care", String(10), nullable=False, info=kept("how to repeat", DELIVERY)),
    Column("key", String(160), unique=True, info=kept("not to send twice", DELIVERY)),
    Column("replaces", Id, info=kept("which message it changes", DELIVERY)),
    Column("replaces_message", String(40), info=kept("which message it changes", DELIVERY)),
    Column("state", String(10), nullable=False, info=kept("what became of it", DELIVERY)),
    Column("attempts", Integer, nullable=False, default=0, info=kept("what became of it", DELIVERY)),
    Column("ambiguous", Integer, nullable=False, default=0, info=kept("how often it may have arrived", DELIVERY)),
    Column("not_before", Moment, info=kept("when to send", DELIVERY)),
    Column("expires_at", Moment, info=kept("when it is too late", DELIVERY)),
    Column("message", String(40), info=kept("the channel's number of it", DELIVERY)),
    Column("error", String(200), info=kept("the class of the failure, no content", DELIVERY)),
    Column("created_at", Moment, nullable=False, info=kept("to drop it in time", DELIVERY)),
    CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'uncertain', 'dead', 'expired', 'cancelled')", name="known_state"
    ),
    Index(None, "state", "care", "not_before"),
    Index(None, "channel", "address"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", JSON, nullable=False),
)
