"""What stays of a sent report when its writer is forgotten: numbers and choices, no word and no name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.drafts import FormKey
from core.forms.compile import compile_form
from core.forms.model import Form, Question, generic
from core.forms.problems import FormProblems
from storage.forms import load_form_version
from storage.tables import submissions

COUNTED = frozenset({"integer", "decimal", "range", "boolean", "select1", "select"})
REDUCE = (
    update(submissions)
    .where(submissions.c.id == bindparam("of_id"))
    .values(person_id=None, answers=bindparam("left"), xml="", instance_id="")
)


async def reduce_reports(conn: AsyncConnection, rows: Iterable[Any]) -> int:
    """Reduce these rows of `submissions` to what may stay, delete older versions, and return how many there were."""
    found = list(rows)
    newest: dict[tuple[Any, ...], Any] = {}
    for row in sorted(found, key=lambda one: int(one.version)):
        newest[row.person_id, row.form_id, row.municipality, row.period] = row
    forms = {key: await _load_form(conn, key) for key in {(row.form_id, row.form_version) for row in newest.values()}}
    kept = {row.id: counted(row.answers, forms[row.form_id, row.form_version]) for row in newest.values()}
    old = [row.id for row in found if row.id not in kept]
    if old:
        await conn.execute(delete(submissions).where(submissions.c.id.in_(old)))
    if kept:
        await conn.execute(REDUCE, [{"of_id": number, "left": left} for number, left in kept.items()])
    return len(found)


def counted(answers: Mapping[str, str], form: Form | None) -> dict[str, str]:
    """Return the answers that are numbers or choices; nothing when the form is not known any more."""
    if form is None:
        return {}
    return {ref: value for ref, value in answers.items() if _is_counted(form.nodes.get(generic(ref)))}


def _is_counted(node: object) -> bool:
    return isinstance(node, Question) and node.asked and node.type in COUNTED


async def _load_form(conn: AsyncConnection, key: FormKey) -> Form | None:
    version = await load_form_version(conn, *key)
    if version is None:
        return None
    try:
        return compile_form(version.xform)
    except FormProblems:
        return None
