"""/v1/calendars."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dialora.domain.appointments import Calendar
from dialora.web.api.listing import ListOf
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/calendars", tags=["Appointments"])


class CalendarOut(BaseModel):
    """What appointments are booked on: a person, a room or a chair that serves one at a time."""

    id: str = Field(examples=["cal_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["calendar"] = "calendar"
    name: str
    beside_id: str | None = Field(
        description="The calendar it stands beside: whoever books on that one may book on this one too."
    )
    not_for: list[str] = Field(description="Keys of the services it is not used for.")
    retired_at: datetime | None = Field(description="From when on nothing new is booked on it.")
    created_at: datetime

    @classmethod
    def of(cls, calendar: Calendar) -> CalendarOut:
        return cls(
            id=calendar.id,
            name=calendar.name,
            beside_id=calendar.beside_id,
            not_for=list(calendar.not_for),
            retired_at=calendar.retired_at,
            created_at=calendar.created_at,
        )


@router.get("", summary="List calendars", description="All of them at once, the oldest first.")
async def list_calendars(services: Wired, program: Program) -> ListOf[CalendarOut]:
    calendars = await services.calendars.of_account(program.account_id)
    return ListOf(data=[CalendarOut.of(each) for each in calendars], has_more=False)


@router.get("/{calendar_id}", summary="Get a calendar", responses=problems(404))
async def get_calendar(calendar_id: str, services: Wired, program: Program) -> CalendarOut:
    return CalendarOut.of(await services.calendars.get(program.account_id, calendar_id))
