"""Today: the first page. What happened while nobody looked, and what needs somebody now."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dialora.services.today import Seen
from dialora.web.auth import Person, Wired
from dialora.web.dashboard.call_rows import digest, strip_of
from dialora.web.dashboard.frame import framed, me
from dialora.web.dashboard.plots import plots
from dialora.web.rendering import page

router = APIRouter()


@router.get("/")
async def today_page(request: Request, services: Wired, who: Person, seen: str = "") -> Response:
    """The whole page, or for its own script what changes on it: nothing, where nothing has."""
    if who.account is None:
        return RedirectResponse("/accounts", 303)
    now = services.clock.now()
    shown = await services.today.look(who.account.id)
    known = digest(repr(shown))
    if known == seen:
        return Response(status_code=204)
    context = {
        "seen": shown,
        "again": f"/?seen={known}",
        "plots": plots(shown.days),
        "strip_of": strip_of,
        "zone": who.account.zone,
        "now": now,
        "numbers": [] if _used(shown) else await services.agents.numbers(who.account.id),
        "used": _used(shown),
    }
    if request.headers.get("hx-request"):
        return page("today_now.html", {"me": me(who), **context})
    return framed("today.html", who, "/", context)


def _used(shown: Seen) -> bool:
    """Whether anything has ever happened here, as far as this page can see."""
    return bool(shown.calls.items) or any(day.calls or day.tests or day.booked for day in shown.days)
