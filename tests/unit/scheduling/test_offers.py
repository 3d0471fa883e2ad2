"""Which slots are named to a caller."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from dialora.domain.appointments import Slot
from dialora.scheduling.offers import nearest, spread, within


def slots(*hours: int) -> list[Slot]:
    day = datetime(2026, 11, 24, tzinfo=UTC)
    return [Slot(day + timedelta(hours=hour), day + timedelta(hours=hour, minutes=30)) for hour in hours]


def hours(found: list[Slot]) -> list[int]:
    return [slot.starts_at.hour for slot in found]


def test_three_of_many_are_spread_over_the_day_with_the_earliest() -> None:
    assert hours(spread(slots(*range(9, 18)), 3)) == [9, 12, 15]
    assert hours(spread(slots(9, 10), 3)) == [9, 10]
    assert spread(slots(9, 10), 0) == []


def test_the_nearest_come_first_and_the_earlier_of_two_equals() -> None:
    wished = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert hours(nearest(slots(9, 14, 16, 17), wished, 3)) == [14, 16, 17]


def test_times_of_day_are_those_on_the_wall_and_include_both_ends() -> None:
    found = within(slots(17, 18, 19, 20), not_before=time(13), not_after=time(14), zone="America/New_York")
    assert hours(found) == [18, 19]
