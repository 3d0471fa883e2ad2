"""/v1/appointments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dialora.domain.appointments import Appointment, AppointmentStatus, FreeSlot
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.services.appointments import Change, service_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/appointments", tags=["Appointments"])

#: Days of free times at once.
_MOST_DAYS = 31
#: Near enough for every calendar to reckon with.
_Day = Annotated[date, Query(ge=date(1970, 1, 1), le=date(2500, 1, 1))]
_Instant = Annotated[
    AwareDatetime, Query(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2500, 1, 1, tzinfo=UTC))
]


class AppointmentOut(BaseModel):
    """A booked time."""

    id: str = Field(examples=["appt_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["appointment"] = "appointment"
    calendar_id: str
    service_key: str
    service_name: str
    starts_at: datetime
    ends_at: datetime
    name: str = Field(description="Of the person who comes.")
    phone: str | None = Field(description="E.164.")
    status: AppointmentStatus
    call_id: str | None = Field(description="The call that booked it, if a call did.")
    created_at: datetime
    version: int = Field(description="Raised by every change.")
    changed_at: datetime | None

    @classmethod
    def of(cls, appointment: Appointment) -> AppointmentOut:
        return cls(
            id=appointment.id,
            calendar_id=appointment.calendar_id,
            service_key=appointment.service_key,
            service_name=appointment.service_name,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            name=appointment.name,
            phone=appointment.phone.e164 if appointment.phone else None,
            status=appointment.status,
            call_id=appointment.call_id,
            created_at=appointment.created_at,
            version=appointment.version,
            changed_at=appointment.changed_at,
        )


class NewAppointment(BaseModel):
    """What to book."""

    model_config = ConfigDict(extra="forbid")

    agent_id: str = Field(max_length=64, description="The agent whose calendar and services are meant.")
    service_key: str = Field(max_length=100, description="One of the agent's services.")
    starts_at: AwareDatetime = Field(description="With an offset. A time that the business is open.")
    name: str = Field(min_length=1, max_length=200)
    phone: str | None = Field(default=None, max_length=20, description="E.164.", examples=["+12125550123"])
    calendar_id: str | None = Field(
        default=None,
        max_length=64,
        description="Whose time it takes. Left out, it is who has least to do that day.",
    )
    any_time: bool = Field(
        default=False, description="Also at a time that callers are not offered: closed, or off the grid."
    )


class ChangedAppointment(BaseModel):
    """What is to be different. What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    starts_at: AwareDatetime | None = Field(
        default=None, description="Move it. Any time, also one the business is closed at."
    )
    minutes: int | None = Field(default=None, ge=5, le=1440, description="How long it takes from now on.")
    calendar_id: str | None = Field(default=None, min_length=1, max_length=64)
    name: str | None = Field(default=None, min_length=1, max_length=200)
    phone: str | None = Field(default=None, max_length=20, description="E.164; null takes it out.")
    version: int | None = Field(
        default=None,
        ge=1,
        le=2_147_483_647,
        description="The version you know. A newer one is not changed: 409 with `changed_meanwhile`.",
    )

    def change(self) -> Change:
        return Change(
            starts_at=self.starts_at,
            minutes=self.minutes,
            calendar_id=self.calendar_id,
            name=self.name,
            phone=PhoneNumber(self.phone) if self.phone else None,
            without_phone="phone" in self.model_fields_set and self.phone is None,
        )


class SlotOut(BaseModel):
    """A time that can be booked."""

    object: Literal["slot"] = "slot"
    starts_at: datetime
    ends_at: datetime
    calendar_ids: list[str] = Field(description="Who is free then.")

    @classmethod
    def of(cls, free: FreeSlot) -> SlotOut:
        return cls(
            starts_at=free.slot.starts_at, ends_at=free.slot.ends_at, calendar_ids=list(free.calendar_ids)
        )


@router.get("", summary="List appointments")
async def list_appointments(
    services: Wired,
    program: Program,
    cursor: Paged,
    status: Annotated[AppointmentStatus | None, Query(description="Only those in this state.")] = None,
    calendar_id: Annotated[
        str | None, Query(max_length=64, description="Only those of this calendar.")
    ] = None,
    ends_after: Annotated[
        _Instant | None, Query(alias="from", description="Only those not over by then.")
    ] = None,
    starts_before: Annotated[
        _Instant | None, Query(alias="to", description="Only those begun before.")
    ] = None,
    call_id: Annotated[str | None, Query(max_length=64, description="Only those of this call.")] = None,
) -> ListOf[AppointmentOut]:
    page = await services.appointments.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        status=status,
        calendar_id=calendar_id,
        call_id=call_id,
        ends_after=ends_after,
        starts_before=starts_before,
    )
    return ListOf(data=[AppointmentOut.of(each) for each in page.items], has_more=page.has_more)


@router.get(
    "/slots",
    summary="List free times",
    description="What callers would be offered, earliest first. Days are those of the business's own zone.",
    responses=problems(404),
)
async def list_slots(
    services: Wired,
    program: Program,
    agent_id: Annotated[str, Query(max_length=64)],
    service_key: Annotated[str, Query(max_length=100)],
    first_day: Annotated[_Day, Query(description="The first day to look at.")],
    last_day: Annotated[_Day | None, Query(description="The last one, by default the first.")] = None,
) -> ListOf[SlotOut]:
    until = last_day or first_day
    if not timedelta() <= until - first_day < timedelta(days=_MOST_DAYS):
        raise Invalid(
            f"Ask for at most {_MOST_DAYS} days, the last not before the first.",
            field="last_day",
            code="days_invalid",
        )
    agent = await services.agents.get(program.account_id, agent_id)
    service = service_of(agent, service_key)
    times = await services.appointments.free_times(agent, service, first_day=first_day, last_day=until)
    return ListOf(data=[SlotOut.of(each) for each in times], has_more=False)


@router.get("/{appointment_id}", summary="Get an appointment", responses=problems(404))
async def get_appointment(appointment_id: str, services: Wired, program: Program) -> AppointmentOut:
    return AppointmentOut.of(await services.appointments.get(program.account_id, appointment_id))


@router.post(
    "",
    summary="Book an appointment",
    description="Two bookings never overlap: whoever is second gets a 409 with the code `slot_taken`.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": AppointmentOut, "description": "Booked."}, **problems(404, 409)},
)
async def book_appointment(
    asked: NewAppointment, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def book() -> AppointmentOut:
        agent = await services.agents.get(program.account_id, asked.agent_id)
        booked = await services.appointments.book(
            agent,
            service_of(agent, asked.service_key),
            asked.starts_at,
            name=asked.name,
            phone=PhoneNumber(asked.phone) if asked.phone else None,
            call_id=None,
            calendar_id=asked.calendar_id,
            by_hand=asked.any_time,
        )
        return AppointmentOut.of(booked)

    return await once(request, services, program, key, asked, book)


@router.patch(
    "/{appointment_id}",
    summary="Move or rename an appointment",
    responses=problems(404, 409),
)
async def change_appointment(
    appointment_id: str, asked: ChangedAppointment, services: Wired, program: Program
) -> AppointmentOut:
    changed = await services.appointments.change(
        program.account_id, appointment_id, asked.change(), version=asked.version
    )
    return AppointmentOut.of(changed)


@router.post(
    "/{appointment_id}/cancel",
    summary="Cancel an appointment",
    description="Frees its time. Canceling twice changes nothing.",
    responses=problems(404),
)
async def cancel_appointment(appointment_id: str, services: Wired, program: Program) -> AppointmentOut:
    return AppointmentOut.of(await services.appointments.cancel(program.account_id, appointment_id))
