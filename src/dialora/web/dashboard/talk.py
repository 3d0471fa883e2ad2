"""Talking to an agent from the browser: the same engine and the same gate as a telephone call."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from dialora.web.auth import Changing, Visiting, Wired
from dialora.web.dashboard.frame import framed
from dialora.web.rendering import page

router = APIRouter(prefix="/talk")

#: Where the sound goes.
_SOCKET = "/talk/media"


class TalkTo(BaseModel):
    agent_id: str = Field(max_length=64)
    #: With the changes that are not published.
    draft: bool = False


@router.get("")
async def talk_page(services: Wired, here: Visiting) -> Response:
    agents = await services.agents.page(here.account.id, limit=100)
    return framed("talk.html", here.who, "/talk", {"agents": agents.items})


@router.post("/calls", status_code=201)
async def begin(asked: TalkTo, services: Wired, here: Changing) -> Response:
    """A test call, once the gate has let it through: the token lets one socket in."""
    answer = await services.calls.try_agent(here.account.id, asked.agent_id, draft=asked.draft)
    return JSONResponse({"call_id": answer.call_id, "token": answer.token, "url": _SOCKET}, 201)


@router.get("/calls/{call_id}")
async def came_of_it(call_id: str, services: Wired, here: Visiting) -> Response:
    """What a test call left behind; 202 while it is not yet on record."""
    story = await services.call_history.get(here.account.id, call_id)
    if not story.call.status.ended:
        return Response(status_code=202)
    context = {
        "call": story.call,
        "story": story,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return page("talk_result.html", context)
