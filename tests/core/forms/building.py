"""Forms for tests, written as Markdown tables and compiled once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from core.forms.compile import compile_form
from core.forms.model import Env, Form
from core.forms.xlsform import to_xform

RIGA = ZoneInfo("Europe/Riga")
MONTHLY_REPORT = Path(__file__).parents[3] / "bot" / "forms" / "monthly_report.md"
ENV = Env(datetime(2026, 11, 2, 9, 0, tzinfo=RIGA), "lv", "a1")


@cache
def monthly_report() -> Form:
    """Return the shipped form."""
    return compile_form(to_xform(MONTHLY_REPORT).xform)


@cache
def form_of(*rows: str, choices: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> Form:
    """Return a form of rows `type | name | label | …`; the first row names the columns."""
    return compile_form(to_xform(workbook(*rows, choices=choices, settings=settings), ".md").xform)


def workbook(*rows: str, choices: tuple[str, ...] = (), settings: tuple[str, ...] = ()) -> bytes:
    """Return a workbook as Markdown."""
    lines = ["| survey |", *(f"| | {row} |" for row in rows)]
    if choices:
        lines += ["| choices |", *(f"| | {row} |" for row in choices)]
    if settings:
        lines += ["| settings |", *(f"| | {row} |" for row in settings)]
    return "\n".join(lines).encode()
