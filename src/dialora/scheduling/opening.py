"""When a business is open, as instants: the only place that turns local wall time into UTC for hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.domain.agents import Business, OpeningHours, Span
from dialora.domain.appointments import Slot

_DAY = timedelta(days=1)


def local_day(business: Business, at: datetime) -> date:
    """The date on the business's wall at this instant."""
    return at.astimezone(ZoneInfo(business.zone)).date()


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """A wall time as an aware UTC instant.

    An hour the clocks skip is read with the offset before the change, an hour they repeat is the first one.
    """
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def span_instants(day: date, span: Span, zone: ZoneInfo) -> Slot:
    """One opening span of a day; closing at 00:00 means the end of that day."""
    closing_day = day + _DAY if span.closes == time.min else day
    return Slot(instant(day, span.opens, zone), instant(closing_day, span.closes, zone))


def opening_on(business: Business, day: date) -> tuple[Slot, ...]:
    """The open stretches of one local day, earliest first; none when closed."""
    zone = ZoneInfo(business.zone)
    return tuple(sorted(span_instants(day, span, zone) for span in business.hours.on(day)))


def is_open(business: Business, at: datetime) -> bool:
    """Whether the business is open at this instant."""
    day = local_day(business, at)
    # A span that runs to midnight belongs to the day before.
    stretches = (*opening_on(business, day - _DAY), *opening_on(business, day))
    return any(stretch.starts_at <= at < stretch.ends_at for stretch in stretches)


def open_days(hours: OpeningHours, first: date, last: date) -> Iterator[date]:
    """The days of a range, both ends included, on which the business opens at all."""
    day = first
    while day <= last:
        if hours.on(day):
            yield day
        day += _DAY
