"""Which account to look at, for those who have none of their own: agency admins and the operator."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import NotFound
from dialora.web.auth import Person, Wired, give_session, session_token
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/accounts")


@router.get("")
async def accounts_page(services: Wired, who: Person) -> Response:
    if not who.visiting:
        # Who has an account of their own never learns that there are others.
        raise NotFound("No page has this address, or what it showed is no longer kept.")
    accounts = await services.identity.accounts_of(who.member)
    return framed("accounts.html", who, "/accounts", {"accounts": accounts})


@router.post("/{account_id}")
async def look_at(account_id: str, request: Request, services: Wired, who: Person) -> Response:
    token = session_token(request, services.site)
    if not who.visiting or token is None:
        raise NotFound("No page has this address, or what it showed is no longer kept.")
    answer = RedirectResponse("/", 303)
    give_session(answer, services.site, await services.identity.visit(token, who, account_id))
    return answer
