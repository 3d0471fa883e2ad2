"""Appointments, as a list by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.appointments import Appointment
from dialora.domain.errors import Conflict
from dialora.web import words
from dialora.web.auth import Changing, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/appointments")

#: Days on a page, and how far is looked for whether there are more.
_WINDOW = timedelta(days=28)
_FAR = timedelta(days=400)
_A_DAY = timedelta(days=1)
#: Near enough for every calendar to reckon with.
_Day = Annotated[date, Query(ge=date(1970, 1, 1), le=date(2500, 1, 1))]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDay:
    title: str
    appointments: tuple[Appointment, ...]


@router.get("")
async def appointments_page(
    services: Wired, here: Visiting, first: _Day | None = None, past: bool = False
) -> Response:
    """From `first` on, by default from today; or the past, going back from the day before `first`."""
    account, now = here.account, services.clock.now()
    today = words.local_day(now, account.zone)
    edge = first or today
    begins, ends = (edge - _WINDOW, edge - _A_DAY) if past else (edge, edge + _WINDOW - _A_DAY)
    shown = await services.appointments.on_days(account.id, begins, ends)
    if past:
        more = await services.appointments.on_days(account.id, begins - _FAR, begins - _A_DAY)
        other_page = f"/appointments?past=true&first={begins}" if more else None
    else:
        more = await services.appointments.on_days(account.id, ends + _A_DAY, ends + _FAR)
        other_page = f"/appointments?first={ends + _A_DAY}" if more else None
    context = {
        "days": _by_day(shown, account.zone, today, newest_first=past),
        "past": past,
        "other_page": other_page,
        "zone": account.zone,
        "now": now,
        "problem": None,
    }
    return framed("appointments.html", here.who, "/appointments", context)


@router.post("/{appointment_id}/cancel")
async def cancel(appointment_id: str, request: Request, services: Wired, here: Changing) -> Response:
    canceled = await services.appointments.cancel(here.account.id, appointment_id)
    return _row(request, services, here, canceled)


@router.post("/{appointment_id}/restore")
async def restore(appointment_id: str, request: Request, services: Wired, here: Changing) -> Response:
    """Undo a cancellation, unless somebody else has taken the time meanwhile."""
    try:
        restored = await services.appointments.restore(here.account.id, appointment_id)
    except Conflict as taken:
        still = await services.appointments.get(here.account.id, appointment_id)
        return _row(request, services, here, still, problem=taken.message)
    return _row(request, services, here, restored)


def _row(
    request: Request, services: Wired, here: Visit, appointment: Appointment, *, problem: str | None = None
) -> Response:
    """The changed row alone where a script asked, else the whole list."""
    if not request.headers.get("hx-request"):
        day = words.local_day(appointment.starts_at, here.account.zone)
        return RedirectResponse(f"/appointments?first={day}#{appointment.id}", 303)
    context = {
        "appointment": appointment,
        "me": me(here.who),
        "zone": here.account.zone,
        "now": services.clock.now(),
        "problem": problem,
    }
    return page("appointment_row.html", context)


def _by_day(
    appointments: Sequence[Appointment], zone: str, today: date, *, newest_first: bool
) -> tuple[AppointmentDay, ...]:
    def day_of(appointment: Appointment) -> date:
        return words.local_day(appointment.starts_at, zone)

    days = tuple(
        AppointmentDay(title=words.day(day, today), appointments=tuple(group))
        for day, group in groupby(appointments, key=day_of)
    )
    return days[::-1] if newest_first else days
