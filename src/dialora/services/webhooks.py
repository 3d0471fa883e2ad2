"""Webhook endpoints: addresses of an account's own that are told of events, and how that is signed."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from standardwebhooks.webhooks import Webhook

from dialora.domain.errors import Conflict, Invalid
from dialora.domain.events import Event, EventType
from dialora.domain.outbox import BOTH_SECRETS_FOR, Delivery, DeliveryKind, OffReason, WebhookEndpoint
from dialora.ports.clock import Clock
from dialora.ports.outbound import Outbound
from dialora.services.events import send
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: What an endpoint can choose. A test goes to the one that it was asked for, an invitation to one person.
CHOICES = tuple(each for each in EventType if each not in (EventType.TEST_SENT, EventType.MEMBER_INVITED))
#: More is a mistake, or a way to make us call many strangers.
MOST_ENDPOINTS = 20
_LONGEST_DESCRIPTION = 200
_SECRET_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChange:
    """What is to be different of an endpoint; None leaves a thing as it is."""

    url: str | None = None
    description: str | None = None
    events: Sequence[EventType] | None = None
    on: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    store: Store
    clock: Clock
    outbound: Outbound

    async def add(
        self, account_id: str, *, url: str, description: str, events: Sequence[EventType]
    ) -> WebhookEndpoint:
        """A new endpoint, on, with a secret of its own. Raises Invalid, Conflict("too_many_endpoints")."""
        self.outbound.check(url)
        endpoint = WebhookEndpoint(
            id=new_id("whe"),
            account_id=account_id,
            url=url,
            description=_described(description),
            events=_chosen(events),
            off=None,
            failing_since=None,
            secret=_new_secret(),
            old_secret=None,
            old_secret_until=None,
            created_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            # Two who add the last one at once wait for each other here.
            await scope.own.lock()
            if len((await scope.webhook_endpoints.page(limit=MOST_ENDPOINTS)).items) >= MOST_ENDPOINTS:
                raise Conflict(
                    f"An account has at most {MOST_ENDPOINTS} endpoints.", code="too_many_endpoints"
                )
            await scope.webhook_endpoints.add(endpoint)
        return endpoint

    async def get(self, account_id: str, endpoint_id: str) -> WebhookEndpoint:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.webhook_endpoints.get(endpoint_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[WebhookEndpoint]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.webhook_endpoints.page(limit=limit, starting_after=starting_after)

    async def change(self, account_id: str, endpoint_id: str, change: EndpointChange) -> WebhookEndpoint:
        """Raises NotFound, Invalid. Turned on again, it starts without a history of failing."""
        if change.url is not None:
            self.outbound.check(change.url)
        async with self.store.account(account_id) as scope:
            endpoint = await scope.webhook_endpoints.lock(endpoint_id)
            if change.url is not None:
                endpoint = replace(endpoint, url=change.url)
            if change.description is not None:
                endpoint = replace(endpoint, description=_described(change.description))
            if change.events is not None:
                endpoint = replace(endpoint, events=_chosen(change.events))
            if change.on is True and endpoint.off is not None:
                endpoint = replace(endpoint, off=None, failing_since=None)
            if change.on is False and endpoint.off is None:
                endpoint = replace(endpoint, off=OffReason.BY_HAND)
            await scope.webhook_endpoints.save(endpoint)
        return endpoint

    async def remove(self, account_id: str, endpoint_id: str) -> None:
        """What was sent stays on record until its events are thrown away. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.webhook_endpoints.delete(endpoint_id)

    async def rotate_secret(self, account_id: str, endpoint_id: str) -> WebhookEndpoint:
        """A new secret. For a day everything is signed with the old one too. Raises NotFound."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            endpoint = await scope.webhook_endpoints.lock(endpoint_id)
            endpoint = replace(
                endpoint,
                secret=_new_secret(),
                old_secret=endpoint.secret,
                old_secret_until=now + BOTH_SECRETS_FOR,
            )
            await scope.webhook_endpoints.save(endpoint)
        return endpoint

    async def test(self, account_id: str, endpoint_id: str) -> Delivery:
        """Send an event that tells of nothing. Raises NotFound, Conflict("endpoint_off")."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            endpoint = await scope.webhook_endpoints.get(endpoint_id)
            if endpoint.off is not None:
                raise Conflict("The endpoint is off. Turn it on first.", code="endpoint_off")
            return await send_test(scope, DeliveryKind.WEBHOOK, endpoint.id, now)


async def send_test(scope: AccountScope, kind: DeliveryKind, target_id: str, now: datetime) -> Delivery:
    """An event for one endpoint or recipient alone."""
    told = {"object": "test", "id": target_id, "text": "This is a test. Nothing happened."}
    event = Event(
        id=new_id("evt"),
        account_id=scope.account_id,
        type=EventType.TEST_SENT,
        subject_id=target_id,
        subject=json.dumps(told),
        created_at=now,
    )
    await scope.events.add(event)
    return await send(scope, event, kind, target_id, now=now)


def body_of(event: Event) -> str:
    """An event as it is sent, and as the API shows it (Standard Webhooks: type, timestamp, data)."""
    head = {
        "id": event.id,
        "object": "event",
        "type": event.type.value,
        "timestamp": event.created_at.isoformat().replace("+00:00", "Z"),
    }
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "data": {event.subject}}}'


def signed_headers(endpoint: WebhookEndpoint, event: Event, body: str, now: datetime) -> Mapping[str, str]:
    """By which the other side knows that it is us (Standard Webhooks 1.0): signed with every secret that
    is valid now."""
    valid = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_secret_until and now < endpoint.old_secret_until:
        valid.append(endpoint.old_secret)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Dialora-Webhooks/1",
        "webhook-id": event.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event.id, now, body) for secret in valid),
    }


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _described(description: str) -> str:
    text = " ".join(description.split())
    if len(text) > _LONGEST_DESCRIPTION:
        raise Invalid(f"A description has at most {_LONGEST_DESCRIPTION} characters.", field="description")
    return text


def _chosen(events: Sequence[EventType]) -> tuple[EventType, ...]:
    chosen = tuple(each for each in CHOICES if each in events)
    if not chosen:
        raise Invalid("Choose at least one kind of event.", field="events", code="no_events_chosen")
    return chosen
