"""One appointment: looked at, booked by hand, moved, canceled. Each answer says how to undo it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import phonenumbers
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from dialora.domain.agents import Business
from dialora.domain.appointments import Appointment, AppointmentStatus
from dialora.domain.errors import Conflict, Invalid
from dialora.domain.phone import PhoneNumber
from dialora.scheduling.closed import Opening, holiday_on, opening_at
from dialora.services.appointments import Change, service_of
from dialora.services.calendars import Team
from dialora.web import words
from dialora.web.auth import Changing, Visit, Visiting, Wired
from dialora.web.dashboard.calendar_view import wall, zone_name
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/appointments")

_Words = Annotated[str, Form(max_length=200)]
_Id = Annotated[str, Form(max_length=64)]
#: How far ahead a free time is looked for, to begin the form with.
_NEAR = timedelta(days=14)


@router.get("/new")
async def new_appointment(
    request: Request,
    services: Wired,
    here: Changing,
    at: Annotated[str | None, Query(max_length=40)] = None,
    calendar: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """The form for one more, filled in with where the calendar was pressed."""
    starts = _instant(at, here) if at else await _next_free(services, here)
    return await _sheet(request, services, here, None, {"starts_at": starts, "calendar_id": calendar})


@router.get("/{appointment_id}")
async def appointment_page(
    appointment_id: str, request: Request, services: Wired, here: Visiting
) -> Response:
    return await _sheet(
        request, services, here, await services.appointments.get(here.account.id, appointment_id), {}
    )


@router.post("")
async def book(
    request: Request,
    services: Wired,
    here: Changing,
    service: Annotated[str, Form(max_length=200)],
    name: _Words,
    starts_at: Annotated[str, Form(max_length=40)],
    phone: Annotated[str, Form(max_length=40)] = "",
    calendar_id: _Id = "",
) -> Response:
    """Book by hand, also at a time that callers are not offered."""
    agent_id, _, key = service.partition("/")
    agent = await services.agents.get(here.account.id, agent_id)
    booked = await services.appointments.book(
        agent,
        service_of(agent, key),
        _instant(starts_at, here),
        name=_name(name),
        phone=_phone(phone, here),
        call_id=None,
        calendar_id=calendar_id or None,
        by_hand=True,
    )
    undo = {"address": f"/appointments/{booked.id}/cancel", "fields": {"version": str(booked.version)}}
    said = f"Booked {booked.name}, {await _where(services, here, booked)}."
    return await _done(request, services, here, booked, said, undo, asked=starts_at)


@router.post("/{appointment_id}")
async def change(
    appointment_id: str,
    request: Request,
    services: Wired,
    here: Changing,
    starts_at: Annotated[str | None, Form(max_length=40)] = None,
    minutes: Annotated[int | None, Form(ge=5, le=1440)] = None,
    calendar_id: Annotated[str | None, Form(max_length=64)] = None,
    name: Annotated[str | None, Form(max_length=200)] = None,
    phone: Annotated[str | None, Form(max_length=40)] = None,
    version: Annotated[int | None, Form(ge=1, le=2_147_483_647)] = None,
) -> Response:
    """Move it, make it longer or shorter, hand it to somebody else, say whose it is."""
    before = await services.appointments.get(here.account.id, appointment_id)
    wanted = Change(
        # What the page shows is to the minute: left as it is, it is left as it is to the second.
        starts_at=None
        if starts_at is None or _is_there(starts_at, before, here)
        else _instant(starts_at, here),
        minutes=minutes,
        calendar_id=calendar_id or None,
        name=None if name is None else _name(name),
        phone=_phone(phone, here) if phone else None,
        without_phone=phone == "",
    )
    after = await services.appointments.change(here.account.id, appointment_id, wanted, version=version)
    return await _done(
        request,
        services,
        here,
        after,
        await _changed(services, here, before, after),
        _back_to(before, after),
        asked=starts_at,
    )


@router.post("/{appointment_id}/cancel")
async def cancel(
    appointment_id: str,
    request: Request,
    services: Wired,
    here: Changing,
    version: Annotated[int | None, Form(ge=1, le=2_147_483_647)] = None,
) -> Response:
    canceled = await services.appointments.cancel(here.account.id, appointment_id, version=version)
    if request.headers.get("hx-request"):
        return await _row(services, here, canceled)
    undo = {"address": f"/appointments/{canceled.id}/restore", "fields": {}}
    return await _done(request, services, here, canceled, f"Canceled {canceled.name}.", undo)


@router.post("/{appointment_id}/restore")
async def restore(appointment_id: str, request: Request, services: Wired, here: Changing) -> Response:
    """Undo a cancellation, unless somebody else has taken the time meanwhile."""
    if not request.headers.get("hx-request"):
        restored = await services.appointments.restore(here.account.id, appointment_id)
        return await _done(request, services, here, restored, f"{restored.name} is booked again.", None)
    try:
        restored = await services.appointments.restore(here.account.id, appointment_id)
    except Conflict as taken:
        still = await services.appointments.get(here.account.id, appointment_id)
        return await _row(services, here, still, problem=taken.message)
    return await _row(services, here, restored)


async def _sheet(
    request: Request, services: Wired, here: Visit, it: Appointment | None, more: Mapping[str, Any]
) -> Response:
    """The form alone where a script asked for it, else on a page of its own."""
    teams = await services.calendars.teams(here.account.id)
    everything = await services.calendars.of_account(here.account.id)
    serving = {each.id for team in teams for each in team.serving}
    calendar_id = it.calendar_id if it else more["calendar_id"]
    zone = ZoneInfo(here.account.zone)
    context = {
        "appointment": it,
        "canceled": it is not None and it.status is AppointmentStatus.CANCELED,
        "action": f"/appointments/{it.id}" if it else "/appointments",
        "teams": teams,
        "calendars": [each for each in everything if each.id in serving or each.id == calendar_id],
        "calendar_id": calendar_id,
        "calendar_name": next((each.name for each in everything if each.id == calendar_id), ""),
        "starts": wall(it.starts_at if it else more["starts_at"], zone)[:16],
        "minutes": _minutes(it) if it else None,
        "zone": here.account.zone,
        "zone_name": zone_name(here.account.zone),
        "now": services.clock.now(),
        "back": words.place(it, here.account.zone) if it else "/appointments",
    }
    if request.headers.get("hx-request"):
        return page("appointment_sheet.html", {"me": me(here.who), "heading": "h2", **context})
    return framed("appointment.html", here.who, "/appointments", {"heading": "h1", **context})


async def _done(
    request: Request,
    services: Wired,
    here: Visit,
    it: Appointment,
    said: str,
    undo: Mapping[str, Any] | None,
    *,
    asked: str | None = None,
) -> Response:
    """What was done, what to know about it, and how to undo it; without a script, the day it is on."""
    if "application/json" not in request.headers.get("accept", ""):
        day = words.local_day(it.starts_at, here.account.zone)
        return RedirectResponse(f"/appointments?first={day}#{it.id}", 303)
    remark = None if it.status is AppointmentStatus.CANCELED else await _remark(services, here, it, asked)
    return JSONResponse({"id": it.id, "version": it.version, "said": said, "remark": remark, "undo": undo})


async def _row(services: Wired, here: Visit, it: Appointment, *, problem: str | None = None) -> Response:
    calendars = await services.calendars.of_account(here.account.id)
    context = {
        "appointment": it,
        "me": me(here.who),
        "names": {each.id: each.name for each in calendars},
        "zone": here.account.zone,
        "now": services.clock.now(),
        "problem": problem,
    }
    return page("appointment_row.html", context)


async def _where(services: Wired, here: Visit, it: Appointment) -> str:
    """Thu 26 Nov, 14:00–14:45, Chair 2."""
    calendar = await services.calendars.get(here.account.id, it.calendar_id)
    when = words.day_and_time(it.starts_at, here.account.zone, services.clock.now())
    return f"{when}–{words.at_time(it.ends_at, here.account.zone)}, {calendar.name}"


async def _changed(services: Wired, here: Visit, before: Appointment, after: Appointment) -> str:
    if (before.slot, before.calendar_id) != (after.slot, after.calendar_id):
        return f"Moved {after.name} to {await _where(services, here, after)}."
    return f"Saved {after.name}." if after != before else "Nothing was different."


def _back_to(before: Appointment, after: Appointment) -> Mapping[str, Any] | None:
    """What to send so that all is as it was."""
    if before.version == after.version:
        return None
    fields = {
        "starts_at": before.starts_at.isoformat(),
        "minutes": str(_minutes(before)),
        "calendar_id": before.calendar_id,
        "name": before.name,
        "phone": before.phone.e164 if before.phone else "",
        "version": str(after.version),
    }
    return {"address": f"/appointments/{after.id}", "fields": fields}


async def _remark(services: Wired, here: Visit, it: Appointment, asked: str | None) -> str | None:
    """What somebody who books by hand should know; it is done all the same."""
    zone, now = ZoneInfo(here.account.zone), services.clock.now()
    found = []
    if asked and datetime.fromisoformat(asked).tzinfo is None and wall(it.starts_at, zone)[:16] != asked[:16]:
        found.append(
            f"The clocks skip that hour, so it is at {words.at_time(it.starts_at, here.account.zone)}."
        )
    if it.starts_at < now:
        found.append("That is in the past.")
    teams = await services.calendars.teams(here.account.id)
    team = next((each for each in teams if it.calendar_id in {one.id for one in each.calendars}), None)
    if team is not None:
        found += _remarks_of(team, it)
    return " ".join(found) or None


def _remarks_of(team: Team, it: Appointment) -> list[str]:
    business: Business = team.agent.business
    calendar = next(each for each in team.calendars if each.id == it.calendar_id)
    said = {
        Opening.OPEN: None,
        Opening.OUTSIDE_HOURS: "That is outside opening hours.",
        Opening.CLOSED_DAY: "The business is closed that day.",
        Opening.HOLIDAY: f"The business is closed that day: {holiday_on(business, it.starts_at)}.",
    }[opening_at(business, it.slot)]
    unused = (
        f"{calendar.name} is not set up for this service." if it.service_key in calendar.not_for else None
    )
    return [each for each in (said, unused) if each]


def _is_there(asked: str, it: Appointment, here: Visit) -> bool:
    """Whether a wall time is the one it has; in the hour that comes twice it stays in its own."""
    return asked[:16] == wall(it.starts_at, ZoneInfo(here.account.zone))[:16] and len(asked) <= len(
        "2026-11-26T09:00:00"
    )


def _instant(asked: str, here: Visit) -> datetime:
    """A time as a form writes it: on the business's wall, unless it says its offset."""
    try:
        at = datetime.fromisoformat(asked)
        aware = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(here.account.zone))
        if not date(1971, 1, 1) < aware.date() < date(2500, 1, 1):
            raise ValueError
    except ValueError:
        raise Invalid("Write a day and a time.", field="starts_at", code="time_invalid") from None
    return aware


async def _next_free(services: Wired, here: Visit) -> datetime:
    """What a caller would be offered first; where nothing is, the next hour."""
    now = services.clock.now()
    today = words.local_day(now, here.account.zone)
    for team in await services.calendars.teams(here.account.id):
        for service in team.agent.business.services[:1]:
            free = await services.appointments.free_slots(
                team.agent, service, first_day=today, last_day=today + _NEAR
            )
            if free:
                return free[0].starts_at
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _minutes(it: Appointment) -> int:
    return round((it.ends_at - it.starts_at).total_seconds() / 60)


def _name(written: str) -> str:
    if not written.strip():
        raise Invalid("Write the name of the person who comes.", field="name", code="name_missing")
    return " ".join(written.split())


def _phone(written: str, here: Visit) -> PhoneNumber | None:
    """As people write it where the business is."""
    if not written.strip():
        return None
    try:
        parsed = phonenumbers.parse(written, here.account.country)
    except phonenumbers.NumberParseException:
        raise Invalid("That is no phone number.", field="phone", code="phone_number_invalid") from None
    return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
