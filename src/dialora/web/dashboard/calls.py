"""The list of calls, by day, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dialora.domain.errors import NotFound
from dialora.services.call_history import CallStory
from dialora.web import words
from dialora.web.auth import Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.dashboard.strip import LIST_SPAN_MS, Strip, strip
from dialora.web.rendering import page

router = APIRouter()

_A_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDay:
    """The calls of one day."""

    title: str
    calls: tuple[CallStory, ...]
    #: The day began on the page before.
    continued: bool


@router.get("/calls")
async def calls_page(
    request: Request,
    services: Wired,
    here: Visiting,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    account, who = here.account, here.who
    found = await services.call_history.page(account.id, limit=_A_PAGE, starting_after=after)
    before = await _day_of(services, here, after) if after else None
    today = words.local_day(services.clock.now(), account.zone)
    days = _by_day(found.items, account.zone, today, before)
    context = {
        "days": days,
        "older": f"/calls?after={found.items[-1].call.id}" if found.has_more else None,
        "zone": account.zone,
        "strip_of": _strip_of,
    }
    if request.headers.get("hx-request"):
        return page("older_calls.html", {"me": me(who), **context})
    numbers = () if days else await services.agents.numbers(account.id)
    return framed("calls.html", who, "/calls", context | {"numbers": [n.number for n in numbers]})


async def _day_of(services: Wired, here: Visit, call_id: str) -> date | None:
    try:
        story = await services.call_history.get(here.account.id, call_id)
    except NotFound:
        return None
    return words.local_day(story.call.created_at, here.account.zone)


def _by_day(
    stories: tuple[CallStory, ...], zone: str, today: date, before: date | None
) -> tuple[CallDay, ...]:
    def day_of(story: CallStory) -> date:
        return words.local_day(story.call.created_at, zone)

    return tuple(
        CallDay(title=words.day(day, today), calls=tuple(calls), continued=day == before)
        for day, calls in groupby(stories, key=day_of)
    )


def _strip_of(story: CallStory) -> Strip:
    call = story.call
    return strip(
        story.turns,
        story.notices,
        duration_ms=words.length_ms(call),
        end_reason=call.end_reason,
        span_ms=LIST_SPAN_MS,
    )
