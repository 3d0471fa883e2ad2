"""Links that share a call, on its page: made, shown once, ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.sharing import Days
from dialora.web.auth import Changing, Visit, Wired
from dialora.web.dashboard.call import author, call_context
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page
from dialora.web.share_address import share_address

router = APIRouter(prefix="/calls/{call_id}/share-links")


@router.post("")
async def make(
    call_id: str,
    request: Request,
    services: Wired,
    here: Changing,
    days: Annotated[Days, Form()] = Days.SEVEN,
    with_sound: Annotated[bool, Form()] = False,
) -> Response:
    _, token = await services.share_links.make(
        here.account.id, call_id, days=days, with_sound=with_sound, by=author(here)
    )
    fresh = share_address(services.site, token)
    if request.headers.get("hx-request"):
        return await _section(call_id, services, here, fresh=fresh)
    # The address is never shown again, so it cannot wait for another page.
    return framed("call.html", here.who, "/calls", await call_context(call_id, services, here, fresh=fresh))


@router.post("/{link_id}/end")
async def end(call_id: str, link_id: str, request: Request, services: Wired, here: Changing) -> Response:
    await services.share_links.revoke(here.account.id, call_id, link_id, by=author(here))
    if request.headers.get("hx-request"):
        return await _section(call_id, services, here)
    return RedirectResponse(f"/calls/{call_id}#sharing", 303)


async def _section(call_id: str, services: Wired, here: Visit, fresh: str | None = None) -> Response:
    context = {
        "story": await services.call_history.get(here.account.id, call_id),
        "links": await services.share_links.of_call(here.account.id, call_id),
        "fresh": fresh,
        "me": me(here.who),
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return page("call/sharing.html", context)
