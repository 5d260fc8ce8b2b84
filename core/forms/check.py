"""Everything that is wrong with a form, gathered: the workbook, its expressions, the lint, what a chat cannot do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.forms.compile import Compilation
from core.forms.lint import lint
from core.forms.model import Form
from core.forms.problems import FormProblem, FormProblems
from core.forms.refused import refusals
from core.forms.workbook import Workbook, read_workbook
from core.forms.xform import read_xform
from core.forms.xlsform import to_xform


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: the form (None when it cannot run at all), its XForm, problems in the order of the sheet."""

    form: Form | None
    xform: str
    problems: tuple[FormProblem, ...]

    @property
    def faults(self) -> tuple[FormProblem, ...]:
        """The problems that keep the form from being published."""
        return tuple(problem for problem in self.problems if not problem.warning)


def check_form(content: bytes, kind: str) -> Checked:
    """Return all problems of a form; kind is the end of the file's name, `.xlsx`, `.md` … or `.xml` for an XForm."""
    workbook = Workbook()
    problems: list[FormProblem] = []
    try:
        if kind == ".xml":
            xml = content.decode("utf-8-sig")
        else:
            workbook = read_workbook(content, kind)
            conversion = to_xform(content, kind)
            xml = conversion.xform
            problems.extend(conversion.warnings)
        compilation = Compilation(read_xform(xml))
        form, found = compilation.form()
    except FormProblems as error:
        return Checked(None, "", tuple(_ordered(workbook, [*problems, *error.problems])))
    except UnicodeDecodeError:
        return Checked(None, "", (FormProblem("the file is not written in UTF-8"),))
    problems.extend(found)
    if form is not None:
        problems.extend(refusals(compilation.xform, form, compilation.controls))
        problems.extend(lint(compilation, form))
    return Checked(form, xml, tuple(_ordered(workbook, problems)))


def _ordered(workbook: Workbook, problems: list[FormProblem]) -> list[FormProblem]:
    located = [workbook.located(problem) for problem in problems]
    unique = dict.fromkeys(replace(problem) for problem in located)
    return sorted(unique, key=lambda problem: (problem.warning, problem.sheet != "survey", problem.sheet, problem.row))
