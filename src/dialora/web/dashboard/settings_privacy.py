"""Settings, privacy: what is kept of a person, forgetting them, how long things are kept, what is held."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Conflict, Invalid, InvalidFields
from dialora.domain.notes import Author
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed
from dialora.web.person_archive import archive_response
from dialora.web.rights_words import KEPT, counted
from dialora.web.typed_numbers import typed_number

router = APIRouter(prefix="/settings/privacy")

_ADDRESS: Final = "/settings/privacy"
#: Of the newest requests, holds and nights, so many are shown.
_SHOWN: Final = 10
_Number = Annotated[str, Form(max_length=40)]
_Reason = Annotated[str, Form(max_length=2_000)]


@router.get("")
async def privacy_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here)


@router.post("/requests")
async def ask(services: Wired, here: SettingUp, number: _Number = "") -> Response:
    """Look for what is kept under a number."""
    try:
        wanted = typed_number(number, country=here.account.country)
    except Invalid as wrong:
        return await _page(services, here, number=number, problem=wrong)
    await services.rights.access.ask(here.account.id, wanted, by=_author(here))
    return RedirectResponse(f"{_ADDRESS}#requests", 303)


@router.get("/requests/{request_id}/archive.zip")
async def archive(request_id: str, services: Wired, here: SettingUp) -> Response:
    return await archive_response(services, here.account.id, request_id, by=here.who.member.id)


@router.post("/requests/{request_id}/erase")
async def erase(
    request_id: str, services: Wired, here: SettingUp, sure: Annotated[bool, Form()] = False
) -> Response:
    """Forget whom a request is about; the box that says so must be ticked."""
    request = await services.rights.access.get(here.account.id, request_id)
    try:
        if not sure:
            raise Invalid("Tick the box that says it cannot be undone.", field="sure", code="not_sure")
        if request.number is None:
            raise Conflict("This person has been forgotten already.", code="person_forgotten")
        await services.rights.erasure.erase(here.account.id, request.number, by=_author(here))
    except (Invalid, Conflict) as wrong:
        return await _page(services, here, problem=wrong, about=request_id)
    return RedirectResponse(f"{_ADDRESS}#requests", 303)


@router.post("/days")
async def keep_for(request: Request, services: Wired, here: SettingUp) -> Response:
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name, _, _ in KEPT}
    wrong = {f"/{name}": "Write a number of days." for name, text in typed.items() if not _is_days(text)}
    try:
        if wrong:
            raise InvalidFields(wrong)
        days = {name: int(text) if text else None for name, text in typed.items()}
        await services.rights.retention.change(here.account.id, days, by=here.who.member.id)
    except InvalidFields as problem:
        return await _page(services, here, days=typed, problem=problem)
    return RedirectResponse(f"{_ADDRESS}#days", 303)


@router.post("/holds")
async def hold(services: Wired, here: SettingUp, reason: _Reason = "", number: _Number = "") -> Response:
    """Everything of a person; of the account, where no number is named."""
    try:
        whose = typed_number(number, country=here.account.country) if number.strip() else None
        await services.rights.holds.place(here.account.id, reason=reason, by=_author(here), number=whose)
    except (Invalid, Conflict) as wrong:
        return await _page(services, here, problem=wrong, reason=reason, held=number, about="hold")
    return RedirectResponse(f"{_ADDRESS}#holds", 303)


@router.post("/holds/{hold_id}/release")
async def release(hold_id: str, services: Wired, here: SettingUp, reason: _Reason = "") -> Response:
    try:
        await services.rights.holds.release(here.account.id, hold_id, reason=reason, by=_author(here))
    except Invalid as wrong:
        return await _page(services, here, problem=wrong, about=hold_id)
    return RedirectResponse(f"{_ADDRESS}#holds", 303)


async def _page(
    services: Wired,
    here: Visit,
    *,
    problem: Invalid | Conflict | None = None,
    about: str = "number",
    number: str = "",
    reason: str = "",
    held: str = "",
    days: dict[str, str] | None = None,
) -> Response:
    rights, account_id = services.rights, here.account.id
    kept = await rights.retention.of(account_id)
    requests = await rights.access.page(account_id, limit=_SHOWN)
    holds = await rights.holds.page(account_id, limit=_SHOWN, holds=True)
    nights = await rights.purge.page(account_id, limit=_SHOWN)
    now = services.clock.now()
    context = {
        "requests": requests.items,
        "open": {each.id for each in requests.items if each.expires_at and each.expires_at > now},
        "holds": holds.items,
        "nights": nights.items,
        "counted": counted,
        "kept": [
            (
                name,
                what,
                hint,
                days[name] if days else _shown(getattr(kept.own, name)),
                getattr(kept.holds, name),
                problem.wrong.get(f"/{name}") if isinstance(problem, InvalidFields) else None,
            )
            for name, what, hint in KEPT
        ],
        "problem": None if isinstance(problem, InvalidFields) else problem,
        "about": about,
        "number": number,
        "reason": reason,
        "held": held,
        "zone": here.account.zone,
        "now": now,
        "tab": _ADDRESS,
    }
    status = 200 if problem is None else 409 if isinstance(problem, Conflict) else 422
    return framed("settings/privacy.html", here.who, "/settings", context, status=status)


def _author(here: Visit) -> Author:
    return Author(id=here.who.member.id, name=here.who.member.name)


def _is_days(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) <= len("3650"))


def _shown(days: int | None) -> str:
    return "" if days is None else str(days)
