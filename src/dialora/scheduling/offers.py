"""Which of many free slots to name: a caller remembers three, not thirty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dialora.domain.appointments import Slot


def within(
    slots: Sequence[Slot], *, not_before: time | None, not_after: time | None, zone: str
) -> list[Slot]:
    """The slots that start within these local times of day, both ends included."""
    wall = ZoneInfo(zone)
    earliest, latest = not_before or time.min, not_after or time.max
    return [slot for slot in slots if earliest <= slot.starts_at.astimezone(wall).time() <= latest]


def nearest(slots: Sequence[Slot], wished: datetime, limit: int) -> list[Slot]:
    """The slots that start closest to the wished instant, closest first; the earlier one where two tie."""
    return sorted(slots, key=lambda slot: (abs(slot.starts_at - wished), slot.starts_at))[:limit]


def spread(slots: Sequence[Slot], limit: int) -> list[Slot]:
    """A few slots spread evenly over all of them, the earliest always among them."""
    if limit <= 0:
        return []
    if len(slots) <= limit:
        return list(slots)
    return [slots[index * len(slots) // limit] for index in range(limit)]
