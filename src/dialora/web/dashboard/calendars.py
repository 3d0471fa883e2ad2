"""Calendars and feeds: who can be booked for what, and addresses for other calendar programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Invalid
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/calendars")

_Id = Annotated[str, Form(max_length=64)]
_Name = Annotated[str, Form(max_length=200)]


@router.get("")
async def calendars_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here)


@router.post("")
async def add(services: Wired, here: SettingUp, beside_id: _Id, name: _Name) -> Response:
    await services.calendars.add(here.account.id, beside_id, _named(name))
    return RedirectResponse("/calendars", 303)


@router.post("/feeds")
async def make_feed(
    services: Wired, here: SettingUp, calendar_id: _Id = "", with_names: Annotated[bool, Form()] = False
) -> Response:
    """The address is on this one answer, and nowhere again."""
    feed, token = await services.calendar_feeds.make(
        here.account.id, calendar_id=calendar_id or None, with_names=with_names
    )
    address = f"{services.site.public_url}/feeds/{token}.ics"
    return await _page(services, here, made={"id": feed.id, "address": address})


@router.post("/feeds/{feed_id}/revoke")
async def revoke_feed(feed_id: str, services: Wired, here: SettingUp) -> Response:
    await services.calendar_feeds.revoke(here.account.id, feed_id)
    return RedirectResponse("/calendars#feeds", 303)


@router.post("/{calendar_id}")
async def change(
    calendar_id: str,
    services: Wired,
    here: SettingUp,
    name: Annotated[str | None, Form(max_length=200)] = None,
    does: Annotated[list[str] | None, Form(max_length=200)] = None,
    offered: Annotated[list[str] | None, Form(max_length=200)] = None,
    in_use: Annotated[bool | None, Form()] = None,
) -> Response:
    """Rename it, tick what it does of what was `offered`, take it out of use or back into it."""
    not_for = None if offered is None else [key for key in offered if key not in (does or [])]
    await services.calendars.change(
        here.account.id,
        calendar_id,
        name=None if name is None else _named(name),
        not_for=not_for,
        in_use=in_use,
    )
    return RedirectResponse("/calendars", 303)


async def _page(services: Wired, here: Visit, *, made: dict[str, str] | None = None) -> Response:
    calendars = await services.calendars.of_account(here.account.id)
    context: dict[str, Any] = {
        "teams": await services.calendars.teams(here.account.id),
        "names": {each.id: each.name for each in calendars},
        "feeds": await services.calendar_feeds.in_use(here.account.id),
        "made": made,
        "webcal": "webcal:" + made["address"].partition(":")[2] if made else None,
        "may_set_up": here.who.may_set_up,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("calendars.html", here.who, "/appointments", context)


def _named(written: str) -> str:
    name = " ".join(written.split())
    if not name:
        raise Invalid("Write a name.", field="name", code="name_missing")
    return name
