"""Whole conversations, word for word; `python -m tests.scenarios --accept NAME` takes a wanted change over."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.forms import FormVersion
from tests.scenarios.__main__ import FOLDER, shipped_form
from tests.scenarios.player import Player, inputs

SCENARIOS = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="session")
def form() -> FormVersion:
    return shipped_form()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
async def test_a_conversation_goes_as_it_is_written(path: Path, form: FormVersion, tmp_path: Path) -> None:
    written = path.read_text("utf-8")
    assert await Player(tmp_path, form).play(written) == written


async def test_a_conversation_that_goes_otherwise_is_noticed(form: FormVersion, tmp_path: Path) -> None:
    """The negative control: a changed word in what was seen does not pass."""
    written = (FOLDER / "first_contact_en.txt").read_text("utf-8")
    changed = written.replace("I agree", "I don't agree")
    assert changed != written
    with pytest.raises(LookupError, match="sees no"):
        await Player(tmp_path, form).play(changed)


def test_every_scenario_says_what_it_shows_and_sees_something() -> None:
    for path in SCENARIOS:
        text = path.read_text("utf-8")
        assert text.startswith("# "), path.name
        assert len(list(inputs(text))) < len(text.splitlines()), f"{path.name} was never played"
