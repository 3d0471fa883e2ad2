"""Consents: who agreed to be called, to what, and what proves it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.dialogue.spoken.phone_numbers import phone_number
from dialora.domain.consents import ConsentFilter, ConsentWay
from dialora.domain.do_not_call import StopVia
from dialora.domain.notes import Author
from dialora.services.revocations import Stop
from dialora.web import consent_words as words
from dialora.web.auth import Changing, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.evidence_file import evidence_response
from dialora.web.rendering import page

router = APIRouter(prefix="/consents")

_A_PAGE = 25
_SHOWN = {"standing": False, "withdrawn": True}
_Short = Annotated[str, Query(max_length=64)]


@router.get("")
async def consents_page(
    request: Request,
    services: Wired,
    here: Visiting,
    show: _Short = "standing",
    number: _Short = "",
    way: _Short = "",
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    looked_for = phone_number(number, here.account.country) if number.strip() else None
    came = ConsentWay(way) if way in [each.value for each in ConsentWay] else None
    unreadable = bool(number.strip()) and looked_for is None
    wanted = ConsentFilter(number=looked_for, way=came, revoked=_SHOWN.get(show))
    found = None
    if not unreadable:
        found = await services.consenting.consents.page(
            here.account.id, limit=_A_PAGE, starting_after=after, wanted=wanted
        )
    kept = {name: value for name, value in (("show", show), ("number", number), ("way", way)) if value}
    context = {
        "consents": found.items if found else (),
        "show": show if show in _SHOWN else "all",
        "number": number,
        "way": came.value if came else "",
        "ways": words.WAYS,
        "unreadable": unreadable,
        "narrowed": bool(number.strip() or came),
        "older": f"/consents?{urlencode(kept | {'after': found.items[-1].id})}"
        if found and found.has_more
        else None,
        "words": words,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    if request.headers.get("hx-request"):
        return page("consent/older.html", {"me": me(here.who), **context})
    return framed("consent/list.html", here.who, "/consents", context)


@router.get("/evidence/{evidence_id}")
async def evidence(evidence_id: str, services: Wired, here: Visiting) -> Response:
    return await evidence_response(services, here.account.id, evidence_id, by=here.who.member.id)


@router.get("/{consent_id}")
async def consent_page(consent_id: str, services: Wired, here: Visiting) -> Response:
    consents = services.consenting.consents
    consent = await consents.get(here.account.id, consent_id)
    others = await consents.of_number(here.account.id, consent.number) if consent.number else (consent,)
    context = {
        "consent": consent,
        "files": await consents.evidence_of(here.account.id, consent),
        "entries": others,
        "words": words,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("consent/one.html", here.who, "/consents", context)


@router.post("/{consent_id}/withdraw")
async def withdraw(
    consent_id: str, services: Wired, here: Changing, only: Annotated[bool, Form()] = False
) -> Response:
    """They want no call at all, unless they said that only this is taken back."""
    member = here.who.member
    consent = await services.consenting.consents.get(here.account.id, consent_id)
    if not only and consent.number is not None and consent.revoked_at is None:
        stop = Stop(via=StopVia.DASHBOARD, by=Author(id=member.id, name=member.name))
        await services.suppression.revocations.stop(here.account.id, consent.number, stop)
    await services.consenting.consents.withdraw(here.account.id, consent_id, via="dashboard", by=member.id)
    return RedirectResponse(f"/consents/{consent_id}", 303)
