"""For balancers and monitors: alive, ready, and in figures."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dialora.domain.errors import Unavailable
from dialora.services import measures
from dialora.services.bundle import Services


def health_router() -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/healthz", alive)
    router.add_api_route("/readyz", ready)
    router.add_api_route("/metrics", figures)
    return router


async def alive() -> Response:
    """The process runs."""
    return Response("ok\n", media_type="text/plain")


async def ready(request: Request) -> Response:
    """Models are warm, which they are before anything is served, and the database answers."""
    services: Services = request.app.state.services
    try:
        await services.calls.ready()
    except Unavailable as problem:
        return Response(f"{problem.message}\n", status_code=503, media_type="text/plain")
    return Response("ok\n", media_type="text/plain")


async def figures() -> Response:
    return Response(measures.exposition(), media_type=measures.MEDIA_TYPE)
