"""How a time stands to the opening hours: what to say where somebody books it by hand all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialora.domain.agents import Business
from dialora.domain.appointments import Slot
from dialora.scheduling.opening import instant, local_day, opening_on

_DAY = timedelta(days=1)


class Opening(StrEnum):
    """How a time stands to the opening hours."""

    OPEN = "open"
    #: On an open day, but not within its hours.
    OUTSIDE_HOURS = "outside_hours"
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"


def opening_at(business: Business, slot: Slot) -> Opening:
    """How this time stands, by the day it starts on."""
    day = local_day(business, slot.starts_at)
    # Open until midnight and from midnight on is open all night.
    around = (day - _DAY, day, day + _DAY)
    stretches = _joined([stretch for each in around for stretch in opening_on(business, each)])
    if any(each.starts_at <= slot.starts_at and slot.ends_at <= each.ends_at for each in stretches):
        return Opening.OPEN
    if day in business.hours.holidays:
        return Opening.HOLIDAY
    return Opening.OUTSIDE_HOURS if business.hours.on(day) else Opening.CLOSED_DAY


def holiday_on(business: Business, at: datetime) -> str | None:
    """What the closed day of this instant is called."""
    return business.hours.holidays.get(local_day(business, at))


def closed_stretches(business: Business, first: date, last: date) -> Iterator[Slot]:
    """When the business is closed on these local days, both included, earliest first."""
    zone = ZoneInfo(business.zone)
    edge, end = instant(first, time.min, zone), instant(last + _DAY, time.min, zone)
    days = (first + _DAY * number for number in range(-1, (last - first).days + 1))
    for stretch in _joined([stretch for day in days for stretch in opening_on(business, day)]):
        if stretch.starts_at > edge:
            yield Slot(edge, stretch.starts_at)
        edge = max(edge, stretch.ends_at)
    if edge < end:
        yield Slot(edge, end)


def _joined(stretches: list[Slot]) -> list[Slot]:
    """Stretches that touch, as one."""
    joined: list[Slot] = []
    for stretch in sorted(stretches):
        if joined and stretch.starts_at <= joined[-1].ends_at:
            joined[-1] = Slot(joined[-1].starts_at, max(joined[-1].ends_at, stretch.ends_at))
        else:
            joined.append(stretch)
    return joined
