"""Calling hours as a person looks them up: every zone's wall clock, then the table. Slow on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Purpose = Literal["telemarketing", "informational"]
Voice = Literal["ai", "human"]
Span = tuple[time, time]

STEP = timedelta(minutes=5)
PLACES = Path(__file__).with_name("places.json")
EIGHT_TO_NINE: Span = (time(8), time(21))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One number, where it may be answered, and the hours that a sale may be made there."""

    name: str
    number: str
    contact: dict[str, str]
    zones: tuple[str, ...]
    abroad: bool
    recorded_voice_only: bool
    week: tuple[Span | None, ...]
    nights: tuple[str, ...]


def places() -> tuple[Place, ...]:
    return tuple(_place(row) for row in json.loads(PLACES.read_text(encoding="utf-8")))


def why_closed(place: Place, instant: datetime, purpose: Purpose, voice: Voice) -> str | None:
    """The first reason not to call at this instant, or None."""
    clocks = [instant.astimezone(ZoneInfo(zone)) for zone in place.zones]
    if place.abroad:
        return _closed_abroad(place, clocks, purpose)
    if not all(_within(clock, EIGHT_TO_NINE) for clock in clocks):
        return "QUIET_HOURS_FEDERAL" if purpose == "telemarketing" else "QUIET_HOURS_PLATFORM"
    if purpose == "informational" or (place.recorded_voice_only and voice == "human"):
        return None
    if any(place.week[clock.weekday()] is None for clock in clocks):
        return "DAY_PROHIBITED"
    if not all(_within(clock, place.week[clock.weekday()]) for clock in clocks):
        return "QUIET_HOURS_STATE"
    return None


def next_open(place: Place, instant: datetime, purpose: Purpose, voice: Voice) -> datetime:
    """The first instant after this one at which a call is within hours; all hours begin on the grid."""
    later = instant + STEP
    while why_closed(place, later, purpose, voice) is not None:
        later += STEP
    return later


def around(night: str) -> Iterator[datetime]:
    """Every five minutes of the three days around a night in which the clocks change."""
    first = datetime.fromisoformat(night).replace(tzinfo=UTC)
    instant = first
    while instant < first + timedelta(days=3):
        yield instant
        instant += STEP


def _closed_abroad(place: Place, clocks: Sequence[datetime], purpose: Purpose) -> str | None:
    if any(place.week[clock.weekday()] is None for clock in clocks):
        return "DAY_PROHIBITED" if purpose == "telemarketing" else "QUIET_HOURS_PLATFORM"
    if not all(_within(clock, place.week[clock.weekday()]) for clock in clocks):
        return "QUIET_HOURS_COUNTRY"
    return None


def _within(clock: datetime, span: Span | None) -> bool:
    """From the first minute to before the last: at nine in the evening it is too late."""
    return span is not None and span[0] <= clock.time() < span[1]


def _place(row: dict[str, object]) -> Place:
    hours = row["hours"]
    assert isinstance(hours, dict)
    week = [_span(hours["mon_fri"])] * 5 + [_span(hours["sat"]), _span(hours["sun"])]
    contact, zones, nights = row["contact"], row["zones"], row["nights"]
    assert isinstance(contact, dict)
    assert isinstance(zones, list)
    assert isinstance(nights, list)
    return Place(
        name=str(row["name"]),
        number=str(row["number"]),
        contact=contact,
        zones=tuple(zones),
        abroad=row["abroad"] is True,
        recorded_voice_only=row["recorded_voice_only"] is True,
        week=tuple(week),
        nights=tuple(nights),
    )


def _span(written: list[str] | None) -> Span | None:
    return None if written is None else (time.fromisoformat(written[0]), time.fromisoformat(written[1]))
