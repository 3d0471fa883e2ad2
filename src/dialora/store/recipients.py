"""Who in an account is told of events by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, any_, delete

from dialora.domain.errors import NotFound
from dialora.domain.events import EventType
from dialora.domain.outbox import Recipient
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import recipients


class Recipients(AccountRows[Recipient]):
    table = recipients
    noun = Recipient

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Recipient]:
        return await self._page(limit, starting_after)

    async def wanting(self, type: EventType) -> tuple[str, ...]:
        """The ids of those that chose this type."""
        query = (
            self._select(any_(recipients.c.events) == type.value)
            .with_only_columns(recipients.c.id)
            .order_by(recipients.c.id)
        )
        return tuple(await self._tenant.connection.scalars(query))

    async def delete(self, id: str) -> None:
        """Raises NotFound."""
        gone = delete(recipients).where(self._mine, recipients.c.id == id)
        if not (await self._tenant.connection.execute(gone)).rowcount:
            raise NotFound

    def _read(self, row: Row[Any]) -> Recipient:
        stored = dict(row._mapping)
        return Recipient(**stored | {"events": tuple(map(EventType, stored["events"]))})

    def _write(self, thing: Recipient) -> Mapping[str, Any]:
        return write_noun(thing) | {"events": [each.value for each in thing.events]}
