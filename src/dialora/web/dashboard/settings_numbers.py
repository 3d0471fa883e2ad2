"""Settings, numbers: those that the carrier says are the account's may be shown to whom it calls."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import ProviderError
from dialora.domain.numbers import OwnedNumber, Ownership
from dialora.services.caller_ids import is_fresh
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/settings/numbers")

_ADDRESS = "/settings/numbers"
_MOST = 100
_PROOFS = {
    Ownership.INCOMING_PHONE_NUMBER: "Yours at the carrier",
    Ownership.VERIFIED_CALLER_ID: "Verified as your caller ID",
    Ownership.NONE: "The carrier does not say it is yours",
}


@router.get("")
async def numbers_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here)


@router.post("/{number_id}/verify")
async def verify(number_id: str, services: Wired, here: SettingUp) -> Response:
    """The carrier is asked now."""
    try:
        await services.outgoing.caller_ids.verify(here.account.id, number_id)
    except ProviderError as problem:
        return await _page(services, here, problem=problem)
    return RedirectResponse(_ADDRESS, 303)


async def _page(services: Wired, here: Visit, *, problem: ProviderError | None = None) -> Response:
    now = services.clock.now()
    numbers = (await services.numbers.page(here.account.id, limit=_MOST)).items
    agents = await services.agents.page(here.account.id, limit=_MOST)
    context = {
        "numbers": [(number, _proof(number, now), _may_be_shown(number, now)) for number in numbers],
        "names": {agent.id: agent.name for agent in agents.items},
        "problem": problem.message if problem else None,
        "zone": here.account.zone,
        "now": now,
        "tab": _ADDRESS,
    }
    return framed("settings/numbers.html", here.who, "/settings", context, status=502 if problem else 200)


def _may_be_shown(number: OwnedNumber, now: datetime) -> bool:
    return number.verified and number.ownership is not Ownership.NONE and is_fresh(number, now)


def _proof(number: OwnedNumber, now: datetime) -> str:
    if number.checked_at is None:
        return "Asked before the first call"
    if number.verified and not is_fresh(number, now):
        return "Asked again before the next call"
    return _PROOFS[number.ownership if number.verified else Ownership.NONE]
