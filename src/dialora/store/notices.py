"""The notices a call was given: proof of what was said, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

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

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, tuple[SpokenNotice, ...]]:
        """The same for several calls; one without notices is missing."""
        query = (
            select(notices)
            .where(notices.c.account_id == self._tenant.account_id, notices.c.call_id.in_(call_ids))
            .order_by(notices.c.call_id, notices.c.start_ms)
        )
        rows = await self._tenant.connection.execute(query)
        return {
            call_id: tuple(read_noun(SpokenNotice, row) for row in of_one)
            for call_id, of_one in groupby(rows, key=attrgetter("call_id"))
        }
