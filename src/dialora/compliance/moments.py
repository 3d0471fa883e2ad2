"""When a call that is refused now could become allowed: every moment at which something opens or runs out.

Between two of them nothing changes for the better, so that trying them in order finds the very first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialora.compliance.facts import known
from dialora.compliance.question import Question
from dialora.compliance.spans import DAY

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


def moments(question: Question) -> Iterator[datetime]:
    """In order, each once, later than now and within the table of holidays."""
    now = question.at
    end = datetime.combine(question.tables.holidays.last + _DAY, time(), UTC)
    last = now
    once = sorted(set(_single(question, end)))
    days = (_of_zone(zone, now, end, _times(question)) for zone in question.zones)
    for moment in heapq.merge(once, *days):
        if moment >= end:
            return
        if moment > last:
            yield moment
            last = moment


def _single(question: Question, end: datetime) -> Iterator[datetime]:
    """What happens on one day only: a cap runs out, a consent becomes valid, an asked-for time comes near."""
    limits = question.tables.limits
    within = {limits.sales_within, limits.exempt_within, limits.debt_within}
    within |= {row.cap.within for row in question.states if row.cap is not None}
    for attempt in known(question.facts.attempts, "earlier attempts"):
        # Beyond the end nothing is tried; there is none at all beyond the last year that a calendar has.
        if attempt.at < end:
            yield from (attempt.at.astimezone(UTC) + each for each in within)
    for record in known(question.facts.consents, "consents"):
        yield record.obtained_at.astimezone(UTC)
    asked_for = question.intent.callback_requested_at
    if asked_for is not None and asked_for > question.at:
        yield asked_for.astimezone(UTC) - limits.callback


def _times(question: Question) -> Sequence[int]:
    """Every time of a local day at which something opens, in seconds; midnight, for days themselves do."""
    opens = {0, question.tables.limits.open[0]}
    for row in question.states:
        spans = (*row.days, row.holiday_hours)
        opens |= {span[0] for span in spans if span is not None}
    if question.country is not None:
        opens |= {span[0] for day in question.country.days for span in day}
    return sorted(opens)


def _of_zone(name: str, now: datetime, end: datetime, times: Sequence[int]) -> Iterator[datetime]:
    """These times of every day there, and the moments at which its clocks are put forward or back."""
    zone = ZoneInfo(name)
    day = now.astimezone(zone).date() - _DAY
    last = end.astimezone(zone).date() + _DAY
    while day <= last:
        yield from sorted(_of_day(day, zone, times))
        day += _DAY


def _of_day(day: date, zone: ZoneInfo, times: Iterable[int]) -> set[datetime]:
    midnight = datetime.combine(day, time(), zone)
    found = {(midnight + timedelta(seconds=second)).astimezone(UTC) for second in times if second < DAY}
    before, after = midnight.astimezone(UTC), (midnight + _DAY).astimezone(UTC)
    if midnight.utcoffset() != (midnight + _DAY).utcoffset():
        # A time that comes twice counts twice.
        twice = midnight.replace(fold=1)
        found |= {(twice + timedelta(seconds=second)).replace(fold=1).astimezone(UTC) for second in times}
        found.add(_change(before, after, zone))
    return found


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clocks change between two moments."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
