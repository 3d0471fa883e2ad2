"""Talking to an agent from the browser."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from dialora.web.auth import Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/talk")


@router.get("")
async def talk_page(services: Wired, here: Visiting) -> Response:
    agents = await services.agents.page(here.account.id, limit=100)
    return framed("talk.html", here.who, "/talk", {"agents": agents.items})
