"""The shipped form with its surroundings, as the dialog meets it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.dialog.step import Dialog
from core.forms.compile import compile_form
from core.forms.model import Env, Form
from core.forms.xlsform import to_xform
from core.periods import RIGA

REPORT = Path(__file__).parents[3] / "bot" / "forms" / "monthly_report.md"
NOON = datetime(2026, 11, 2, 12, tzinfo=RIGA)


@pytest.fixture(scope="session")
def report_form() -> Form:
    return compile_form(to_xform(REPORT).xform)


@pytest.fixture(scope="session")
def dialog(report_form: Form) -> Dialog:
    filled = {"/data/period": "2026-10", "/data/in_month": "oktobrī"}
    return Dialog(report_form, Env(NOON, "lv", "uuid:1", "1"), filled)
