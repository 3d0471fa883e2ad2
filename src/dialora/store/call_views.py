"""Saved views of the list of calls: somebody's own, or everybody's. What they ask for is sealed: it may hold
names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.call_views import CallView
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import call_view_defaults, call_views

_QUERY = "call_view.query"


class CallViews(AccountRows[CallView]):
    table = call_views
    noun = CallView

    async def of_member(self, member_id: str) -> tuple[CallView, ...]:
        """Their own and everybody's, oldest first."""
        seen = or_(call_views.c.member_id == member_id, call_views.c.member_id.is_(None))
        return await self._all(self._select(seen).order_by(call_views.c.id))

    async def remove(self, id: str) -> None:
        """Nobody's default any more, either. Does nothing where there is none."""
        connection = self._tenant.connection
        await connection.execute(delete(call_view_defaults).where(*self._defaults(view_id=id)))
        await connection.execute(delete(call_views).where(self._mine, call_views.c.id == id))

    async def default_of(self, member_id: str) -> str | None:
        """The view that the list opens with for this member."""
        query = select(call_view_defaults.c.view_id).where(*self._defaults(member_id=member_id))
        found: str | None = await self._tenant.connection.scalar(query)
        return found

    async def set_default(self, member_id: str, view_id: str | None) -> None:
        """None: the list opens with everything. Raises NotFound where there is no such view."""
        connection = self._tenant.connection
        await connection.execute(delete(call_view_defaults).where(*self._defaults(member_id=member_id)))
        if view_id is not None:
            row = {"account_id": self._tenant.account_id, "member_id": member_id, "view_id": view_id}
            await connection.execute(insert(call_view_defaults).values(row))

    def _defaults(self, **columns: str) -> list[ColumnElement[bool]]:
        table = call_view_defaults.c
        return [table.account_id == self._tenant.account_id, *(table[n] == v for n, v in columns.items())]

    def _read(self, row: Row[Any]) -> CallView:
        stored = dict(row._mapping)
        query = self._tenant.seal.open_text(_QUERY, stored.pop("query_sealed"))
        return CallView(**stored, query=query)

    def _write(self, thing: CallView) -> Mapping[str, Any]:
        row = write_noun(thing)
        return row | {"query_sealed": self._tenant.seal.seal_text(_QUERY, row.pop("query"))}
