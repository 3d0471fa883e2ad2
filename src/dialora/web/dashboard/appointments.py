"""Appointments: a week or a day as a calendar, and as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from dialora.domain.appointments import Appointment, Calendar
from dialora.services.calendars import Team
from dialora.web import words
from dialora.web.auth import Visit, Visiting, Wired
from dialora.web.dashboard.calendar_view import Desk, Period, drawn, zone_name
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/appointments")

#: Days on a page of the list, and how far is looked for whether there are more.
_WINDOW = timedelta(days=28)
_FAR = timedelta(days=400)
_A_DAY = timedelta(days=1)
#: Near enough for every calendar to reckon with.
_Day = Annotated[date, Query(ge=date(1971, 1, 1), le=date(2500, 1, 1))]


class View(StrEnum):
    WEEK = "week"
    DAY = "day"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDay:
    title: str
    #: What the day is called, where it is closed or has hours of its own.
    names: tuple[str, ...]
    appointments: tuple[Appointment, ...]


@router.get("")
async def appointments_page(
    services: Wired,
    here: Visiting,
    view: View = View.WEEK,
    day: _Day | None = None,
    calendar: Annotated[str | None, Query(max_length=64)] = None,
    first: _Day | None = None,
    past: bool = False,
) -> Response:
    """A week, a day, or the list: from `first` on, or the past, going back from the day before it."""
    account, now = here.account, services.clock.now()
    today = words.local_day(now, account.zone)
    listed = view is View.LIST or first is not None or past
    teams = await services.calendars.teams(account.id)
    everything = await services.calendars.of_account(account.id)
    calendars = _shown(teams, everything, calendar)
    desk = Desk(account=account, teams=teams, calendars=calendars, now=now)
    chosen = calendar if calendar in {each.id for each in calendars} else None
    context: dict[str, Any] = {
        "view": View.LIST if listed else view,
        "past": past,
        "calendar": chosen,
        "everybody": _serving(teams),
        "names": {each.id: each.name for each in everything},
        "today": today,
        "zone": account.zone,
        "zone_name": zone_name(account.zone),
        "now": now,
        "problem": None,
        "may_set_up": here.who.may_set_up,
    }
    if listed:
        context |= await _listed(services, here, desk, first or day or today, today, past=past)
    else:
        period = Period.of_day(day or today) if view is View.DAY else Period.week_of(day or today)
        context |= await _drawn(services, here, desk, period, today, chosen)
    return framed("appointments.html", here.who, "/appointments", context)


async def _listed(
    services: Wired, here: Visit, desk: Desk, edge: date, today: date, *, past: bool
) -> Mapping[str, Any]:
    account_id = here.account.id
    begins, ends = (edge - _WINDOW, edge - _A_DAY) if past else (edge, edge + _WINDOW - _A_DAY)
    shown = await services.appointments.on_days(account_id, begins, ends)
    if past:
        more = await services.appointments.on_days(account_id, begins - _FAR, begins - _A_DAY)
        other_page = f"/appointments?past=true&first={begins}" if more else None
    else:
        more = await services.appointments.on_days(account_id, ends + _A_DAY, ends + _FAR)
        other_page = f"/appointments?first={ends + _A_DAY}" if more else None
    return {
        "days": _by_day(desk, shown, today, newest_first=past),
        "other_page": other_page,
        "drawn": None,
        "day": today if past else edge,
    }


async def _drawn(
    services: Wired, here: Visit, desk: Desk, period: Period, today: date, chosen: str | None
) -> Mapping[str, Any]:
    booked = await services.appointments.on_days(here.account.id, period.first, period.last)
    shown = [each for each in booked if chosen is None or each.calendar_id == chosen]
    step = period.last - period.first + _A_DAY
    return {
        "days": _by_day(desk, shown, today, newest_first=False),
        "other_page": None,
        "drawn": drawn(desk, period, shown),
        "day": period.first if not period.first <= today <= period.last else today,
        "title": period.title,
        "earlier": period.first - step,
        "later": period.first + step,
        "now_shown": period.first <= today <= period.last,
        "closed": [
            f"{words.day(each, today)}: {name}" for each in period.days() for name in desk.names_of(each)
        ],
    }


def _serving(teams: Sequence[Team]) -> tuple[Calendar, ...]:
    """Everybody on whom something may be booked, once each, in the order of the agents."""
    return tuple({each.id: each for team in teams for each in team.serving}.values())


def _shown(teams: Sequence[Team], all: Sequence[Calendar], chosen: str | None) -> tuple[Calendar, ...]:
    """The one that was chosen, or everybody; where nobody serves, whatever there is."""
    one = tuple(each for each in all if each.id == chosen)
    return one or _serving(teams) or tuple(all)


def _by_day(
    desk: Desk, appointments: Sequence[Appointment], today: date, *, newest_first: bool
) -> tuple[AppointmentDay, ...]:
    def day_of(appointment: Appointment) -> date:
        return words.local_day(appointment.starts_at, desk.account.zone)

    days = tuple(
        AppointmentDay(title=words.day(day, today), names=desk.names_of(day), appointments=tuple(group))
        for day, group in groupby(appointments, key=day_of)
    )
    return days[::-1] if newest_first else days
