"""Events: what happened in an account, as programs and people outside are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    """A noun and what was done to it."""

    CALL_STARTED = "call.started"
    #: Once for each call that was let in.
    CALL_COMPLETED = "call.completed"
    #: A call that was told as lost has turned out to have ended otherwise.
    CALL_UPDATED = "call.updated"
    CALL_REFUSED = "call.refused"
    APPOINTMENT_BOOKED = "appointment.booked"
    APPOINTMENT_MOVED = "appointment.moved"
    APPOINTMENT_CANCELED = "appointment.canceled"
    MESSAGE_TAKEN = "message.taken"
    #: One by one; a list that is imported is told by nobody's event.
    CONSENT_GRANTED = "consent.granted"
    CONSENT_REVOKED = "consent.revoked"
    #: Turned off by us: nothing could be delivered for days, or the other side said it is gone.
    WEBHOOK_ENDPOINT_DISABLED = "webhook_endpoint.disabled"
    #: Somebody was given a way in: only they are written to.
    MEMBER_INVITED = "member.invited"
    #: Somebody asked for one, to see whether it arrives.
    TEST_SENT = "test.sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Written in the same transaction as what it tells of: there is never one without the other."""

    id: str
    account_id: str
    type: EventType
    #: What it happened to: call_…, appt_…, msg_…
    subject_id: str
    #: The subject as it was then, a JSON object. Names and words of people: sealed at rest.
    subject: str
    created_at: datetime
