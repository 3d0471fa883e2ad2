"""Calls as rows: by day, each with its strip."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dialora.services.call_history import CallStory
from dialora.web import words
from dialora.web.dashboard.strip import LIST_SPAN_MS, Strip, strip


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfCalls:
    """The calls of one day."""

    title: str
    calls: tuple[CallStory, ...]
    #: The day began on the page before.
    continued: bool


def by_day(
    stories: tuple[CallStory, ...], zone: str, today: date, before: date | None = None
) -> tuple[DayOfCalls, ...]:
    """`before` is the day of the last call on the page before."""

    def day_of(story: CallStory) -> date:
        return words.local_day(story.call.created_at, zone)

    return tuple(
        DayOfCalls(title=words.day(day, today), calls=tuple(calls), continued=day == before)
        for day, calls in groupby(stories, key=day_of)
    )


def strip_of(story: CallStory) -> Strip:
    call = story.call
    return strip(
        story.turns,
        story.notices,
        duration_ms=words.length_ms(call),
        end_reason=call.end_reason,
        span_ms=LIST_SPAN_MS,
    )


def digest(shown: str) -> str:
    """What a piece of a page is known by, to say no more where nothing has changed."""
    return hashlib.sha256(shown.encode(errors="surrogatepass")).hexdigest()[:16]
