"""Events: written down with what they tell of, and put on their way in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.domain.accounts import Member
from dialora.domain.appointments import Appointment, Message, Revocation
from dialora.domain.calls import Call
from dialora.domain.consents import Consent
from dialora.domain.events import Event, EventType
from dialora.domain.outbox import Delivery, DeliveryKind, DeliveryStatus, WebhookEndpoint
from dialora.domain.phone import PhoneNumber
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

Subject = Member | Call | Appointment | Message | Consent | Revocation | WebhookEndpoint

#: What each noun is called outside, and what of it is told there: the names the API has for them.
_TOLD: Mapping[type[Subject], tuple[str, tuple[str, ...]]] = {
    Member: ("member", ("id", "role", "created_at")),
    Call: (
        "call",
        (
            *("id", "agent_id", "direction", "line", "number", "peer", "test", "status", "end_reason"),
            *("recording", "outcome", "decision_id", "created_at", "answered_at", "ended_at"),
        ),
    ),
    Appointment: (
        "appointment",
        (
            *("id", "calendar_id", "service_key", "service_name", "starts_at", "ends_at", "name"),
            *("phone", "status", "call_id", "created_at"),
        ),
    ),
    Message: ("message", ("id", "call_id", "name", "phone", "text", "created_at")),
    Consent: (
        "consent",
        ("id", "number", "level", "purpose", "seller", "way", "call_id", "obtained_at", "recorded_at"),
    ),
    Revocation: ("consent_revocation", ("id", "scope", "via", "call_id", "at")),
    WebhookEndpoint: ("webhook_endpoint", ("id", "url", "description", "off", "failing_since", "created_at")),
}


async def record(
    scope: AccountScope, type: EventType, subject: Subject, *, at: datetime, **more: str | None
) -> Event:
    """Write down what happened, within the transaction in which it does, and send it to whoever chose
    this type. `more` is told beside the subject's own fields."""
    event = Event(
        id=new_id("evt"),
        account_id=scope.account_id,
        type=type,
        subject_id=subject.id,
        subject=told_of(subject, **more),
        created_at=at,
    )
    await scope.events.add(event)
    for target in await scope.webhook_endpoints.wanting(type):
        await send(scope, event, DeliveryKind.WEBHOOK, target, now=at)
    for target in await scope.recipients.wanting(type):
        await send(scope, event, DeliveryKind.EMAIL, target, now=at)
    return event


async def send(
    scope: AccountScope, event: Event, kind: DeliveryKind, target_id: str, *, now: datetime
) -> Delivery:
    """Put an event on its way to one endpoint or recipient."""
    delivery = Delivery(
        id=new_id("dlv"),
        account_id=scope.account_id,
        event_id=event.id,
        event_type=event.type,
        kind=kind,
        target_id=target_id,
        status=DeliveryStatus.PENDING,
        attempts=0,
        tries=0,
        due_at=now,
        created_at=now,
        ended_at=None,
    )
    await scope.deliveries.add(delivery)
    await scope.deliveries.ring(delivery, now)
    return delivery


def told_of(subject: Subject, **more: str | None) -> str:
    """A noun as the outside is told of it, in JSON."""
    noun, names = _TOLD[type(subject)]
    fields = {name: _plain(getattr(subject, name)) for name in names}
    return json.dumps({"object": noun, **fields, **more}, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What happened, to be read again."""

    store: Store

    async def get(self, account_id: str, event_id: str) -> Event:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.events.get(event_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        type: EventType | None = None,
        subject_id: str | None = None,
    ) -> Page[Event]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.events.page(
                limit=limit, starting_after=starting_after, type=type, subject_id=subject_id
            )


def _plain(value: object) -> str | bool | None:
    """As JSON writes it, and as the API does."""
    match value:
        case None | bool():
            return value
        case PhoneNumber():
            return value.e164
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case _:
            return str(value)
