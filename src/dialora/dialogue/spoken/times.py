"""Spoken times of day: "three thirty", "half past four", "after two", "first thing in the morning".

A clock time is kept as it was said; `settle` chooses between morning and afternoon by the business's hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from dialora.dialogue.spoken.clock_words import Clock, clock
from dialora.dialogue.spoken.words import Found, Words, at, is_negated, joined, places
from dialora.domain.agents import Span


class Edge(StrEnum):
    """An end of the free times: "first thing", "as late as possible"."""

    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWish:
    """A time of day as it was said: one clock time, or a stretch between two."""

    at: Clock | None = None
    not_before: Clock | None = None
    not_after: Clock | None = None
    edge: Edge | None = None
    #: "after two" leaves two itself out.
    strictly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow:
    """A wish on the wall clock of the business; both ends included."""

    first: time
    last: time
    at: time | None = None
    edge: Edge | None = None


#: Parts of the day, as callers mean them. The longer phrase is looked for first.
_PARTS: dict[str, tuple[str, str]] = {
    "early in the morning": ("00:00", "10:00"), "early morning": ("00:00", "10:00"),
    "late in the morning": ("10:00", "12:00"), "late morning": ("10:00", "12:00"), "mid morning": ("09:30",
    "11:00"), "early in the afternoon": ("12:00", "14:30"), "early afternoon": ("12:00", "14:30"),
    "late in the afternoon": ("15:00", "18:00"), "late afternoon": ("15:00", "18:00"),
    "mid afternoon": ("14:00", "15:30"), "this morning": ("00:00", "11:59"), "morning": ("00:00", "11:59"),
    "mornings": ("00:00", "11:59"), "afternoon": ("12:00", "17:59"), "afternoons": ("12:00", "17:59"),
    "evening": ("17:00", "23:59"), "evenings": ("17:00", "23:59"), "tonight": ("17:00", "23:59"),
    "lunch time": ("11:30", "13:30"), "lunchtime": ("11:30", "13:30"), "over lunch": ("11:30", "13:30"),
    "around lunch": ("11:30", "13:30"), "after lunch": ("13:00", "17:59"), "before lunch": ("00:00",
    "12:00"), "after work": ("16:30", "23:59"), "before work": ("00:00", "09:00"),
    "after school": ("15:00", "23:59"),
}  # fmt: skip
_EARLIEST = (
    "first thing", "as early as possible", "earliest possible", "the earliest", "right when you open",
    "when you open", "early as you can", "start of the day", "beginning of the day",
)  # fmt: skip
_LATEST = (
    "last thing", "as late as possible", "the latest", "end of the day", "end of day", "last appointment",
    "late as you can", "before you close", "late in the day",
)  # fmt: skip
#: How an open stretch begins, and what kind of bound it is.
_BOUNDS: tuple[tuple[str, str], ...] = (
    ("not before", "from"), ("no earlier than", "from"), ("not earlier than", "from"),
    ("any time from", "from"), ("anytime from", "from"), ("starting at", "from"), ("since", "from"),
    ("later than", "after"), ("any time after", "after"), ("anytime after", "after"), ("after", "after"),
    ("past", "after"), ("not after", "until"), ("no later than", "until"), ("not later than", "until"),
    ("any time before", "before"), ("earlier than", "before"), ("before", "before"), ("by", "until"),
    ("until", "until"), ("till", "until"),
)  # fmt: skip
_ABOUT = frozenset({"around", "about", "roughly", "approximately", "like", "say", "maybe", "closer", "near"})
_LINKS = frozenset({"and", "to", "until", "till", "through", "or"})


def find_times(words: Words, *, expected: bool = False) -> list[Found[TimeWish]]:
    """Every time of day in the words, in order. `expected` lets a bare "three" be one."""
    found: list[Found[TimeWish]] = []
    index = 0
    while index < len(words):
        hopeful = expected or bool(found)
        read = _bounded(words, index) or _between(words, index, hopeful) or _plain(words, index, hopeful)
        if read is None:
            index += 1
            continue
        wish, end = read
        found.append(Found(wish, index, end, True, is_negated(words, index, end)))
        index = end
    return found or _parts_of_day(words)


def _bounded(words: Words, index: int) -> tuple[TimeWish, int] | None:
    """After two, not before two, by four, no later than four, from three on."""
    for opener, bound in _BOUNDS:
        size = len(opener.split())
        if " ".join(at(words, index + step) for step in range(size)) != opener:
            continue
        if read := clock(words, index + size, cued=True):
            return _bound(bound, read[0]), read[1]
    if (
        at(words, index) == "from"
        and (read := clock(words, index + 1, cued=True))
        and at(words, read[1]) not in _LINKS
    ):
        end = read[1] + (at(words, read[1]) in ("on", "onward", "onwards"))
        return _bound("from", read[0]), end
    return None


def _bound(bound: str, said: Clock) -> TimeWish:
    if bound in ("from", "after"):
        return TimeWish(not_before=said, strictly=bound == "after")
    return TimeWish(not_after=said, strictly=bound == "before")


def _between(words: Words, index: int, expected: bool) -> tuple[TimeWish, int] | None:
    """Between two and four, from 2 to 4, two to four."""
    opener = at(words, index) in ("between", "from")
    first = clock(words, index + opener, cued=opener or expected)
    if first is None or at(words, first[1]) not in _LINKS - {"or"}:
        return None
    if not opener and at(words, first[1]) == "and":
        return None
    second = clock(words, first[1] + 1, cued=True)
    if second is None:
        return None
    start, last = first[0], second[0]
    if start.half is None and last.half is not None and start.hour % 12 <= last.hour % 12:
        start = replace(start, half=last.half)
    return TimeWish(not_before=start, not_after=last), second[1]


def _plain(words: Words, index: int, expected: bool) -> tuple[TimeWish, int] | None:
    """At three, around 3:30, 10 AM, three or later."""
    cued = False
    start = index
    while at(words, start) in _ABOUT or at(words, start) == "at" or (at(words, start) == "for" and not cued):
        # "for" alone promises nothing ("for two people"), and after "at" it is four.
        cued = cued or at(words, start) in ("at", "around", "about")
        start += 1
    cued = cued or (at(words, start + 1) == "or" and at(words, start + 2) in ("later", "earlier"))
    read = clock(words, start, cued=cued or expected)
    if read is None:
        return None
    said, end = read
    if (at(words, end), at(words, end + 1)) in (("or", "later"), ("or", "after"), ("or", "so")):
        if at(words, end + 1) == "so":
            return TimeWish(at=said), end + 2
        return TimeWish(not_before=said), end + 2
    if (at(words, end), at(words, end + 1)) in (("or", "earlier"), ("or", "before")):
        return TimeWish(not_after=said), end + 2
    if at(words, end) == "onwards" or (at(words, end), at(words, end + 1)) == ("and", "later"):
        return TimeWish(not_before=said), end + 1
    if (at(words, end), at(words, end + 1)) == ("at", "the"):
        if at(words, end + 2) == "latest":
            return TimeWish(not_after=said), end + 3
        if at(words, end + 2) == "earliest":
            return TimeWish(not_before=said), end + 3
    return TimeWish(at=said), end


def _parts_of_day(words: Words) -> list[Found[TimeWish]]:
    """Morning, afternoon, first thing …, where no clock time was said."""
    line = joined(words)
    edge = next((edge for edge, phrases in _EDGES if any(f" {phrase} " in line for phrase in phrases)), None)
    found: list[Found[TimeWish]] = []
    taken: set[int] = set()
    for phrase in sorted(_PARTS, key=len, reverse=True):
        for start in places(words, phrase.split()):
            end = start + len(phrase.split())
            if at(words, start - 1) == "good" or taken & set(range(start, end)):
                continue
            taken |= set(range(start, end))
            first, last = (_exactly(wall) for wall in _PARTS[phrase])
            wish = TimeWish(not_before=first, not_after=last, edge=edge)
            found.append(Found(wish, start, end, True, is_negated(words, start, end)))
    if not found and edge:
        return [Found(TimeWish(edge=edge), 0, 0)]
    return sorted(found, key=lambda each: each.start)


_EDGES = ((Edge.EARLIEST, _EARLIEST), (Edge.LATEST, _LATEST))


def _exactly(wall: str) -> Clock:
    hour, minute = wall.split(":")
    return Clock(int(hour), int(minute), half="wall")


def settle(wish: TimeWish, spans: Sequence[Span]) -> TimeWindow:
    """The wish on the wall clock of a day with these opening times."""
    if wish.at:
        wall = wall_time(wish.at, spans)
        return TimeWindow(first=wall, last=wall, at=wall, edge=wish.edge)
    first = wall_time(wish.not_before, spans) if wish.not_before else time.min
    last = wall_time(wish.not_after, spans) if wish.not_after else time(23, 59)
    if first > last and wish.not_after and wish.not_after.half is None and last.hour < 12:
        last = last.replace(hour=last.hour + 12)
    if wish.strictly and wish.not_before:
        first = _shifted(first, 1)
    if wish.strictly and wish.not_after:
        last = _shifted(last, -1)
    return TimeWindow(first=first, last=last, edge=wish.edge)


def wall_time(said: Clock, spans: Sequence[Span]) -> time:
    """The time meant by a clock time, morning or afternoon as the business is open."""
    if said.half == "wall" or said.hour > 12 or (said.hour == 0 and said.half is None):
        return time(said.hour % 24, said.minute)
    if said.half:
        return time(said.hour % 12 + (12 if said.half == "pm" else 0), said.minute)
    morning, afternoon = time(said.hour % 12, said.minute), time(said.hour % 12 + 12, said.minute)
    likely, other = (morning, afternoon) if 7 <= said.hour <= 11 else (afternoon, morning)
    return other if _open_at(other, spans) and not _open_at(likely, spans) else likely


def _open_at(wall: time, spans: Sequence[Span]) -> bool:
    """Between the first opening and the last closing of a day: a break does not turn noon into midnight."""
    if not spans:
        return False
    closes = max(span.closes if span.closes != time.min else time.max for span in spans)
    return min(span.opens for span in spans) <= wall <= closes


def _shifted(wall: time, minutes: int) -> time:
    total = min(max(wall.hour * 60 + wall.minute + minutes, 0), 24 * 60 - 1)
    return time(total // 60, total % 60)
