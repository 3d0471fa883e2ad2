"""Free slots: opening hours minus what is busy, on the business's grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from dialora.domain.agents import Business
from dialora.domain.appointments import Slot
from dialora.scheduling.opening import local_day, open_days, opening_on


def bookable_days(business: Business, now: datetime) -> tuple[date, date]:
    """The first and the last local day that may be booked, both included."""
    today = local_day(business, now)
    return today, today + timedelta(days=business.horizon_days)


def free_slots(
    business: Business,
    minutes: int,
    busy: Sequence[Slot],
    *,
    now: datetime,
    first_day: date,
    last_day: date,
) -> Iterator[Slot]:
    """Every slot of `minutes` that may be booked on these local days, earliest first.

    A slot lies within one opening span, starts on the grid counted from the span's opening,
    overlaps nothing busy, leaves the lead time, and is not beyond the horizon.
    """
    taken = _merged(busy)
    earliest = now + timedelta(minutes=business.lead_minutes)
    bookable_first, bookable_last = bookable_days(business, now)
    for day in open_days(business.hours, max(first_day, bookable_first), min(last_day, bookable_last)):
        for stretch in opening_on(business, day):
            for slot in _cut(stretch, minutes, business.grid_minutes):
                if slot.starts_at >= earliest and not _overlaps(slot, taken):
                    yield slot


def may_book(
    business: Business, minutes: int, starts_at: datetime, busy: Sequence[Slot], *, now: datetime
) -> bool:
    """Whether exactly this start would be offered now."""
    day = local_day(business, starts_at)
    slots = free_slots(business, minutes, busy, now=now, first_day=day, last_day=day)
    return any(slot.starts_at == starts_at for slot in slots)


def _cut(stretch: Slot, minutes: int, grid_minutes: int) -> Iterator[Slot]:
    """Elapsed time is counted, not wall time, so an hour skipped or repeated at night stays right."""
    length, step = timedelta(minutes=minutes), timedelta(minutes=grid_minutes)
    start = stretch.starts_at
    while start + length <= stretch.ends_at:
        yield Slot(start, start + length)
        start += step


def _merged(busy: Sequence[Slot]) -> list[Slot]:
    """The busy times without overlaps, in order; empty ones block nothing."""
    merged: list[Slot] = []
    for slot in sorted(busy):
        if slot.ends_at <= slot.starts_at:
            continue
        if merged and slot.starts_at <= merged[-1].ends_at:
            merged[-1] = Slot(merged[-1].starts_at, max(merged[-1].ends_at, slot.ends_at))
        else:
            merged.append(slot)
    return merged


def _overlaps(slot: Slot, merged: Sequence[Slot]) -> bool:
    """`merged` is sorted and free of overlaps, so only the last one that starts before our end matters."""
    before = bisect_left(merged, slot.ends_at, key=lambda taken: taken.starts_at)
    return before > 0 and merged[before - 1].ends_at > slot.starts_at
