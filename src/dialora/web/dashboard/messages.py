"""Messages that callers left: those to answer, and those answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.appointments import Message
from dialora.web.auth import Changing, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/messages")

_A_PAGE = 25


@router.get("")
async def messages_page(
    request: Request,
    services: Wired,
    here: Visiting,
    answered: bool = False,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    found = await services.messages.page(
        here.account.id, limit=_A_PAGE, starting_after=after, answered=answered
    )
    narrower = "answered=true&" if answered else ""
    context = {
        "messages": found.items,
        "answered": answered,
        "older": f"/messages?{narrower}after={found.items[-1].id}" if found.has_more else None,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    if request.headers.get("hx-request"):
        return page("older_messages.html", {"me": me(here.who), **context})
    return framed("messages.html", here.who, "/messages", context)


@router.post("/{message_id}/answer")
async def answer(message_id: str, request: Request, services: Wired, here: Changing) -> Response:
    return _row(request, services, here, await services.messages.answered(here.account.id, message_id))


@router.post("/{message_id}/reopen")
async def reopen(message_id: str, request: Request, services: Wired, here: Changing) -> Response:
    """Undo: it is to be answered after all."""
    return _row(request, services, here, await services.messages.reopen(here.account.id, message_id))


def _row(request: Request, services: Wired, here: Visit, message: Message) -> Response:
    """The changed row alone where a script asked, else the list it now stands in."""
    if not request.headers.get("hx-request"):
        return RedirectResponse("/messages?answered=true" if message.answered_at else "/messages", 303)
    context = {
        "message": message,
        "me": me(here.who),
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return page("message_row.html", context)
