"""The first tables. Frozen: what changes later is a migration of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime()


def upgrade() -> None:
    """Make every table."""
    _form_versions()
    _inbox()
    _municipalities()
    _outbox()
    _people()
    _settings()
    _strangers()
    _consents()
    _conversations()
    _drafts()
    _extensions()
    _files()
    _grants()
    _invitations()
    _occurrences()
    _returned_questions()
    _submissions()


def downgrade() -> None:
    """Drop every table, those that are pointed at last."""
    for table in (
        "submissions",
        "returned_questions",
        "occurrences",
        "invitations",
        "grants",
        "files",
        "extensions",
        "drafts",
        "conversations",
        "consents",
        "strangers",
        "settings",
        "people",
        "outbox",
        "municipalities",
        "inbox",
        "form_versions",
    ):
        op.drop_table(table)


def _form_versions() -> None:
    op.create_table(
        "form_versions",
        sa.Column("form_id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("xform", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("form_id", "version", name=op.f("pk_form_versions")),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("channel", "id", name=op.f("pk_inbox")),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["channel", "chat", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )


def _municipalities() -> None:
    op.create_table(
        "municipalities",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipalities")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("care", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=True),
        sa.Column("replaces", ID, nullable=True),
        sa.Column("replaces_message", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ambiguous", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("message", sa.String(length=40), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'uncertain', 'dead', 'expired', 'cancelled')",
            name=op.f("ck_outbox_known_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_channel_address"), "outbox", ["channel", "address"], unique=False)
    op.create_index(op.f("ix_outbox_state_care_not_before"), "outbox", ["state", "care", "not_before"], unique=False)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("wrote_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_people_channel_address")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )


def _strangers() -> None:
    op.create_table(
        "strangers",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("argument", sa.String(length=100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_strangers")),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"], unique=False)


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("draft_id", ID, nullable=True),
        sa.Column("prompt", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_conversations_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_conversations")),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("form_id", sa.String(length=100), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "person_id",
            "form_id",
            "municipality",
            "period",
            name=op.f("uq_drafts_person_id_form_id_municipality_period"),
        ),
    )


def _extensions() -> None:
    op.create_table(
        "extensions",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_extensions_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "municipality", "period", name=op.f("pk_extensions")),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("channel_ref", sa.String(length=300), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_files_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_state"), "files", ["state"], unique=False)


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=True),
        sa.Column("granted_by", ID, nullable=True),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["municipality"], ["municipalities.code"], name=op.f("fk_grants_municipality")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_grants_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_person_id"), "grants", ["person_id"], unique=False)


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=True),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", ID, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["municipality"], ["municipalities.code"], name=op.f("fk_invitations_municipality")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitations")),
    )


def _occurrences() -> None:
    op.create_table(
        "occurrences",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_occurrences_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_occurrences")),
    )
    op.create_index(op.f("ix_occurrences_state_due"), "occurrences", ["state", "due"], unique=False)


def _returned_questions() -> None:
    op.create_table(
        "returned_questions",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_returned_questions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_questions")),
    )
    op.create_index(op.f("ix_returned_questions_person_id"), "returned_questions", ["person_id"], unique=False)


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", sa.String(length=60), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("form_id", sa.String(length=100), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_submissions_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint(
            "form_id",
            "municipality",
            "period",
            "person_id",
            "version",
            name=op.f("uq_submissions_form_id_municipality_period_person_id_version"),
        ),
    )
    op.create_index(op.f("ix_submissions_period_municipality"), "submissions", ["period", "municipality"], unique=False)
