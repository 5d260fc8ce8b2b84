"""Published forms; a version once published never changes, because drafts and reports are pinned to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import form_versions
from storage.upserts import insert_or_ignore


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of a form: its XForm, and the hash of the source it was made from."""

    form_id: str
    version: str
    xform: str
    source_sha256: str
    published_at: datetime
    retired_at: datetime | None = None


COLUMNS = (
    form_versions.c.form_id,
    form_versions.c.version,
    form_versions.c.xform,
    form_versions.c.source_sha256,
    form_versions.c.published_at,
    form_versions.c.retired_at,
)


async def add_form_version(conn: AsyncConnection, new: FormVersion) -> bool:
    """Publish a version; False when that version exists with another content, True also when it exists as it is."""
    values = {
        "form_id": new.form_id,
        "version": new.version,
        "xform": new.xform,
        "source_sha256": new.source_sha256,
        "published_at": new.published_at,
    }
    await conn.execute(insert_or_ignore(conn, form_versions), values)
    kept = await load_form_version(conn, new.form_id, new.version)
    return kept is not None and kept.source_sha256 == new.source_sha256


async def load_form_version(conn: AsyncConnection, form_id: str, version: str) -> FormVersion | None:
    """Return one version."""
    statement = select(*COLUMNS).where(form_versions.c.form_id == form_id, form_versions.c.version == version)
    row = (await conn.execute(statement)).one_or_none()
    return None if row is None else FormVersion(*row)


async def find_form_versions(conn: AsyncConnection) -> list[FormVersion]:
    """Return every version ever published, the oldest first."""
    statement = select(*COLUMNS).order_by(form_versions.c.published_at, form_versions.c.form_id)
    return [FormVersion(*row) for row in (await conn.execute(statement)).all()]


async def save_retired(conn: AsyncConnection, form_id: str, version: str, now: datetime) -> None:
    """Let no new draft begin with this version; those that did stay with it."""
    await conn.execute(
        update(form_versions)
        .where(form_versions.c.form_id == form_id, form_versions.c.version == version)
        .values(retired_at=now)
    )
