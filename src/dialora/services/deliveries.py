"""What was sent, to read and to send again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialora.domain.errors import Conflict, NotFound
from dialora.domain.events import Event
from dialora.domain.outbox import (
    Delivery,
    DeliveryAttempt,
    DeliveryKind,
    DeliveryStatus,
    WebhookEndpoint,
)
from dialora.ports.clock import Clock
from dialora.services.events import send
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: As many events as one request sends again.
MOST_REPLAYED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStory:
    """A delivery, what it carries and what came of each attempt, the newest first."""

    delivery: Delivery
    event: Event
    attempts: tuple[DeliveryAttempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    store: Store
    clock: Clock

    async def page(
        self,
        account_id: str,
        *,
        target_id: str | None = None,
        limit: int = 20,
        starting_after: str | None = None,
        status: DeliveryStatus | None = None,
    ) -> Page[Delivery]:
        """To one endpoint or recipient, or to all; newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.deliveries.page(
                limit=limit, starting_after=starting_after, target_id=target_id, status=status
            )

    async def attempts_of(
        self, account_id: str, deliveries: tuple[Delivery, ...]
    ) -> Mapping[str, tuple[DeliveryAttempt, ...]]:
        """By delivery, the newest attempt first."""
        async with self.store.account(account_id) as scope:
            return await scope.deliveries.attempts_of([each.id for each in deliveries])

    async def get(self, account_id: str, target_id: str, delivery_id: str) -> DeliveryStory:
        """Raises NotFound, also where it went to another endpoint."""
        async with self.store.account(account_id) as scope:
            delivery = await _of_target(scope, target_id, delivery_id)
            event = await scope.events.get(delivery.event_id)
            attempts = await scope.deliveries.attempts_of([delivery.id])
        return DeliveryStory(delivery=delivery, event=event, attempts=attempts.get(delivery.id, ()))

    async def replay(self, account_id: str, target_id: str, delivery_id: str) -> Delivery:
        """Send it again now, whatever came of it. Raises NotFound, Conflict("being_sent"),
        Conflict("endpoint_off")."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            await _refuse_where_off(scope, target_id)
            await _of_target(scope, target_id, delivery_id)
            delivery = await scope.deliveries.lock(delivery_id)
            if delivery.status is DeliveryStatus.SENDING and delivery.due_at and delivery.due_at > now:
                raise Conflict("It is being sent right now.", code="being_sent")
            return await _again(scope, delivery, now)

    async def replay_since(self, account_id: str, endpoint_id: str, since: datetime) -> int:
        """Send an endpoint everything it chose that happened from then on, oldest first: also what it
        was never sent. How many. Raises NotFound, Conflict("endpoint_off")."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            endpoint = await _refuse_where_off(scope, endpoint_id)
            events = await scope.events.since(since, endpoint.events, limit=MOST_REPLAYED)
            for event in events:
                known = await scope.deliveries.of_event(event.id, endpoint.id)
                if known is None:
                    await send(scope, event, DeliveryKind.WEBHOOK, endpoint.id, now=now)
                elif known.status is not DeliveryStatus.SENDING:
                    await _again(scope, known, now)
        return len(events)


async def _of_target(scope: AccountScope, target_id: str, delivery_id: str) -> Delivery:
    delivery = await scope.deliveries.get(delivery_id)
    if delivery.target_id != target_id:
        raise NotFound
    return delivery


async def _again(scope: AccountScope, delivery: Delivery, now: datetime) -> Delivery:
    again = replace(delivery, status=DeliveryStatus.PENDING, tries=0, due_at=now, ended_at=None)
    await scope.deliveries.save(again)
    await scope.deliveries.ring(again, now)
    return again


async def _refuse_where_off(scope: AccountScope, endpoint_id: str) -> WebhookEndpoint:
    endpoint = await scope.webhook_endpoints.get(endpoint_id)
    if endpoint.off is not None:
        raise Conflict("The endpoint is off. Turn it on first.", code="endpoint_off")
    return endpoint
