"""The shipped forms: published once, in another process, and pinned for ever."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversion import convert
from bot.shelf import SHIPPED, open_shelf
from core.errors import OperatorMustAct
from core.forms.problems import FormProblems
from storage.database import open_database
from storage.forms import find_form_versions
from storage.migrations import upgrade

NOW = datetime(2026, 11, 2, 7, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 7, tzinfo=UTC)
SMALL = """| survey | | | |
| | type | name | label |
| | integer | a | {label} |
| settings | | |
| | form_id | version |
| | small | {version} |
"""


def write(folder: Path, version: str, label: str = "A?") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "small.md").write_text(SMALL.format(version=version, label=label))


async def test_the_shipped_report_is_published_at_the_first_start_and_only_then(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/k.db")
    try:
        await upgrade(database)
        shelf = await open_shelf(database, NOW)
        form = shelf.newest("monthly_report")
        assert shelf.form("monthly_report", form.version) is form
        assert len(form.questions) == 26
        await open_shelf(database, LATER)
        async with database.reading() as conn:
            assert [version.published_at for version in await find_form_versions(conn)] == [NOW]
    finally:
        await database.close()


async def test_a_new_version_is_for_new_drafts_and_the_old_one_stays(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/k.db")
    folder = tmp_path / "forms"
    try:
        await upgrade(database)
        write(folder, "1")
        await open_shelf(database, NOW, folder)
        write(folder, "2", "Other?")
        shelf = await open_shelf(database, LATER, folder)
        assert shelf.newest("small").version == "2"
        assert shelf.form("small", "1").version == "1"
        with pytest.raises(KeyError):
            shelf.form("small", "3")
        write(folder, "2", "Changed without a new version?")
        assert (await open_shelf(database, LATER, folder)).newest("small").version == "2"
    finally:
        await database.close()


async def test_a_broken_form_stops_the_start_with_its_name_and_problem(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/k.db")
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "bad.md").write_text(SMALL.format(version="1", label="A?").replace("integer", "nonsense"))
    try:
        await upgrade(database)
        with pytest.raises(OperatorMustAct, match=r"bad\.md"):
            await open_shelf(database, NOW, folder)
    finally:
        await database.close()


async def test_a_file_that_is_no_form_is_a_problem_of_the_form(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(FormProblems):
        await convert(tmp_path / "x.txt")


def test_the_running_bot_never_loads_what_converts_forms() -> None:
    code = "import sys, bot.shelf, bot.telegram.channel; sys.exit('pyxform' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=SHIPPED.parents[1], check=False).returncode == 0
