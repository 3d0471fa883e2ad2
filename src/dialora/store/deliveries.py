"""Deliveries of one account and their attempts; across accounts, which of them are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.outbox import Delivery, DeliveryAttempt, DeliveryStatus
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import deliveries, delivery_attempts

_ANSWER = "delivery.answer"
_OPEN = (DeliveryStatus.PENDING, DeliveryStatus.SENDING)


class Deliveries(AccountRows[Delivery]):
    table = deliveries
    noun = Delivery

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        target_id: str | None = None,
        status: DeliveryStatus | None = None,
    ) -> Page[Delivery]:
        conditions = [] if target_id is None else [deliveries.c.target_id == target_id]
        if status is not None:
            conditions.append(deliveries.c.status == status)
        return await self._page(limit, starting_after, *conditions)

    async def of_event(self, event_id: str, target_id: str) -> Delivery | None:
        """The one delivery of an event to one place; nobody else can change it until this transaction
        ends."""
        mine = self._select(deliveries.c.event_id == event_id, deliveries.c.target_id == target_id)
        return await self._first(mine.with_for_update())

    async def lock_next_due(self, target_id: str, now: datetime) -> Delivery | None:
        """The one that has waited longest for this endpoint or recipient and that nobody else has locked."""
        waiting = self._select(
            deliveries.c.target_id == target_id, deliveries.c.status.in_(_OPEN), deliveries.c.due_at <= now
        )
        oldest = waiting.order_by(deliveries.c.due_at, deliveries.c.id).limit(1)
        return await self._first(oldest.with_for_update(skip_locked=True))

    async def being_sent(self, target_id: str, now: datetime) -> int:
        """How many attempts at this endpoint or recipient are under way."""
        query = select(func.count()).where(
            self._mine,
            deliveries.c.target_id == target_id,
            deliveries.c.status == DeliveryStatus.SENDING,
            deliveries.c.due_at > now,
        )
        return await self._tenant.connection.scalar(query) or 0

    async def ring(self, delivery: Delivery, now: datetime) -> None:
        """Put it in the queue: a worker comes for it once it is due and this transaction is committed."""
        if delivery.due_at is not None:
            wait = (delivery.due_at - now).total_seconds()
            await _ring(self._tenant.connection, self._tenant.account_id, delivery.id, delivery.due_at, wait)

    async def note(self, attempt: DeliveryAttempt) -> None:
        """Raises NotFound where there is no such delivery."""
        row = write_noun(attempt) | {"account_id": self._tenant.account_id}
        row["answer_sealed"] = self._tenant.seal.seal_text(_ANSWER, row.pop("answer"))
        await self._tenant.connection.execute(insert(delivery_attempts).values(row))

    async def attempts_of(self, ids: Sequence[str]) -> Mapping[str, tuple[DeliveryAttempt, ...]]:
        """What came of each attempt, newest first; a delivery not yet attempted is missing."""
        query = (
            select(delivery_attempts)
            .where(
                delivery_attempts.c.account_id == self._tenant.account_id,
                delivery_attempts.c.delivery_id.in_(ids),
            )
            .order_by(delivery_attempts.c.delivery_id, delivery_attempts.c.number.desc())
        )
        found: dict[str, tuple[DeliveryAttempt, ...]] = {}
        for row in await self._tenant.connection.execute(query):
            stored = dict(row._mapping)
            answer = self._tenant.seal.open_text(_ANSWER, stored.pop("answer_sealed"))
            attempt = DeliveryAttempt(**stored, answer=answer)
            found[attempt.delivery_id] = (*found.get(attempt.delivery_id, ()), attempt)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """Where a delivery is that should have been sent."""

    id: str
    account_id: str
    due_at: datetime


class AllDeliveries:
    """Every account's, as far as it takes to bring them back to the queue."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, now: datetime, *, limit: int) -> tuple[DueDelivery, ...]:
        """Whose time has come, and those whose sender is taken to be dead: of each endpoint and recipient
        the one that is longest overdue."""
        target = (deliveries.c.account_id, deliveries.c.target_id)
        query = (
            select(deliveries.c.id, deliveries.c.account_id, deliveries.c.due_at)
            .where(deliveries.c.status.in_(_OPEN), deliveries.c.due_at <= now)
            .ext(distinct_on(*target))
            .order_by(*target, deliveries.c.due_at)
            .limit(limit)
        )
        rows = await self._connection.execute(query)
        return tuple(DueDelivery(id=row.id, account_id=row.account_id, due_at=row.due_at) for row in rows)

    async def ring(self, due: DueDelivery) -> None:
        """Put it in the queue; does nothing where it waits there already."""
        await _ring(self._connection, due.account_id, due.id, due.due_at, 0)


async def _ring(
    connection: AsyncConnection, account_id: str, delivery_id: str, due_at: datetime, wait_s: float
) -> None:
    # How long, not until when: our clock and the database's may differ.
    await connection.execute(
        text("select ring_for_delivery(:account_id, :delivery_id, :due_at, :wait_s)"),
        {"account_id": account_id, "delivery_id": delivery_id, "due_at": due_at, "wait_s": wait_s},
    )
