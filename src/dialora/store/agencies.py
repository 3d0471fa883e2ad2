"""Agencies, seen by the platform alone."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.accounts import Agency
from dialora.domain.errors import NotFound
from dialora.store.rows import read_noun, write_noun
from dialora.store.tables import agencies


class Agencies:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, agency: Agency) -> None:
        await self._connection.execute(insert(agencies).values(write_noun(agency)))

    async def get(self, id: str) -> Agency:
        """Raises NotFound."""
        row = (await self._connection.execute(select(agencies).where(agencies.c.id == id))).first()
        if row is None:
            raise NotFound
        agency: Agency = read_noun(Agency, row)
        return agency

    async def all(self) -> tuple[Agency, ...]:
        """Oldest first."""
        rows = await self._connection.execute(select(agencies).order_by(agencies.c.id))
        return tuple(read_noun(Agency, row) for row in rows)
