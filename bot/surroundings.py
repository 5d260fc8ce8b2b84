"""What each turn is given: made anew each time, so that a changed clock, programme or municipality counts at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, Ids, new_code
from core.periods import Programme
from core.texts import Texts
from handlers.turn import Contact, Env, FormShelf
from storage.municipalities import find_all_municipalities
from storage.programme import load_programme


class Surroundings:
    """Keeps what rarely changes in memory; `read` reads it again."""

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        texts: Callable[[str], Texts],
        contact: Contact,
        username: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._texts = texts
        self._contact = contact
        self._username = username
        self._programme = Programme()
        self._names: Mapping[str, str] = {}
        self.forms: FormShelf | None = None

    async def read(self, conn: AsyncConnection) -> None:
        """Read the programme and the names of the municipalities; the tick does so every few seconds."""
        self._programme = await load_programme(conn)
        self._names = {place.code: place.name for place in await find_all_municipalities(conn)}

    def env(self) -> Env:
        """Return the surroundings of a turn that happens now."""
        assert self.forms is not None, "the forms are not open yet"
        return Env(
            now=self._clock.now(),
            new_id=self._ids,
            new_code=new_code,
            texts=self._texts,
            programme=self._programme,
            forms=self.forms,
            contact=self._contact,
            bot_link=f"https://t.me/{self._username()}",
            municipality_names=lambda code: self._names.get(code, code),
        )
