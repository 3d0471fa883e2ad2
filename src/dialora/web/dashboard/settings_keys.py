"""Settings, API keys: what programs sign in with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.domain.accounts import ApiKey, KeyMode
from dialora.domain.errors import Conflict
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/settings/keys")

_ADDRESS = "/settings/keys"


@router.get("")
async def keys_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here)


@router.post("")
async def make(services: Wired, here: SettingUp, mode: Annotated[KeyMode, Form()]) -> Response:
    """The page with the new key's secret: the only time that it is shown."""
    try:
        made, secret = await services.api_keys.make(here.account.id, mode, by=here.who.member)
    except Conflict as problem:
        return await _page(services, here, problem=problem.message)
    return await _page(services, here, made=made, secret=secret)


@router.post("/{key_id}/revoke")
async def revoke(key_id: str, services: Wired, here: SettingUp) -> Response:
    await services.api_keys.revoke(here.account.id, key_id, by=here.who.member)
    return RedirectResponse(_ADDRESS, 303)


async def _page(
    services: Wired,
    here: Visit,
    *,
    made: ApiKey | None = None,
    secret: str | None = None,
    problem: str | None = None,
) -> Response:
    keys = (await services.api_keys.page(here.account.id)).items
    context = {
        "living": [key for key in keys if key.revoked_at is None],
        "revoked": [key for key in keys if key.revoked_at is not None],
        "made": made,
        "secret": secret,
        "problem": problem,
        "zone": here.account.zone,
        "now": services.clock.now(),
        "tab": _ADDRESS,
    }
    return framed("settings/keys.html", here.who, "/settings", context, status=409 if problem else 200)
