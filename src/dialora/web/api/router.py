"""The whole API: its resources, one file each."""

from __future__ import annotations

from fastapi import APIRouter

from dialora.web.api import agent_drafts, agents, appointments, calendars, calls, decisions, messages, numbers
from dialora.web.errors import problems


def api_router() -> APIRouter:
    """Everything under /v1."""
    router = APIRouter(prefix="/v1", responses=problems(422))
    for resource in (agents, agent_drafts, appointments, calendars, calls, decisions, messages, numbers):
        router.include_router(resource.router)
    return router
