"""Several calendars side by side: a time is free where one of them is, and the least busy one gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from dialora.domain.agents import Business
from dialora.domain.appointments import FreeSlot, Slot
from dialora.scheduling.opening import instant, local_day
from dialora.scheduling.slots import free_slots

_DAY = timedelta(days=1)

#: What each calendar is busy with, by its id, in the order in which they are asked.
Busy = Mapping[str, Sequence[Slot]]


def free_side_by_side(
    business: Business, minutes: int, busy: Busy, *, now: datetime, first_day: date, last_day: date
) -> Iterator[FreeSlot]:
    """Every slot that one calendar at least is free for, earliest first, with all that are, in order."""

    def of_one(order: int, calendar_id: str) -> Iterator[tuple[Slot, int, str]]:
        slots = free_slots(
            business, minutes, busy[calendar_id], now=now, first_day=first_day, last_day=last_day
        )
        return ((slot, order, calendar_id) for slot in slots)

    found = merge(*(of_one(order, calendar_id) for order, calendar_id in enumerate(busy)))
    for slot, free in groupby(found, key=itemgetter(0)):
        yield FreeSlot(slot=slot, calendar_ids=tuple(calendar_id for _, _, calendar_id in free))


def least_busy_first(business: Business, slot: Slot, busy: Busy) -> tuple[str, ...]:
    """The calendars that are free for this slot: who has least to do that day first, then their order."""
    day = local_day_of(business, slot.starts_at)
    free = [each for each, taken in busy.items() if not any(_meet(slot, other) for other in taken)]
    return tuple(sorted(free, key=lambda each: _time_within(day, busy[each])))


def local_day_of(business: Business, at: datetime) -> Slot:
    """The whole local day of an instant: 23, 24 or 25 hours."""
    zone, day = ZoneInfo(business.zone), local_day(business, at)
    return Slot(instant(day, time.min, zone), instant(day + _DAY, time.min, zone))


def _meet(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _time_within(day: Slot, busy: Sequence[Slot]) -> timedelta:
    within = (
        min(each.ends_at, day.ends_at) - max(each.starts_at, day.starts_at)
        for each in busy
        if _meet(day, each)
    )
    return sum(within, timedelta())
