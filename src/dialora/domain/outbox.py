"""The outbox: where events are sent, each sending, and each attempt at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dialora.domain.events import EventType

#: How long after an attempt failed the next one is made; after the last, it is given up. Three days and
#: a few hours in all.
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: Of each of these times, so that what failed together does not come back together.
JITTER = 0.2

#: An endpoint that took nothing for so long is turned off.
OFF_AFTER = timedelta(days=3)

#: How long the secret before the last one is still signed with.
BOTH_SECRETS_FOR = timedelta(hours=24)


class OffReason(StrEnum):
    """Why nothing is sent to an endpoint."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    #: It answered 410 Gone.
    GONE = "gone"


class DeliveryKind(StrEnum):
    WEBHOOK = "webhook"
    EMAIL = "email"
    #: A letter to a member with the link that lets them in; the link is made when it is sent.
    INVITATION = "invitation"


class DeliveryStatus(StrEnum):
    #: Waits for its next attempt.
    PENDING = "pending"
    #: An attempt is under way, or was when its process died.
    SENDING = "sending"
    DELIVERED = "delivered"
    #: Every attempt failed, or the other side said that it never will succeed.
    FAILED = "failed"
    #: Its endpoint or recipient was turned off or removed before it could be sent.
    CANCELED = "canceled"

    @property
    def open(self) -> bool:
        return self in (DeliveryStatus.PENDING, DeliveryStatus.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """An address of the account's own that is told of events."""

    id: str
    account_id: str
    url: str
    description: str
    events: tuple[EventType, ...]
    #: None while it is on.
    off: OffReason | None
    #: Since when no attempt has succeeded; None where the last one did.
    failing_since: datetime | None
    #: "whsec_…", and for a while the one before it.
    secret: str
    old_secret: str | None
    old_secret_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person who is told of events by e-mail."""

    id: str
    account_id: str
    email: str
    events: tuple[EventType, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one endpoint or recipient. This row is the truth, the queue only a bell."""

    id: str
    account_id: str
    event_id: str
    event_type: EventType
    kind: DeliveryKind
    #: The endpoint, the recipient or the member.
    target_id: str
    status: DeliveryStatus
    #: Attempts made, over all rounds.
    attempts: int
    #: Attempts made since it was sent first or replayed last: they decide when the next one is.
    tries: int
    #: Of the next attempt; while sending, when whoever sends is taken to be dead. None once it is over.
    due_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttempt:
    """What came of one attempt."""

    delivery_id: str
    account_id: str
    number: int
    at: datetime
    took_ms: int
    #: The other side's, HTTP or SMTP; None where it never answered.
    status: int | None
    #: Why it failed, for people; None where it did not.
    problem: str | None
    #: The beginning of the answer: sealed at rest.
    answer: str


def retry_at(tries: int, now: datetime, *, chance: float) -> datetime | None:
    """When to try again after so many failed tries, None to give up. `chance`, from 0 to 1, spreads what
    failed together."""
    if tries > len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[tries - 1] * (1 + JITTER * (2 * chance - 1))
