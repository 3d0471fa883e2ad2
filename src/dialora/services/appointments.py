"""Appointments: what is free, and what is booked, moved out of the way of nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.domain.agents import Agent, OfferedService
from dialora.domain.appointments import Appointment, AppointmentStatus, Slot
from dialora.domain.errors import Conflict, Invalid
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.scheduling.slots import free_slots, may_book
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointments:
    """The server decides what is free, whoever asks: a caller, a program or a model."""

    store: Store
    clock: Clock

    async def free_slots(
        self, account_id: str, agent: Agent, service_key: str, *, first_day: date, last_day: date
    ) -> tuple[Slot, ...]:
        """All free slots of a service on these local days, earliest first. Raises Invalid."""
        service = _service(agent, service_key)
        async with self.store.account(account_id) as scope:
            busy = await _busy(scope, agent, first_day, last_day)
        free = free_slots(
            agent.business,
            service.minutes,
            busy,
            now=self.clock.now(),
            first_day=first_day,
            last_day=last_day,
        )
        return tuple(free)

    async def book(
        self,
        account_id: str,
        agent: Agent,
        service_key: str,
        starts_at: datetime,
        *,
        name: str,
        phone: PhoneNumber | None,
        call_id: str | None,
    ) -> Appointment:
        """Book a free slot. Of two that ask for overlapping times at once, one is refused as "slot_taken".

        Raises Invalid, Conflict.
        """
        service = _service(agent, service_key)
        now = self.clock.now()
        appointment = Appointment(
            id=new_id("appt"),
            account_id=account_id,
            calendar_id=agent.calendar_id,
            service_key=service.key,
            service_name=service.name,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=service.minutes),
            name=_name(name),
            phone=phone,
            status=AppointmentStatus.BOOKED,
            call_id=call_id,
            created_at=now,
        )
        day = starts_at.astimezone(ZoneInfo(agent.business.zone)).date()
        async with self.store.account(account_id) as scope:
            busy = await _busy(scope, agent, day, day)
            if not may_book(agent.business, service.minutes, starts_at, busy, now=now):
                raise Conflict("That time is not free.", code="slot_taken")
            # Free a moment ago; the exclusion constraint decides whether it still is.
            await scope.appointments.add(appointment)
        return appointment

    async def cancel(self, account_id: str, appointment_id: str) -> Appointment:
        """Give the time back. Canceling twice changes nothing. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            appointment = await scope.appointments.lock(appointment_id)
            canceled = replace(appointment, status=AppointmentStatus.CANCELED)
            await scope.appointments.save(canceled)
        return canceled

    async def get(self, account_id: str, appointment_id: str) -> Appointment:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.appointments.get(appointment_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        status: AppointmentStatus | None = None,
        call_id: str | None = None,
    ) -> Page[Appointment]:
        """Newest made first."""
        async with self.store.account(account_id) as scope:
            return await scope.appointments.page(
                limit=limit, starting_after=starting_after, status=status, call_id=call_id
            )

    async def on_days(
        self, account_id: str, first_day: date, last_day: date, *, zone: str
    ) -> tuple[Appointment, ...]:
        """Booked on these local days, both included, earliest first."""
        starts, ends = _instants(first_day, last_day, zone)
        async with self.store.account(account_id) as scope:
            return await scope.appointments.between(starts, ends)


async def _busy(scope: AccountScope, agent: Agent, first_day: date, last_day: date) -> list[Slot]:
    starts, ends = _instants(first_day, last_day, agent.business.zone)
    booked = await scope.appointments.between(starts, ends, calendar_id=agent.calendar_id)
    return [Slot(it.starts_at, it.ends_at) for it in booked]


def _instants(first_day: date, last_day: date, zone: str) -> tuple[datetime, datetime]:
    """From the first day's midnight to the one after the last day."""
    wall = ZoneInfo(zone)
    after = last_day + timedelta(days=1)
    return datetime.combine(first_day, time.min, wall), datetime.combine(after, time.min, wall)


def _service(agent: Agent, key: str) -> OfferedService:
    for service in agent.business.services:
        if service.key == key:
            return service
    raise Invalid(
        f"{agent.business.name} offers no service {key!r}.", field="service", code="service_unknown"
    )


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME:
        raise Invalid(f"A name has 1 to {_LONGEST_NAME} characters.", field="name", code="name_invalid")
    return name
