"""The pages, one file per page."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from dialora.web.auth import from_our_pages, with_token
from dialora.web.dashboard import accounts, appointments, call, calls, decision, sign_in, talk


def dashboard_router() -> APIRouter:
    """Every page. Whatever changes something must come from one of them."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(from_our_pages)])
    router.include_router(sign_in.router)
    for page in (accounts, appointments, call, calls, decision, talk):
        router.include_router(page.router, dependencies=[Depends(with_token)])
    return router
