"""Calendars: what appointments are booked on."""

from __future__ import annotations

from sqlalchemy import or_

from dialora.domain.appointments import Calendar
from dialora.store.page import Page
from dialora.store.rows import AccountRows
from dialora.store.tables import calendars


class Calendars(AccountRows[Calendar]):
    table = calendars
    noun = Calendar

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Calendar]:
        return await self._page(limit, starting_after)

    async def team(self, id: str) -> tuple[Calendar, ...]:
        """A calendar and those beside it, itself first; none where it is not there."""
        together = or_(calendars.c.id == id, calendars.c.beside_id == id)
        return await self._all(self._select(together).order_by(calendars.c.id != id, calendars.c.id))

    async def of_account(self) -> tuple[Calendar, ...]:
        """All of them, in the order they were made."""
        return await self._all(self._select().order_by(calendars.c.id))
