"""Do not call: who asked not to be called, and the registries that are looked through before sales calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.do_not_call import DncEntry, StopScope, StopVia
from dialora.domain.errors import DialoraError, Invalid
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.services.revocations import Stop
from dialora.web import dnc_words, law_words
from dialora.web.auth import Changing, SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page
from dialora.web.typed_numbers import typed_number

router = APIRouter(prefix="/do-not-call")

_ADDRESS = "/do-not-call"
_A_PAGE = 50


@router.get("")
async def entries_page(
    services: Wired,
    here: Visiting,
    released: bool = False,
    number: Annotated[str, Query(max_length=64)] = "",
    source: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    came = StopVia(source) if source in list(StopVia) else None
    return await _entries(services, here, released=released, number=number, came=came, after=after)


@router.post("")
async def add(
    services: Wired,
    here: Changing,
    number: Annotated[str, Form(max_length=64)] = "",
    scope: Annotated[StopScope, Form()] = StopScope.ALL,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    try:
        stop = Stop(via=StopVia.DASHBOARD, scope=scope, by=_author(here), reason=reason)
        stopped = await services.suppression.revocations.stop(
            here.account.id, typed_number(number, country=here.account.country), stop
        )
    except Invalid as problem:
        typed = {"number": number, "reason": reason, "scope": scope.value}
        return await _entries(services, here, problem=problem, typed=typed)
    return RedirectResponse(f"{_ADDRESS}#{stopped.entry.id}", 303)


@router.get("/lists")
async def lists_page(request: Request, services: Wired, here: Visiting) -> Response:
    """The registries; asked again by the page itself while one is being read in."""
    lists = await services.suppression.do_not_call.lists(here.account.id)
    now = services.clock.now()
    context = {
        "lists": lists,
        "national": next((each for each in lists if dnc_words.is_national(each)), None),
        "watching": any(dnc_words.going_on(each, now) for each in lists),
        "today": now.date(),
        **_frame(services, here, "lists"),
    }
    if request.headers.get("hx-request"):
        return page("dnc_lists_table.html", context)
    return framed("dnc_lists.html", here.who, _ADDRESS, context)


@router.post("/{entry_id}/release")
async def release(
    entry_id: str, services: Wired, here: SettingUp, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    try:
        await services.suppression.do_not_call.release(
            here.account.id, entry_id, by=_author(here), reason=reason
        )
    except Invalid as problem:
        return await _entries(services, here, problem=problem)
    return RedirectResponse(f"{_ADDRESS}?released=true#{entry_id}", 303)


async def _entries(
    services: Wired,
    here: Visit,
    *,
    released: bool = False,
    number: str = "",
    came: StopVia | None = None,
    after: str | None = None,
    problem: DialoraError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    looked_for = _looked_for(number, here.account.country)
    found = await services.suppression.do_not_call.page(
        here.account.id,
        limit=_A_PAGE,
        starting_after=after,
        number=looked_for,
        holds=not released,
        source=came,
    )
    context = {
        "entries": () if number and looked_for is None else found.items,
        "released": released,
        "number": number,
        "came": law_words.STOPS[came] if came else "",
        "problem": problem.message if problem else None,
        "typed": typed or {"number": "", "reason": "", "scope": StopScope.ALL.value},
        "older": _older(found.items[-1], released, came) if found.has_more else None,
        "scopes": list(dnc_words.SCOPES.items()),
        **_frame(services, here, "released" if released else "entries"),
    }
    status = 422 if problem else 200
    return framed("do_not_call.html", here.who, _ADDRESS, context, status=status)


def _frame(services: Wired, here: Visit, tab: str) -> dict[str, object]:
    return {
        "me": me(here.who),
        "tab": tab,
        "zone": here.account.zone,
        "now": services.clock.now(),
        "words": dnc_words,
    }


def _looked_for(number: str, country: str) -> PhoneNumber | None:
    try:
        return typed_number(number, country=country) if number else None
    except Invalid:
        return None


def _older(last: DncEntry, released: bool, came: StopVia | None) -> str:
    narrower = ("released=true&" if released else "") + (f"source={came}&" if came else "")
    return f"{_ADDRESS}?{narrower}after={last.id}"


def _author(here: Visit) -> Author:
    return Author(id=here.who.member.id, name=here.who.member.name)
