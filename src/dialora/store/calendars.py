"""Calendars: what appointments are booked on."""

from __future__ import annotations

from dialora.domain.appointments import Calendar
from dialora.store.page import Page
from dialora.store.rows import AccountRows
from dialora.store.tables import calendars


class Calendars(AccountRows[Calendar]):
    table = calendars
    noun = Calendar

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Calendar]:
        return await self._page(limit, starting_after)
