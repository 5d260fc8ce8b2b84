"""What is wrong with a form, said so that its author finds the cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import CoordinatorMustAct


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One problem: sheet and row (from 1, as spreadsheets count) where known, else '' and 0.

    `ref` is the path of the question it concerns; a warning does not keep a form from being published.
    """

    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    ref: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = ":".join(part for part in (self.sheet, str(self.row or ""), self.column) if part)
        kind = "warning: " if self.warning else ""
        return f"{where or self.ref or 'form'}: {kind}{self.message}"


class FormProblems(CoordinatorMustAct):
    """A form cannot be used; `problems` says why, one for each thing to mend."""

    def __init__(self, problems: Iterable[FormProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)) or "the form cannot be used")
