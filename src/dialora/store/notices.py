"""The notices a call was given: proof of what was said, when."""

from __future__ import annotations

from sqlalchemy import insert, select

from dialora.domain.calls import SpokenNotice
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import notices


class Notices:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def add(self, call_id: str, notice: SpokenNotice) -> None:
        row = write_noun(notice) | {"account_id": self._tenant.account_id, "call_id": call_id}
        await self._tenant.connection.execute(insert(notices).values(row))

    async def of_call(self, call_id: str) -> tuple[SpokenNotice, ...]:
        """In the order they were spoken."""
        query = (
            select(notices)
            .where(notices.c.account_id == self._tenant.account_id, notices.c.call_id == call_id)
            .order_by(notices.c.start_ms)
        )
        return tuple(read_noun(SpokenNotice, row) for row in await self._tenant.connection.execute(query))
