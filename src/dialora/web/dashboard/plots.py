"""The plots of the last days: one message each, said in a sentence above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dialora.domain.call_days import CallDay
from dialora.services.call_history import ANSWER_BUDGET_MS
from dialora.web.words import seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    day: date
    #: None where nothing was measured.
    value: int | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What one plot shows. Its table is what it is drawn from."""

    key: str
    title: str
    sentence: str
    kind: str
    #: The top of the axis; None: as high as the highest.
    top: int | None
    unit: str
    points: tuple[Point, ...]


def plots(days: Sequence[CallDay]) -> tuple[Plot, ...]:
    """Only those that have something to show. The last day is today."""
    drawn = []
    if any(day.calls for day in days):
        drawn.append(_calls(days))
    if any(day.booked for day in days):
        drawn.append(_bookings(days))
    if any(day.answers for day in days):
        drawn.append(_answers(days))
    return tuple(drawn)


def _calls(days: Sequence[CallDay]) -> Plot:
    today, before = days[-1].calls, days[:-1]
    usual = round(sum(day.calls for day in before) / len(before))
    return Plot(
        key="calls",
        title="Calls per day",
        sentence=f"{_count(today, 'call')} today{f', {usual:,} on a usual day' if usual else ''}",
        kind="bars",
        top=None,
        unit="",
        points=_points(days, lambda day: day.calls, "call"),
    )


def _bookings(days: Sequence[CallDay]) -> Plot:
    total, today = sum(day.booked for day in days), days[-1].booked
    of_them = f", {today} of them today" if 0 < today < total else ""
    return Plot(
        key="bookings",
        title="Appointments booked per day",
        sentence=f"{_count(total, 'appointment')} booked in {len(days)} days{of_them}",
        kind="bars",
        top=None,
        unit="",
        points=_points(days, lambda day: day.booked, "appointment"),
    )


def _answers(days: Sequence[CallDay]) -> Plot:
    share = _share(sum(day.answers_in_time for day in days), sum(day.answers for day in days))
    budget = seconds(ANSWER_BUDGET_MS)
    return Plot(
        key="answers",
        title=f"Answers within {budget}",
        sentence=f"{share} % of answers came within {budget}",
        kind="line",
        top=100,
        unit="%",
        points=tuple(_answered(day) for day in days),
    )


def _answered(day: CallDay) -> Point:
    if not day.answers:
        return Point(day=day.day, value=None, said="no answers")
    share = _share(day.answers_in_time, day.answers)
    return Point(day=day.day, value=share, said=f"{share} % of {_count(day.answers, 'answer')}")


def _points(days: Sequence[CallDay], of: Callable[[CallDay], int], noun: str) -> tuple[Point, ...]:
    return tuple(Point(day=day.day, value=of(day), said=_count(of(day), noun)) for day in days)


def _share(part: int, whole: int) -> int:
    """Whole percents; all of it only where it really is all."""
    return 100 if part == whole else min(99, round(100 * part / whole))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
