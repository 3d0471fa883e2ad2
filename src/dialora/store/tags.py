"""The tags on an account's calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from dialora.store.rows import Tenant
from dialora.store.tables import call_tags


class Tags:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def add(self, call_id: str, tag: str, at: datetime) -> None:
        """A tag that is there already stays as it is. Raises NotFound where there is no such call."""
        row = {"account_id": self._tenant.account_id, "call_id": call_id, "tag": tag, "added_at": at}
        await self._tenant.connection.execute(insert(call_tags).values(row).on_conflict_do_nothing())

    async def remove(self, call_id: str, tag: str) -> None:
        """Does nothing where the call has no such tag."""
        on_call = delete(call_tags).where(self._mine, call_tags.c.call_id == call_id, call_tags.c.tag == tag)
        await self._tenant.connection.execute(on_call)

    async def of_call(self, call_id: str) -> tuple[str, ...]:
        """In the order they were added."""
        query = (
            select(call_tags.c.tag)
            .where(self._mine, call_tags.c.call_id == call_id)
            .order_by(call_tags.c.added_at, call_tags.c.tag)
        )
        return tuple(await self._tenant.connection.scalars(query))

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The same for several calls; one without tags is missing."""
        query = (
            select(call_tags.c.call_id, call_tags.c.tag)
            .where(self._mine, call_tags.c.call_id.in_(call_ids))
            .order_by(call_tags.c.call_id, call_tags.c.added_at, call_tags.c.tag)
        )
        rows = await self._tenant.connection.execute(query)
        return {
            call_id: tuple(row.tag for row in of_one)
            for call_id, of_one in groupby(rows, key=attrgetter("call_id"))
        }

    async def known(self, *, limit: int = 20) -> tuple[str, ...]:
        """The tags of this account, the most used first."""
        query = (
            select(call_tags.c.tag)
            .where(self._mine)
            .group_by(call_tags.c.tag)
            .order_by(func.count().desc(), call_tags.c.tag)
            .limit(limit)
        )
        return tuple(await self._tenant.connection.scalars(query))

    def calls_with(self, tag: str) -> Select[tuple[str]]:
        """The ids of the calls that bear a tag, to be asked for within another query."""
        return select(call_tags.c.call_id).where(self._mine, call_tags.c.tag == tag)

    @property
    def _mine(self) -> ColumnElement[bool]:
        return call_tags.c.account_id == self._tenant.account_id
