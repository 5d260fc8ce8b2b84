"""The words of the shipped form as people see them, by name, so that better wording breaks no test."""

from __future__ import annotations

import re
from functools import cache

from bot.shelf import SHIPPED

LANGUAGES = {"lv": "label::Latviešu (lv)", "ru": "label::Русский (ru)", "en": "label::English (en)"}


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the rows of the monthly report's sheets by column name; choices have a `list_name`."""
    found: list[dict[str, str]] = []
    columns: list[str] = []
    for line in (SHIPPED / "monthly_report.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) < 2 or not any(cells[1:]):
            continue
        if cells[1] in ("type", "list_name", "form_title"):
            columns = cells
        else:
            found.append(dict(zip(columns, cells, strict=False)))
    return tuple(found)


def question(name: str, language: str = "lv") -> str:
    """Return the longest piece of a question that does not change with the month."""
    (row,) = [row for row in rows() if row.get("name") == name and "list_name" not in row]
    return max(re.split(r"\$\{\w+\}", row[LANGUAGES[language]]), key=len).strip()


def choice(list_name: str, name: str, language: str = "lv") -> str:
    """Return the words on the button of a choice."""
    (row,) = [row for row in rows() if (row.get("list_name"), row.get("name")) == (list_name, name)]
    return row[LANGUAGES[language]]
