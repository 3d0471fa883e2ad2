"""Appointments, the calendars they stand on, and messages: what a call leaves behind for the business."""

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
class FreeSlot:
    """A free time, and the calendars that are free then, in the order in which they are asked."""

    slot: Slot
    calendar_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What appointments are booked on: one person, room or chair that serves one at a time."""

    id: str
    account_id: str
    name: str
    created_at: datetime
    #: The calendar it stands beside: whoever books on that one may book on this one too.
    beside_id: str | None = None
    #: Keys of the services it is not used for.
    not_for: tuple[str, ...] = ()
    #: From when on nothing new is booked on it.
    retired_at: datetime | None = None

    def takes(self, service_key: str) -> bool:
        """Whether this service may be booked on it."""
        return self.retired_at is None and service_key not in self.not_for


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
    #: Raised by every change, so that two people who change it at once notice each other.
    version: int = 1
    #: None as long as it is as it was made.
    changed_at: datetime | None = None

    @property
    def slot(self) -> Slot:
        """The time it takes."""
        return Slot(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A secret address under which a calendar program reads appointments. Only its hash is kept."""

    id: str
    account_id: str
    #: Of one calendar, or of all.
    calendar_id: str | None
    #: Whether the names of those who come are in it.
    with_names: bool
    token_hash: bytes
    created_at: datetime
    read_at: datetime | None = None
    revoked_at: datetime | None = None


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
