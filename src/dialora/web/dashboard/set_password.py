"""Setting a password by a link: the first one, or a new one for somebody who forgot."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Invalid, NotFound
from dialora.services.people import LONGEST_PASSWORD, SHORTEST_PASSWORD
from dialora.web.auth import Wired
from dialora.web.rendering import page

router = APIRouter(prefix="/set-password")

Token = Annotated[str, Query(max_length=300)]


@router.get("")
async def set_password_page(services: Wired, token: Token = "") -> Response:
    return await _form(services, token)


@router.post("")
async def set_password(
    services: Wired,
    token: Annotated[str, Form(max_length=300)],
    password: Annotated[str, Form(max_length=2000)],
) -> Response:
    try:
        await services.people.set_password(token, password)
    except Invalid as problem:
        return await _form(services, token, problem=problem.message)
    except NotFound:
        return await _form(services, token)
    return RedirectResponse("/sign-in", 303)


async def _form(services: Wired, token: str, *, problem: str | None = None) -> Response:
    try:
        member = await services.people.of_link(token)
    except NotFound as over:
        return page("set_password.html", {"over": over.message}, status=404)
    context = {
        "over": None,
        "token": token,
        "email": member.email,
        "shortest": SHORTEST_PASSWORD,
        "longest": LONGEST_PASSWORD,
        "problem": problem,
    }
    return page("set_password.html", context, status=422 if problem else 200)
