"""Appointments and messages: what a call leaves behind for the business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.domain.phone import PhoneNumber


class AppointmentStatus(StrEnum):
    BOOKED = "booked"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A free time that may be offered: aware instants, half open."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What appointments are booked on: one person, room or chair that serves one at a time."""

    id: str
    account_id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A booked time. The database keeps two from overlapping on one calendar."""

    id: str
    account_id: str
    calendar_id: str
    service_key: str
    service_name: str
    starts_at: datetime
    ends_at: datetime
    #: Of the person who comes.
    name: str
    phone: PhoneNumber | None
    status: AppointmentStatus
    #: The call that made it, if a call did.
    call_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a caller asked to pass on."""

    id: str
    account_id: str
    call_id: str | None
    name: str
    phone: PhoneNumber | None
    text: str
    answered_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A person said stop. Only the keyed hash of the number is used to look it up."""

    id: str
    account_id: str
    number_hash: bytes
    #: "all", or the purpose it is limited to.
    scope: str
    #: "call", "keypad", "sms", "web", "api".
    via: str
    call_id: str | None
    at: datetime
