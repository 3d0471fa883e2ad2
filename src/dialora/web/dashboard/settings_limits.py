"""Settings, limits: what callers of this account may use up, and who has set it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from dialora.web.auth import Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/settings/limits")

_ADDRESS: Final = "/settings/limits"
#: What each is called, and what it counts.
_LIMITS: Final = (
    ("caller_hour", "Calls of one number within an hour", "calls"),
    ("caller_day", "Calls of one number within a day", "calls"),
    ("account_day", "Calls of all numbers within a day", "calls"),
    ("transfers_day", "Callers put through to a person within a day", "callers"),
    ("longest_s", "How long a call may last", "s"),
    ("silence_s", "Silence after which a caller is asked whether they are there", "s"),
)


@router.get("")
async def limits_page(services: Wired, here: Visiting) -> Response:
    it = await services.allowances.of(here.account.id)
    rows = [
        (name, _in_words(getattr(it.allowed, limit), what), getattr(it.own, limit) is not None)
        for limit, name, what in _LIMITS
    ]
    return framed("settings/limits.html", here.who, "/settings", {"rows": rows, "tab": _ADDRESS})


def _in_words(most: int | None, what: str) -> str:
    if what != "s":
        return f"{most:,} {what}" if most else "No limit"
    minutes, seconds = divmod(most or 0, 60)
    parts = [f"{minutes} min"] * bool(minutes) + [f"{seconds} s"] * bool(seconds)
    return " ".join(parts) or "No limit"
