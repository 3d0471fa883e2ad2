"""What a business has dealt with somebody before: they bought from it, or asked about what it sells
(47 CFR 64.1200(f)(5))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber

#: Somewhere it is tomorrow already.
_AHEAD: Final = timedelta(days=1)
_EARLIEST: Final = date(1990, 1, 1)


class DealKind(StrEnum):
    #: They bought something, or paid for it.
    PURCHASE = "purchase"
    #: They asked or applied for something.
    INQUIRY = "inquiry"


class DealSource(StrEnum):
    """How it came to be known here."""

    API = "api"
    CSV = "csv"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One such day, as the business says. It is taken back by a mark, and never altered."""

    id: str
    account_id: str
    #: What it is looked up by.
    number_hash: bytes
    #: Sealed at rest. None once the person was forgotten.
    number: PhoneNumber | None
    kind: DealKind
    on_day: date
    source: DealSource
    recorded_at: datetime
    #: A member or a key.
    recorded_by: str
    removed_at: datetime | None = None
    removed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDeals:
    """The last day of either kind; None: there was none."""

    purchase: date | None
    inquiry: date | None


def deal_day(day: date, now: datetime) -> date:
    """Raises Invalid for a day that is still to come, or too long ago to mean anything."""
    if not _EARLIEST <= day <= (now + _AHEAD).date():
        raise Invalid("That day is still to come, or before 1990.", field="on", code="day_invalid")
    return day
