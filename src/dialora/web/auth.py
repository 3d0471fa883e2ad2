"""Who is asking: the browser behind a cookie or the program behind a key, and whether they may."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dialora.domain.accounts import Account
from dialora.domain.errors import Forbidden, Unauthenticated
from dialora.services.bundle import Services, Site
from dialora.services.identity import LONGEST_LIFETIME, KeyHolder, SignedIn

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_COOKIE = "dialora_session"

_key = HTTPBearer(
    auto_error=False,
    scheme_name="API key",
    description="`Authorization: Bearer sk_live_…`, or `sk_test_…`, whose calls never reach a carrier.",
)


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Wired = Annotated[Services, Depends(services_of)]


async def key_holder(
    services: Wired, key: Annotated[HTTPAuthorizationCredentials | None, Depends(_key)]
) -> KeyHolder:
    """The program that sent the request, by its API key."""
    if key is None:
        raise Unauthenticated("Send an API key: Authorization: Bearer sk_…", code="api_key_missing")
    return await services.identity.holder(key.credentials)


Program = Annotated[KeyHolder, Depends(key_holder)]


async def person(request: Request, services: Wired) -> SignedIn:
    """Whoever is signed in at this browser."""
    token = session_token(request, services.site)
    if token is None:
        raise Unauthenticated("Sign in first.", code="not_signed_in")
    return await services.identity.signed_in(token)


Person = Annotated[SignedIn, Depends(person)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person looking at one account."""

    who: SignedIn
    account: Account


def visit(who: Person) -> Visit:
    """The account a person looks at. Without one they choose first."""
    if who.account is None:
        raise HTTPException(303, headers={"Location": "/accounts"})
    return Visit(who=who, account=who.account)


Visiting = Annotated[Visit, Depends(visit)]


def change(here: Visiting) -> Visit:
    """As `visit`, for somebody who may change something."""
    if not here.who.may_change:
        raise Forbidden("You can read here, but not change anything.", code="role_forbidden")
    return here


Changing = Annotated[Visit, Depends(change)]


def set_up(here: Visiting) -> Visit:
    """As `visit`, for somebody who may decide what callers hear."""
    if not here.who.may_set_up:
        raise Forbidden("Only an owner or an admin of the account can do that.", code="role_forbidden")
    return here


SettingUp = Annotated[Visit, Depends(set_up)]


def from_our_pages(request: Request, services: Wired) -> None:
    """Refuse a form or script of another site: a browser says where a request comes from."""
    if request.method in _SAFE:
        return
    origin, fetch_site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = {request.headers.get("host"), urlsplit(services.site.public_url).netloc}
    foreign = origin is not None and urlsplit(origin).netloc not in ours
    if foreign or fetch_site not in (None, "same-origin", "none"):
        raise Forbidden("That came from another site.", code="cross_site_request")


async def with_token(request: Request, who: Person) -> None:
    """Refuse a change that does not carry the token of this session, in a header or in the form."""
    if request.method in _SAFE:
        return
    sent = request.headers.get("x-csrf-token")
    if sent is None:
        value = (await request.form()).get("csrf_token")
        sent = value if isinstance(value, str) else ""
    if not secrets.compare_digest(sent.encode(), who.csrf_token.encode()):
        raise Forbidden("This page is too old. Load it again.", code="csrf_token_wrong")


def session_token(request: Request, site: Site) -> str | None:
    return request.cookies.get(_cookie_name(site))


def give_session(response: Response, site: Site, token: str) -> None:
    """For this host only, out of reach of scripts, and not sent along by other sites' forms."""
    response.set_cookie(
        _cookie_name(site),
        token,
        max_age=int(LONGEST_LIFETIME.total_seconds()),
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )


def take_session(response: Response, site: Site) -> None:
    response.delete_cookie(_cookie_name(site), path="/", secure=site.secure, httponly=True, samesite="lax")


def _cookie_name(site: Site) -> str:
    # Browsers keep a cookie of this prefix only if it is secure and of this host alone.
    return f"__Host-{_COOKIE}" if site.secure else _COOKIE
