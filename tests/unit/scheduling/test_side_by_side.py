"""Several chairs: free where one of them is, given to who has least to do, and closed time said as such."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dialora.domain.agents import Business, OpeningHours, Span
from dialora.domain.appointments import Slot
from dialora.scheduling.closed import Opening, closed_stretches, holiday_on, opening_at
from dialora.scheduling.side_by_side import free_side_by_side, least_busy_first, local_day_of
from dialora.scheduling.slots import free_slots

ZONE = ZoneInfo("America/New_York")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def business(**changes: object) -> Business:
    known: dict[str, object] = {
        "name": "Sample Practice",
        "zone": ZONE.key,
        "currency": "USD",
        "hours": OpeningHours(
            week=dict.fromkeys(range(5), (Span(time(9), time(12)), Span(time(13), time(17)))),
            holidays={date(2026, 11, 26): "Thanksgiving"},
        ),
        "services": (),
        "answers": (),
        "grid_minutes": 30,
    }
    return Business(**known | changes)  # type: ignore[arg-type]


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE).astimezone(UTC)


def span(day: date, starts: str, ends: str) -> Slot:
    return Slot(at(day, starts), at(day, ends))


def test_a_time_is_free_as_long_as_one_chair_is() -> None:
    busy = {"one": [span(TUESDAY, "09:00", "12:00")], "two": [span(TUESDAY, "10:00", "17:00")]}
    found = list(free_side_by_side(business(), 60, busy, now=NOW, first_day=TUESDAY, last_day=TUESDAY))
    free = {each.slot.starts_at.astimezone(ZONE).strftime("%H:%M"): each.calendar_ids for each in found}
    morning = {"09:00": ("two",)}
    afternoon = dict.fromkeys(("13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00"), ("one",))
    assert free == morning | afternoon


def test_where_nobody_serves_nothing_is_free() -> None:
    assert not list(free_side_by_side(business(), 60, {}, now=NOW, first_day=TUESDAY, last_day=TUESDAY))


def test_who_has_least_to_do_that_day_is_asked_first_and_the_order_settles_a_tie() -> None:
    ten = span(TUESDAY, "10:00", "10:30")
    yesterday = span(MONDAY, "09:00", "17:00")
    assert least_busy_first(business(), ten, {"one": [], "two": []}) == ("one", "two")
    assert least_busy_first(business(), ten, {"two": [], "one": []}) == ("two", "one")
    busy = {"one": [span(TUESDAY, "14:00", "15:00")], "two": [yesterday], "three": [ten]}
    assert least_busy_first(business(), ten, busy) == ("two", "one")


def test_the_day_the_clocks_go_back_has_25_hours() -> None:
    long = local_day_of(business(), at(date(2026, 11, 1), "12:00"))
    assert long.ends_at - long.starts_at == timedelta(hours=25)


FIVE = timedelta(minutes=5)
slots = st.builds(
    lambda start, length: Slot(
        at(TUESDAY, "08:00") + start * FIVE, at(TUESDAY, "08:00") + (start + length) * FIVE
    ),
    st.integers(0, 110),
    st.integers(1, 30),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(slots, max_size=6), min_size=1, max_size=4), st.sampled_from([15, 30, 45, 90]))
def test_the_union_is_exactly_what_each_chair_alone_would_offer(busy: list[list[Slot]], minutes: int) -> None:
    sample = business()
    chairs = {str(number): each for number, each in enumerate(busy)}
    days = {"now": NOW, "first_day": TUESDAY, "last_day": TUESDAY}
    found = {
        each.slot: each.calendar_ids
        for each in free_side_by_side(sample, minutes, chairs, **days)  # type: ignore[arg-type]
    }
    for chair, taken in chairs.items():
        alone = set(free_slots(sample, minutes, taken, **days))  # type: ignore[arg-type]
        assert {slot for slot, free in found.items() if chair in free} == alone
    assert list(found) == sorted(found)
    for slot, free in found.items():
        assert set(least_busy_first(sample, slot, chairs)) == set(free)


def test_how_a_time_stands_to_the_opening_hours() -> None:
    sample = business()
    assert opening_at(sample, span(TUESDAY, "09:00", "12:00")) is Opening.OPEN
    assert opening_at(sample, span(TUESDAY, "11:30", "12:30")) is Opening.OUTSIDE_HOURS
    assert opening_at(sample, span(TUESDAY, "07:00", "08:00")) is Opening.OUTSIDE_HOURS
    assert opening_at(sample, span(date(2026, 11, 28), "10:00", "11:00")) is Opening.CLOSED_DAY
    assert opening_at(sample, span(date(2026, 11, 26), "10:00", "11:00")) is Opening.HOLIDAY
    assert holiday_on(sample, at(date(2026, 11, 26), "10:00")) == "Thanksgiving"


def test_open_past_midnight_is_open() -> None:
    night = OpeningHours(week={0: (Span(time(20), time(0)),), 1: (Span(time(0), time(2)),)})
    sample = business(hours=night)
    assert opening_at(sample, Slot(at(MONDAY, "23:30"), at(TUESDAY, "00:30"))) is Opening.OPEN
    assert opening_at(sample, Slot(at(TUESDAY, "01:30"), at(TUESDAY, "02:30"))) is Opening.OUTSIDE_HOURS


def test_what_is_closed_is_what_is_not_open() -> None:
    closed = list(closed_stretches(business(), TUESDAY, TUESDAY))
    assert closed == [
        span(TUESDAY, "00:00", "09:00"),
        span(TUESDAY, "12:00", "13:00"),
        Slot(at(TUESDAY, "17:00"), at(TUESDAY + DAY, "00:00")),
    ]


def test_a_week_in_which_the_clocks_change_is_closed_and_open_for_all_its_hours() -> None:
    first, last = date(2026, 10, 26), date(2026, 11, 1)
    closed = list(closed_stretches(business(), first, last))
    total = sum((each.ends_at - each.starts_at for each in closed), timedelta())
    assert total + timedelta(hours=5 * 7) == timedelta(hours=7 * 24 + 1)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(closed))
