"""Signing in and out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import DialoraError, Throttled, Unauthenticated, Unavailable
from dialora.web.auth import Wired, give_session, session_token, take_session, with_token
from dialora.web.rendering import page

router = APIRouter()


@router.get("/sign-in")
async def sign_in_page(services: Wired, next: str = "/", signed_out: bool = False) -> Response:
    """Where the installation is new, how to make the first one who can sign in."""
    try:
        known = await services.identity.has_operator()
    except Unavailable:
        known = True
    return _form(next=next, signed_out=signed_out) if known else page("first_start.html", {})


@router.post("/sign-in")
async def sign_in(
    request: Request,
    services: Wired,
    email: Annotated[str, Form(max_length=254)],
    password: Annotated[str, Form(max_length=1024)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    address = request.client.host if request.client else "unknown"
    try:
        token = await services.identity.sign_in(email, password, address=address)
    except (Unauthenticated, Throttled) as refused:
        return _form(next=next, email=email, problem=refused)
    old = session_token(request, services.site)
    if old is not None:
        await services.identity.sign_out(old)
    answer = RedirectResponse(_ours(next), 303)
    give_session(answer, services.site, token)
    return answer


@router.post("/sign-out", dependencies=[Depends(with_token)])
async def sign_out(request: Request, services: Wired) -> Response:
    token = session_token(request, services.site)
    if token is not None:
        await services.identity.sign_out(token)
    answer = RedirectResponse("/sign-in?signed_out=true", 303)
    take_session(answer, services.site)
    return answer


def _form(
    *, next: str, email: str = "", problem: DialoraError | None = None, signed_out: bool = False
) -> Response:
    status, headers = 200, {}
    if isinstance(problem, Throttled):
        status, headers = 429, {"Retry-After": str(problem.wait_s)}
    elif problem is not None:
        status = 401
    context = {
        "next": _ours(next),
        "email": email,
        "problem": problem.message if problem else None,
        "signed_out": signed_out,
    }
    return page("sign_in.html", context, status=status, headers=headers)


def _ours(target: str) -> str:
    """Only a path of our own: signing in never leads to another site."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if plain and not parts.scheme and not parts.netloc and target.isprintable() else "/"
