"""Declared emergencies: the operator puts them down, every account's decisions read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.emergencies import DeclaredEmergency
from dialora.domain.errors import Conflict, NotFound
from dialora.store.rows import MAX_PAGE, read_noun, write_noun
from dialora.store.tables import declared_emergencies


class Emergencies:
    """As the operator keeps them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, it: DeclaredEmergency) -> None:
        await self._connection.execute(insert(declared_emergencies).values(write_noun(it)))

    async def newest(self) -> tuple[DeclaredEmergency, ...]:
        query = select(declared_emergencies).order_by(declared_emergencies.c.id.desc()).limit(MAX_PAGE)
        return tuple(read_noun(DeclaredEmergency, row) for row in await self._connection.execute(query))

    async def end(self, id: str, *, at: datetime, by: str, reason: str) -> DeclaredEmergency:
        """Raises NotFound, and Conflict where it has ended already."""
        query = select(declared_emergencies).where(declared_emergencies.c.id == id).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise NotFound(f"There is no emergency {id}.", code="emergency_not_found")
        if row.ended_at is not None or row.until <= at:
            raise Conflict("That emergency has ended already.", code="emergency_over")
        ended = {"ended_at": at, "ended_by": by, "end_reason": reason}
        mark = update(declared_emergencies).where(declared_emergencies.c.id == id).values(ended)
        await self._connection.execute(mark)
        found: DeclaredEmergency = read_noun(DeclaredEmergency, row)
        return found
