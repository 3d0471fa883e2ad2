"""Free slots: hours minus busy, with lead time, horizon, breaks, holidays and changing clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dialora.domain.agents import Business, OpeningHours, Span
from dialora.domain.appointments import Slot
from dialora.scheduling.opening import is_open, opening_on
from dialora.scheduling.slots import free_slots, may_book

ZONE = "America/New_York"
MORNING = Span(time(9), time(12))
AFTERNOON = Span(time(13), time(17))
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # Monday, 8 AM in New York


def business(
    *,
    week: dict[int, tuple[Span, ...]] | None = None,
    holidays: dict[date, str] | None = None,
    zone: str = ZONE,
    horizon_days: int = 60,
    lead_minutes: int = 60,
    grid_minutes: int = 30,
) -> Business:
    return Business(
        name="Sample Practice",
        zone=zone,
        currency="USD",
        hours=OpeningHours(
            week=dict.fromkeys(range(5), (MORNING, AFTERNOON)) if week is None else week,
            holidays=holidays or {},
        ),
        services=(),
        answers=(),
        horizon_days=horizon_days,
        lead_minutes=lead_minutes,
        grid_minutes=grid_minutes,
    )


def starts(
    sample: Business, minutes: int, day: date, *, busy: list[Slot] | None = None, now: datetime = NOW
) -> list[str]:
    slots = free_slots(sample, minutes, busy or [], now=now, first_day=day, last_day=day)
    return [slot.starts_at.astimezone(ZoneInfo(sample.zone)).strftime("%H:%M") for slot in slots]


def at(day: date, clock: str, zone: str = ZONE) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_a_free_day_is_cut_on_the_grid_and_leaves_lunch_alone() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert starts(business(), 60, tuesday) == [
        *("09:00", "09:30", "10:00", "10:30", "11:00"),
        *("13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00"),
    ]


def test_a_slot_ends_by_closing_time() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert starts(business(), 180, tuesday) == ["09:00", "13:00", "13:30", "14:00"]
    assert starts(business(), 241, tuesday) == []


def test_busy_times_are_left_out_and_neighbours_may_touch() -> None:
    tuesday = MONDAY + timedelta(days=1)
    busy = [
        Slot(at(tuesday, "10:00"), at(tuesday, "11:00")),
        Slot(at(tuesday, "13:15"), at(tuesday, "13:20")),
    ]
    assert starts(business(), 60, tuesday, busy=busy)[:4] == ["09:00", "11:00", "13:30", "14:00"]


def test_a_long_busy_time_hides_behind_no_shorter_one() -> None:
    tuesday = MONDAY + timedelta(days=1)
    busy = [
        Slot(at(tuesday, "08:00"), at(tuesday, "16:00")),
        Slot(at(tuesday, "09:00"), at(tuesday, "09:05")),
        Slot(at(tuesday, "16:00"), at(tuesday, "16:00")),
    ]
    assert starts(business(), 60, tuesday, busy=busy) == ["16:00"]


def test_lead_time_keeps_the_next_hour_out() -> None:
    assert starts(business(lead_minutes=90), 30, MONDAY)[0] == "09:30"


def test_nothing_lies_in_the_past_or_beyond_the_horizon() -> None:
    sample = business(horizon_days=2)
    assert starts(sample, 30, MONDAY - timedelta(days=3)) == []
    assert starts(sample, 30, MONDAY + timedelta(days=2)) != []
    assert starts(sample, 30, MONDAY + timedelta(days=3)) == []


def test_holidays_and_days_without_hours_are_closed() -> None:
    thursday = MONDAY + timedelta(days=3)
    assert starts(business(holidays={thursday: "Thanksgiving"}), 30, thursday) == []
    assert starts(business(), 30, MONDAY + timedelta(days=5)) == []


def test_the_same_wall_time_moves_in_utc_when_the_clocks_change() -> None:
    sample = business(week={5: (MORNING,), 0: (MORNING,)})
    before, after = date(2026, 10, 31), date(2026, 11, 2)
    now = at(date(2026, 10, 30), "08:00")
    first_before = next(free_slots(sample, 30, [], now=now, first_day=before, last_day=before))
    first_after = next(free_slots(sample, 30, [], now=now, first_day=after, last_day=after))
    assert first_before.starts_at == datetime(2026, 10, 31, 13, 0, tzinfo=UTC)
    assert first_after.starts_at == datetime(2026, 11, 2, 14, 0, tzinfo=UTC)


def test_a_night_with_a_skipped_hour_offers_an_hour_less_and_none_that_does_not_exist() -> None:
    sample = business(week={6: (Span(time(0), time(5)),)}, grid_minutes=60, lead_minutes=0)
    night = date(2027, 3, 14)
    now = at(date(2027, 3, 13), "12:00")
    assert starts(sample, 60, night, now=now) == ["00:00", "01:00", "03:00", "04:00"]


def test_a_night_with_a_repeated_hour_offers_it_twice_without_overlap() -> None:
    sample = business(week={6: (Span(time(0), time(4)),)}, grid_minutes=60, lead_minutes=0)
    night = date(2026, 11, 1)
    now = at(date(2026, 10, 31), "12:00")
    slots = list(free_slots(sample, 60, [], now=now, first_day=night, last_day=night))
    assert starts(sample, 60, night, now=now) == ["00:00", "01:00", "01:00", "02:00", "03:00"]
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(slots))


def test_closing_at_midnight_is_the_end_of_the_day() -> None:
    sample = business(week={0: (Span(time(22), time(0)),)})
    assert starts(sample, 60, MONDAY) == ["22:00", "22:30", "23:00"]
    assert is_open(sample, at(MONDAY, "23:59"))
    assert not is_open(sample, at(MONDAY + timedelta(days=1), "00:00"))


def test_lunch_is_not_open() -> None:
    assert is_open(business(), at(MONDAY, "11:59"))
    assert not is_open(business(), at(MONDAY, "12:00"))
    assert is_open(business(), at(MONDAY, "13:00"))


def test_only_a_start_that_would_be_offered_may_be_booked() -> None:
    tuesday = MONDAY + timedelta(days=1)
    busy = [Slot(at(tuesday, "10:00"), at(tuesday, "11:00"))]
    assert may_book(business(), 60, at(tuesday, "11:00"), busy, now=NOW)
    assert not may_book(business(), 60, at(tuesday, "10:30"), busy, now=NOW)
    assert not may_book(business(), 60, at(tuesday, "11:10"), [], now=NOW)
    assert not may_book(business(), 60, at(tuesday, "12:00"), [], now=NOW)


_minutes = st.integers(min_value=0, max_value=24 * 60 - 1)


@st.composite
def _weeks(draw: st.DrawFn) -> dict[int, tuple[Span, ...]]:
    week: dict[int, tuple[Span, ...]] = {}
    for day in range(7):
        edges = sorted(draw(st.sets(_minutes, min_size=0, max_size=4)))
        walls = [time(edge // 60, edge % 60) for edge in edges]
        pairs = zip(walls[::2], walls[1::2], strict=False)
        if spans := tuple(Span(opens, closes) for opens, closes in pairs if opens != closes):
            week[day] = spans
    return week


@settings(max_examples=60, deadline=None)
@given(
    week=_weeks(),
    zone=st.sampled_from(["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
    now=st.integers(0, 2 * 365 * 24 * 60).map(
        lambda m: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
    ),
    minutes=st.integers(min_value=5, max_value=180),
    grid=st.sampled_from([5, 10, 15, 20, 30, 60]),
    lead=st.integers(min_value=0, max_value=600),
    busy=st.lists(st.tuples(st.integers(0, 7 * 24 * 60), st.integers(1, 600)), max_size=8),
)
def test_every_slot_is_open_free_in_time_and_in_order(
    week: dict[int, tuple[Span, ...]],
    zone: str,
    now: datetime,
    minutes: int,
    grid: int,
    lead: int,
    busy: list[tuple[int, int]],
) -> None:
    sample = business(week=week, zone=zone, grid_minutes=grid, lead_minutes=lead, horizon_days=7)
    taken = [
        Slot(now + timedelta(minutes=begin), now + timedelta(minutes=begin + length))
        for begin, length in busy
    ]
    today = now.astimezone(ZoneInfo(zone)).date()
    slots = list(
        free_slots(
            sample,
            minutes,
            taken,
            now=now,
            first_day=today - timedelta(days=1),
            last_day=today + timedelta(days=9),
        )
    )
    assert slots == sorted(slots)
    for slot in slots:
        day = slot.starts_at.astimezone(ZoneInfo(zone)).date()
        assert slot.starts_at.tzinfo is UTC
        assert slot.ends_at - slot.starts_at == timedelta(minutes=minutes)
        assert slot.starts_at >= now + timedelta(minutes=lead)
        assert today <= day <= today + timedelta(days=7)
        assert any(
            open_.starts_at <= slot.starts_at
            and slot.ends_at <= open_.ends_at
            and (slot.starts_at - open_.starts_at) % timedelta(minutes=grid) == timedelta()
            for open_ in opening_on(sample, day)
        )
        assert not any(slot.starts_at < other.ends_at and other.starts_at < slot.ends_at for other in taken)
