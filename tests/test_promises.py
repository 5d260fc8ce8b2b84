"""What the repository promises about itself: short files and functions, complete texts, one reader of the clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from locales import check

ROOT = Path(__file__).parents[1]
HOUSE = ("bot", "core", "handlers", "storage", "locales")


def sources(*folders: str) -> Iterator[Path]:
    """Yield the Python files of folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_400_lines_and_no_function_longer_than_50() -> None:
    long_files = [path.name for path in sources(*HOUSE, "tests") if len(path.read_text("utf-8").splitlines()) > 400]
    long_functions = [
        f"{path.name}:{node.name}"
        for path in sources(*HOUSE, "tests")
        if "migrations" not in path.parts
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert (long_files, long_functions) == ([], [])


def test_every_module_and_every_public_class_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*HOUSE)
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_every_test_can_fail() -> None:
    """A test without an assertion, a raises or a checking call says nothing."""
    hollow = []
    for path in sources("tests"):
        for node in functions(path):
            if node.name.startswith("test_") and not any(checks(inner) for inner in ast.walk(node)):
                hollow.append(f"{path.name}:{node.name}")
    assert hollow == []


def checks(node: ast.AST) -> bool:
    """Tell whether a node can make a test fail on purpose."""
    if isinstance(node, ast.Assert):
        return True
    words = ("raises", "assert", "check", "expect", "fail")
    return isinstance(node, ast.Call) and any(word in ast.unparse(node.func) for word in words)


def test_every_text_is_translated(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main() == 0, capsys.readouterr().err


def test_starting_the_command_line_imports_nothing_heavy() -> None:
    heavy = ("pyxform", "alembic", "telegram", "sqlalchemy", "aiohttp", "apscheduler", "segno")
    code = f"import sys, bot.command_line; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
