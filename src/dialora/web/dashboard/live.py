"""Calls in progress: seen as they happen, listened to, ended, put through."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from dialora.services.supervision import Supervisor
from dialora.web.auth import Changing, Visiting, Wired, session_token
from dialora.web.dashboard.frame import framed
from dialora.web.live_events import live_events

router = APIRouter(prefix="/live")

#: Where the sound of a call that is listened to comes from.
_SOCKET = "/live/media"
#: Nothing between us and the browser may hold events back.
_STREAMED = {"X-Accel-Buffering": "no"}


class PutThrough(BaseModel):
    to: str | None = Field(default=None, max_length=200)


_ANYBODY = PutThrough()


@router.get("")
async def live_page(services: Wired, here: Visiting) -> Response:
    numbers = await services.agents.numbers(here.account.id)
    return framed("live.html", here.who, "/live", {"numbers": [number.number for number in numbers]})


@router.get("/events")
async def events(
    request: Request,
    services: Wired,
    here: Visiting,
    last_event_id: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Server-sent events until the browser leaves, its person signs out, or this process stops."""
    services.live.feed.refuse_too_many(here.account.id)
    token = session_token(request, services.site) or ""
    told = live_events(services, here.account, token, after=last_event_id)
    return StreamingResponse(told, media_type="text/event-stream", headers=_STREAMED)


@router.post("/calls/{call_id}/end")
async def end(call_id: str, services: Wired, here: Changing) -> Response:
    await services.supervision.end(here.account.id, call_id, Supervisor(id=here.who.member.id))
    return Response(status_code=204)


@router.post("/calls/{call_id}/put-through")
async def put_through(
    call_id: str, services: Wired, here: Changing, asked: PutThrough = _ANYBODY
) -> Response:
    by = Supervisor(id=here.who.member.id)
    transfer = await services.supervision.put_through(here.account.id, call_id, by, to=asked.to)
    return JSONResponse({"name": transfer.name})


@router.post("/calls/{call_id}/listen")
async def listen(call_id: str, request: Request, services: Wired, here: Changing) -> Response:
    """A pass for the socket; who listened is on record once it is open."""
    session = hashlib.sha256((session_token(request, services.site) or "").encode()).digest()
    token = await services.supervision.admit(
        here.account.id, call_id, member_id=here.who.member.id, session=session
    )
    return JSONResponse({"token": token, "url": _SOCKET}, 201)
