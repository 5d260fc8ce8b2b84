"""`python -m tests.scenarios` plays all scenarios; `--accept [name …]` writes down what everybody saw now."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from core.forms.xlsform import to_xform
from storage.forms import FormVersion
from tests.scenarios.player import Player

FOLDER = Path(__file__).parent
REPORT = FOLDER.parents[1] / "bot" / "forms" / "monthly_report.md"


def shipped_form() -> FormVersion:
    """Return the monthly report as it is published."""
    version = REPORT.read_text("utf-8").strip().splitlines()[-1].split("|")[4].strip()
    digest = sha256(REPORT.read_bytes()).hexdigest()
    return FormVersion("monthly_report", version, to_xform(REPORT).xform, digest, datetime(2026, 9, 1, tzinfo=UTC))


def played(path: Path, form: FormVersion) -> str:
    """Return a scenario as it goes now."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Player(Path(folder), form).play(path.read_text("utf-8")))


def main() -> int:
    """Play scenarios; return 1 when one goes otherwise than it is written."""
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    paths = [FOLDER / f"{name}.txt" for name in names] or sorted(FOLDER.glob("*.txt"))
    form = shipped_form()
    changed = 0
    for path in paths:
        now = played(path, form)
        if now == path.read_text("utf-8"):
            continue
        changed += 1
        print(f"{path.name}: goes otherwise")
        if "--accept" in sys.argv:
            path.write_text(now, "utf-8")
    return 0 if "--accept" in sys.argv else min(changed, 1)


if __name__ == "__main__":
    sys.exit(main())
