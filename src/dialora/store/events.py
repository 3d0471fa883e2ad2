"""Events of one account. What they tell of people is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete

from dialora.domain.events import Event, EventType
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import events

_SUBJECT = "event.subject"


class Events(AccountRows[Event]):
    table = events
    noun = Event

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        type: EventType | None = None,
        subject_id: str | None = None,
    ) -> Page[Event]:
        conditions = [] if type is None else [events.c.type == type]
        if subject_id is not None:
            conditions.append(events.c.subject_id == subject_id)
        return await self._page(limit, starting_after, *conditions)

    async def since(self, since: datetime, types: Sequence[EventType], *, limit: int) -> tuple[Event, ...]:
        """Those of these types from then on, oldest first."""
        wanted = self._select(events.c.created_at >= since, events.c.type.in_(types))
        return await self._all(wanted.order_by(events.c.created_at, events.c.id).limit(limit))

    async def delete_before(self, then: datetime) -> None:
        """With every delivery of them."""
        old = delete(events).where(self._mine, events.c.created_at < then)
        await self._tenant.connection.execute(old)

    def _read(self, row: Row[Any]) -> Event:
        stored = dict(row._mapping)
        subject = self._tenant.seal.open_text(_SUBJECT, stored.pop("subject_sealed"))
        return Event(**stored, subject=subject)

    def _write(self, thing: Event) -> Mapping[str, Any]:
        row = write_noun(thing)
        return row | {"subject_sealed": self._tenant.seal.seal_text(_SUBJECT, row.pop("subject"))}
