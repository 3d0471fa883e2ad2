"""Settings, people: who signs in here, and what each may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.domain.accounts import Member, Role
from dialora.domain.errors import Conflict, DialoraError, Invalid
from dialora.services.people import ROLES
from dialora.web import words
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/settings/people")

_ADDRESS = "/settings/people"
_MEANS = {
    Role.OWNER: "everything, owners too",
    Role.ADMIN: "everything but owners",
    Role.MEMBER: "calls and appointments",
    Role.VIEWER: "reads, changes nothing",
}


@router.get("")
async def people_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here)


@router.post("")
async def add(
    services: Wired,
    here: SettingUp,
    name: Annotated[str, Form(max_length=400)],
    email: Annotated[str, Form(max_length=400)],
    role: Annotated[Role, Form()],
) -> Response:
    by = here.who.member
    try:
        added, token = await services.people.add(here.account, by=by, email=email, name=name, role=role)
    except Invalid as problem:
        return await _page(services, here, problem=problem, typed={"name": name, "email": email})
    except Conflict:
        # Whether it is used in another account is nobody's business.
        taken = Conflict("That address cannot be added. If they sign in already, use another one.")
        return await _page(services, here, problem=taken, typed={"name": name, "email": email})
    return await _page(services, here, linked=added, token=token)


@router.post("/{member_id}/role")
async def set_role(
    member_id: str, services: Wired, here: SettingUp, role: Annotated[Role, Form()]
) -> Response:
    await services.people.set_role(here.account.id, member_id, role, by=here.who.member)
    return RedirectResponse(f"{_ADDRESS}#{member_id}", 303)


@router.post("/{member_id}/keep-out")
async def keep_out(
    member_id: str, services: Wired, here: SettingUp, out: Annotated[bool, Form()]
) -> Response:
    await services.people.keep_out(here.account.id, member_id, out, by=here.who.member)
    return RedirectResponse(f"{_ADDRESS}#{member_id}", 303)


@router.post("/{member_id}/link")
async def new_link(member_id: str, services: Wired, here: SettingUp) -> Response:
    linked, token = await services.people.password_link(here.account.id, member_id, by=here.who.member)
    return await _page(services, here, linked=linked, token=token)


async def _page(
    services: Wired,
    here: Visit,
    *,
    linked: Member | None = None,
    token: str | None = None,
    problem: DialoraError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    mine = here.who.member
    context = {
        "people": (await services.people.page(here.account.id)).items,
        "mine": mine,
        "roles": [
            (role, words.ROLES[role], _MEANS[role])
            for role in ROLES
            if role is not Role.OWNER or mine.role is Role.OWNER
        ],
        "role_names": words.ROLES,
        "linked": linked,
        "written": services.news.notifications.ready,
        "link": f"{services.site.public_url}/set-password?token={token}" if token else None,
        "problem": problem.message if problem else None,
        "typed": typed or {"name": "", "email": ""},
        "tab": _ADDRESS,
    }
    status = 422 if problem else 200
    return framed("settings/people.html", here.who, "/settings", context, status=status)
