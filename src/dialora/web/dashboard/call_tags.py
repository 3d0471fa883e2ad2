"""Tags on a call's page: added and taken off without leaving it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.tags import LONGEST_TAG
from dialora.web.auth import Changing, Visit, Wired
from dialora.web.dashboard.frame import me
from dialora.web.rendering import page

router = APIRouter(prefix="/calls/{call_id}/tags")

_Tag = Annotated[str, Form(max_length=LONGEST_TAG * 2)]


@router.post("")
async def add(call_id: str, request: Request, services: Wired, here: Changing, tag: _Tag = "") -> Response:
    tags = await services.tags.add(here.account.id, call_id, tag)
    return await _line(call_id, request, services, here, tags)


@router.post("/remove")
async def remove(call_id: str, request: Request, services: Wired, here: Changing, tag: _Tag = "") -> Response:
    tags = await services.tags.remove(here.account.id, call_id, tag)
    return await _line(call_id, request, services, here, tags)


async def _line(
    call_id: str, request: Request, services: Wired, here: Visit, tags: tuple[str, ...]
) -> Response:
    """The tags alone where a script asked, else the whole page."""
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"/calls/{call_id}", 303)
    context = {
        "story": await services.call_history.get(here.account.id, call_id),
        "tags": tags,
        "known_tags": await services.tags.known(here.account.id),
        "me": me(here.who),
    }
    return page("call/tags.html", context)
