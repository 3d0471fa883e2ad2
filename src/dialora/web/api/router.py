"""The whole API: its resources, one file each."""

from __future__ import annotations

from fastapi import APIRouter

from dialora.web.api import agents, appointments, calls, decisions
from dialora.web.errors import problems


def api_router() -> APIRouter:
    """Everything under /v1."""
    router = APIRouter(prefix="/v1", responses=problems(422))
    for resource in (agents, appointments, calls, decisions):
        router.include_router(resource.router)
    return router
