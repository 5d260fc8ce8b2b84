"""The tick as a whole: what fails is tried again and holds up nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import schedule
from handlers.coordinator import digest
from tests.handlers.town import COORDINATOR, TALSI, Town, at


async def test_a_digest_that_fails_holds_up_no_reminder_and_comes_when_it_can(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("a form that cannot be read")

    await town.tick()
    working = digest.load_digest
    monkeypatch.setattr(digest, "load_digest", broken)
    seen = await town.live(at("2026-11-02 11:00"), timedelta(hours=1))
    assert TALSI in {one.person for one in seen}
    assert COORDINATOR not in {one.person for one in seen}
    monkeypatch.setattr(digest, "load_digest", working)
    assert [one.person for one in await town.tick()] == [COORDINATOR]
    assert await town.tick() == []


async def test_every_kind_that_is_planned_has_somebody_to_do_it(town: Town) -> None:
    await town.send(TALSI, "talsi", "2026-10", {"worked": "no"})
    await town.tick()
    done = {kind for kinds, _ in schedule.PARTS for kind in kinds}
    async with town.database.reading() as conn:
        from sqlalchemy import select

        from storage.tables import occurrences

        planned = set((await conn.scalars(select(occurrences.c.kind).where(occurrences.c.state == "planned"))).all())
    assert planned == {"reminder", "received", "digest"}
    assert planned <= done
