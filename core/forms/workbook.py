"""The rows of a workbook, only to say where a problem stands; what they mean is pyxform's business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.forms.problems import FormProblem

FIRST_ROW = 2  # under the header
QUOTED = re.compile(r"'([^']{1,80})'")
BEGIN = re.compile(r"begin[ _](group|repeat|loop)")
END = re.compile(r"end[ _](group|repeat|loop)")


@dataclass(frozen=True, slots=True)
class Workbook:
    """Rows by sheet as {column: text}, and the survey row of every question by its path below the root."""

    sheets: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)

    def located(self, problem: FormProblem) -> FormProblem:
        """Return the problem with sheet and row, where they can be found."""
        if problem.row:
            return problem
        if problem.ref:
            row = self.rows.get("/" + problem.ref.partition("/")[2].partition("/")[2], 0)
            return replace(problem, sheet="survey", row=row) if row else problem
        return self._by_words(problem)

    def _by_words(self, problem: FormProblem) -> FormProblem:
        words = set(QUOTED.findall(problem.message))
        for number, row in enumerate(self.sheets.get("survey", ()), FIRST_ROW):
            if row.get("name") in words:
                return replace(problem, sheet="survey", row=number)
        for sheet in ("survey", "choices", "settings"):
            for number, row in enumerate(self.sheets.get(sheet, ()), FIRST_ROW):
                if words & {part for cell in row.values() for part in (cell, cell.partition(" ")[2])}:
                    return replace(problem, sheet=sheet, row=number)
        return problem


def read_workbook(content: bytes, kind: str) -> Workbook:
    """Return the rows of a workbook; an empty one when it cannot be read (the conversion says why)."""
    try:
        from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415 - only when a form is published

        found = get_xlsform(content.decode("utf-8") if kind in (".md", ".csv") else content, file_type=kind)
    except Exception:
        return Workbook()
    sheets = {
        name: tuple({str(key): str(cell) for key, cell in row.items()} for row in getattr(found, name) or ())
        for name in ("survey", "choices", "settings", "entities")
    }
    return Workbook(sheets, _question_rows(sheets["survey"]))


def _question_rows(survey: tuple[Mapping[str, str], ...]) -> dict[str, int]:
    rows: dict[str, int] = {}
    groups: list[str] = []
    for number, row in enumerate(survey, FIRST_ROW):
        kind, name = row.get("type", "").strip().lower(), row.get("name", "").strip()
        if END.match(kind):
            groups = groups[:-1]
            continue
        path = "/" + "/".join([*groups, name])
        rows.setdefault(path, number)
        if BEGIN.match(kind):
            groups.append(name)
            rows.setdefault(f"{path}_count", number)
        rows.setdefault(f"{path}_other", number)
    return rows
