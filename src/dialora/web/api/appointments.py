"""/v1/appointments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dialora.domain.appointments import Appointment, AppointmentStatus
from dialora.domain.phone import PhoneNumber
from dialora.services.appointments import service_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/appointments", tags=["Appointments"])


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
        )


class NewAppointment(BaseModel):
    """What to book."""

    model_config = ConfigDict(extra="forbid")

    agent_id: str = Field(max_length=64, description="The agent whose calendar and services are meant.")
    service_key: str = Field(max_length=100, description="One of the agent's services.")
    starts_at: AwareDatetime = Field(description="With an offset. A time that the business is open.")
    name: str = Field(min_length=1, max_length=200)
    phone: str | None = Field(default=None, max_length=20, description="E.164.", examples=["+12125550123"])


@router.get("", summary="List appointments")
async def list_appointments(
    services: Wired,
    program: Program,
    cursor: Paged,
    status: Annotated[AppointmentStatus | None, Query(description="Only those in this state.")] = None,
    call_id: Annotated[str | None, Query(max_length=64, description="Only those of this call.")] = None,
) -> ListOf[AppointmentOut]:
    page = await services.appointments.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        status=status,
        call_id=call_id,
    )
    return ListOf(data=[AppointmentOut.of(each) for each in page.items], has_more=page.has_more)


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
        )
        return AppointmentOut.of(booked)

    return await once(request, services, program, key, asked, book)


@router.post(
    "/{appointment_id}/cancel",
    summary="Cancel an appointment",
    description="Frees its time. Canceling twice changes nothing.",
    responses=problems(404),
)
async def cancel_appointment(appointment_id: str, services: Wired, program: Program) -> AppointmentOut:
    return AppointmentOut.of(await services.appointments.cancel(program.account_id, appointment_id))
