"""The list of decisions: newest first, filtered, and as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from dialora.services.decisions import Decided
from dialora.web import law_words, words
from dialora.web.api.decisions import DecisionOut
from dialora.web.auth import Visit, Visiting, Wired
from dialora.web.dashboard.decision_query import DecisionQuery, Wanted, unreadable
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/decisions")

_A_PAGE = 50
_IN_A_FILE = 100
_Id = Annotated[str | None, Query(max_length=64)]


@router.get("")
async def decisions_page(request: Request, services: Wired, here: Visiting, after: _Id = None) -> Response:
    query = DecisionQuery.of(request.query_params)
    if "" in request.query_params.values():
        # A form sends also what was left empty.
        return RedirectResponse(query.address(), 303)
    no_number = unreadable(query, here.account.country)
    shown: tuple[Decided, ...] = ()
    older = None
    if not no_number:
        wanted = query.wanted(here.account.zone, here.account.country)
        shown, has_more = await _found(services, here, wanted, _A_PAGE, after)
        older = query.address(after=shown[-1].id) if has_more else None
    now = services.clock.now()
    context = {
        "days": _by_day(shown, here.account.zone, words.local_day(now, here.account.zone)),
        "older": older,
        "query": query,
        "no_number": no_number,
        "law": law_words,
        "zone": here.account.zone,
        "now": now,
    }
    return framed("decisions.html", here.who, "/compliance", context)


@router.get(".json")
async def decisions_file(request: Request, services: Wired, here: Visiting) -> Response:
    """The whole list as it is filtered, each as the API gives it, sent as it is read. Raises Invalid."""
    query = DecisionQuery.of(request.query_params)
    wanted = query.wanted(here.account.zone, here.account.country)
    today = words.local_day(services.clock.now(), here.account.zone)
    headers = {"Content-Disposition": f'attachment; filename="decisions-{today}.json"'}
    return StreamingResponse(_lines(services, here, wanted), headers=headers, media_type="application/json")


async def _lines(services: Wired, here: Visit, wanted: Wanted) -> AsyncIterator[str]:
    """An array, one decision a line."""
    after: str | None = None
    yield "["
    while True:
        found, has_more = await _found(services, here, wanted, _IN_A_FILE, after)
        for decided in found:
            yield f"{',' if after else ''}\n{DecisionOut.of(decided).model_dump_json()}"
            after = decided.id
        if not has_more:
            break
    yield "\n]\n"


async def _found(
    services: Wired, here: Visit, wanted: Wanted, limit: int, after: str | None
) -> tuple[tuple[Decided, ...], bool]:
    """And whether there are more."""
    found = await services.decisions.page(
        here.account.id,
        limit=limit,
        starting_after=after,
        decision=wanted.decision,
        reason=wanted.reason,
        purpose=wanted.purpose,
        number=wanted.number,
        since=wanted.since,
        until=wanted.until,
    )
    return found.items, found.has_more


def _by_day(decided: tuple[Decided, ...], zone: str, today: date) -> list[tuple[str, list[Decided]]]:
    by_day = groupby(decided, key=lambda each: words.local_day(each.at, zone))
    return [(words.day(day, today), list(those)) for day, those in by_day]
