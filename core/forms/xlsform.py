"""Turn a workbook into an XForm with pyxform, which is loaded only here and only when it is needed (0.5 s).

Whatever pyxform raises is a problem of the form, said with sheet and row where the message has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from core.forms.problems import FormProblem, FormProblems

FILE_TYPES = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
ROW = re.compile(r"\[row : (?:\(\s*)?(\d+)|(?:On|In|on|in) row (\d+)|\[row (\d+)\]")
SHEET = re.compile(r"(?:On the|the|On) '(\w+)' sheet|'(\w+)' sheet|\bsheet '(\w+)'")
COLUMN = re.compile(r"column:? '([^']+)'|the '([^']+)' column")
PREFIX = re.compile(r"^\[row : \d+\]\s*")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted workbook: the XForm document and what its author should know."""

    xform: str
    warnings: tuple[FormProblem, ...] = ()


def to_xform(source: Path | bytes, file_type: str | None = None) -> Conversion:
    """Return the XForm of a workbook; FormProblems when it cannot be one. file_type is `.xlsx`, `.md` …"""
    kind = (file_type or (source.suffix if isinstance(source, Path) else "")).lower()
    if kind not in FILE_TYPES:
        raise FormProblems([FormProblem(f"a form is a file of one of the kinds {', '.join(FILE_TYPES)}")])
    warnings: list[str] = []
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise FormProblems([FormProblem(f"the file cannot be read: {error.strerror}")]) from error
    try:
        from pyxform.xls2xform import convert  # noqa: PLC0415 - half a second, only when a form is published

        result = convert(
            content.decode("utf-8") if kind in (".md", ".csv") else content,
            warnings=warnings,
            validate=False,
            pretty_print=False,
            file_type=kind,
        )
        xform = result.xform
    except Exception as error:
        raise FormProblems([problem(_words(error))]) from error
    return Conversion(xform, tuple(problem(text, warning=True) for text in warnings))


def _words(error: Exception) -> str:
    text = str(error).strip()
    if isinstance(error, UnicodeDecodeError):
        return "the file is not written in UTF-8"
    if "'definition' was not recognized" in text:
        return "this is no workbook with a sheet (in .md a table, in .csv a block) called survey"
    if type(error).__name__ in ("PyXFormError", "ValidationError", "PyXFormReadError") and text:
        return text
    return f"the workbook cannot be read ({type(error).__name__}: {text})"


def problem(text: str, *, warning: bool = False) -> FormProblem:
    """Return a message of pyxform as a problem, with the sheet and row it names."""
    row, sheet, column = ROW.search(text), SHEET.search(text), COLUMN.search(text)
    name = _group(sheet)
    if not name and row:
        name = "survey"
    words = " ".join(PREFIX.sub("", text).split())
    return FormProblem(words, name, int(_group(row) or 0), _group(column), warning=warning)


def _group(found: re.Match[str] | None) -> str:
    return next((part for part in found.groups() if part), "") if found else ""
