"""Compliance: how the account stands with the law, and the list behind every figure."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from dialora.services.explanation import NOT_ADVICE
from dialora.services.law_overview import PERIODS
from dialora.web import dnc_words, law_words
from dialora.web.auth import SettingUp, Visiting, Wired
from dialora.web.dashboard import law_plots
from dialora.web.dashboard.frame import framed
from dialora.web.words import local_day

router = APIRouter(prefix="/compliance")

_USUAL = 30
#: A registry that may be used for fewer days than this should be replaced.
_SOON = 7
#: Chains up to this length are checked while somebody waits for the page.
_AT_ONCE = 20_000


@router.get("")
async def overview(
    services: Wired, here: Visiting, days: Annotated[int, Query(ge=0, le=1000)] = _USUAL
) -> Response:
    shown_days = days if days in PERIODS else _USUAL
    seen = await services.law_overview.look(here.account.id, days=shown_days)
    now = services.clock.now()
    sells = any(each.purpose == "telemarketing" for each in seen.decisions)
    context = {
        "seen": seen,
        "not_advice": NOT_ADVICE,
        "periods": PERIODS,
        "shown_days": shown_days,
        "shares": law_plots.shares(seen.decisions, seen.days[0]),
        "refusals": law_plots.refusals(seen.decisions, seen.days),
        "refused": sum(each.decisions for each in seen.decisions if each.denied),
        "all_refused": law_plots.listed(seen.days[0], verdict="deny"),
        "consents": law_plots.consents(seen.consents, seen.days),
        "granted": sum(each.granted for each in seen.consents),
        "withdrawn": sum(each.withdrawn for each in seen.consents),
        "drawing": law_plots,
        "stops": [(name, via, seen.stops[via]) for via, name in law_words.STOPS.items() if via in seen.stops],
        "lists": sorted(seen.lists, key=lambda each: (each.kind, each.state or "", each.id)),
        "national": next((each for each in seen.lists if dnc_words.is_national(each)), None),
        "sells": sells,
        "soon": _SOON,
        "at_once": seen.chain.entries <= _AT_ONCE,
        "today": local_day(now, here.account.zone),
        "words": dnc_words,
        "law": law_words,
        "zone": here.account.zone,
        "now": now,
    }
    return framed("compliance/overview.html", here.who, "/compliance", context)


@router.post("/check")
async def check_chain(services: Wired, here: SettingUp) -> Response:
    """Every entry of the account's chain, now."""
    await services.law_overview.check_chain(here.account.id)
    return RedirectResponse("/compliance#chain", 303)
