"""The published forms: their XForms in memory, each compiled when it is first needed and then kept.

Drafts stay with the version they began with, so every version ever published is held.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import structlog

from bot.conversion import convert
from core.drafts import FormKey
from core.errors import OperatorMustAct
from core.forms.compile import compile_form
from core.forms.model import Form
from core.forms.problems import FormProblems
from storage.database import Database
from storage.forms import FormVersion, add_form_version, find_form_versions

SHIPPED = Path(__file__).resolve().parent / "forms"

log = structlog.get_logger(__name__)


class Shelf:
    """All versions of all forms; see `handlers.turn.FormShelf`."""

    def __init__(self, versions: Iterable[FormVersion] = ()) -> None:
        self._xforms: dict[FormKey, str] = {}
        self._newest: dict[str, str] = {}
        self._compiled: dict[FormKey, Form] = {}
        for version in versions:
            self.put(version)

    def put(self, version: FormVersion) -> None:
        """Add a version that was published after those before."""
        self._xforms[version.form_id, version.version] = version.xform
        if version.retired_at is None:
            self._newest[version.form_id] = version.version

    def form(self, form_id: str, version: str) -> Form:
        """Return one version; KeyError when it was never published."""
        key = (form_id, version)
        if key not in self._compiled:
            self._compiled[key] = compile_form(self._xforms[key])
        return self._compiled[key]

    def newest(self, form_id: str) -> Form:
        """Return the version new drafts begin with; KeyError when there is none."""
        return self.form(form_id, self._newest[form_id])


async def open_shelf(database: Database, now: datetime, folder: Path = SHIPPED) -> Shelf:
    """Publish what came with the bot and is new, and return all forms; OperatorMustAct when a shipped one is broken.

    One that changed but kept its version is not published: what people began with must stay what it was.
    """
    async with database.reading() as conn:
        versions = await find_form_versions(conn)
    known = {version.source_sha256 for version in versions}
    for source, digest in sources(folder):
        if digest not in known:
            version = await publish(database, source, digest, now)
            versions += [version] if version else []
    return Shelf(versions)


def sources(folder: Path) -> list[tuple[Path, str]]:
    """Return the workbooks of a folder, each with the hash of its content."""
    return [(source, sha256(source.read_bytes()).hexdigest()) for source in sorted(folder.resolve().glob("*.md"))]


async def publish(database: Database, source: Path, digest: str, now: datetime) -> FormVersion | None:
    """Convert, compile and store a form that came with the bot; None when that version is there already."""
    try:
        xform = await convert(source)
        form = compile_form(xform)
    except FormProblems as problems:
        raise OperatorMustAct(f"the form {source.name} cannot be used: {problems}") from None
    version = FormVersion(form.form_id, form.version, xform, digest, now)
    async with database.writing() as conn:
        if not await add_form_version(conn, version):
            log.error("a form changed but not its version: give it a new one", form=form.form_id, version=form.version)
            return None
    log.info("form published", form=form.form_id, version=form.version)
    return version
