"""How events, and what became of sending them, are said on a page."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from dialora.domain.events import EventType
from dialora.domain.outbox import Delivery, DeliveryAttempt, DeliveryStatus, OffReason, WebhookEndpoint
from dialora.web import words

#: When one is told of it.
EVENTS = {
    EventType.CALL_STARTED: "A call begins",
    EventType.CALL_COMPLETED: "A call ends",
    EventType.CALL_UPDATED: "What was told of a call's end is corrected",
    EventType.CALL_REFUSED: "A call is refused",
    EventType.APPOINTMENT_BOOKED: "An appointment is booked",
    EventType.APPOINTMENT_MOVED: "An appointment is moved",
    EventType.APPOINTMENT_CANCELED: "An appointment is canceled",
    EventType.MESSAGE_TAKEN: "A caller leaves a message",
    EventType.CONSENT_GRANTED: "Somebody agrees to be called",
    EventType.CONSENT_REVOKED: "Somebody asks not to be called",
    EventType.WEBHOOK_ENDPOINT_DISABLED: "A webhook is turned off",
    EventType.MEMBER_INVITED: "Somebody is let in",
    EventType.TEST_SENT: "Test",
}

STATUSES = {
    DeliveryStatus.PENDING: "Waiting",
    DeliveryStatus.SENDING: "Being sent",
    DeliveryStatus.DELIVERED: "Delivered",
    DeliveryStatus.FAILED: "Given up",
    DeliveryStatus.CANCELED: "Not sent",
}
_MOODS = {DeliveryStatus.DELIVERED: "good", DeliveryStatus.FAILED: "refused"}

_OFF = {
    OffReason.BY_HAND: "Off",
    OffReason.FAILING: "Turned off: nothing arrived for three days",
    OffReason.GONE: "Turned off: it answered that it is gone",
}


def host(url: str) -> str:
    """Where an address leads, without what may be secret in it."""
    return urlsplit(url).netloc


def standing(endpoint: WebhookEndpoint) -> tuple[str, str]:
    """How an endpoint fares, and the colour of that."""
    if endpoint.off is not None:
        return _OFF[endpoint.off], "" if endpoint.off is OffReason.BY_HAND else "needs-you"
    return ("Failing", "needs-you") if endpoint.failing_since else ("On", "good")


def delivery(it: Delivery) -> tuple[str, str]:
    """What became of a delivery, and the colour of that."""
    if it.status is DeliveryStatus.PENDING and it.attempts:
        return "Tried again later", "needs-you"
    return STATUSES[it.status], _MOODS.get(it.status, "")


def attempt(it: DeliveryAttempt) -> str:
    """What came of one attempt, in a sentence."""
    return it.problem or (f"It answered {it.status}." if it.status else "Delivered.")


def within_a_sentence(at: datetime, zone: str, now: datetime) -> str:
    """A day and a time that do not begin the sentence."""
    said = words.day_and_time(at, zone, now)
    return said[0].lower() + said[1:] if said.startswith(("Today", "Yesterday", "Tomorrow")) else said


def is_near(due_at: datetime | None, now: datetime) -> bool:
    """Whether it is worth waiting for on the page."""
    return due_at is not None and (due_at - now).total_seconds() < 60
