"""Appointments: free times, booking, canceling, and the lists pages show.

The server decides what is free, whoever asks; two bookings of one time are kept apart by the database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.domain.agents import Agent, OfferedService
from dialora.domain.appointments import Appointment, AppointmentStatus, Slot
from dialora.domain.errors import Invalid, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.scheduling.slots import free_slots, may_book
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: Longer than any opening day, whatever the clocks do.
_AROUND_A_DAY = timedelta(hours=36)
#: Farther than any business takes bookings, and near enough for every calendar to reckon with.
_FAR = timedelta(days=3_660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointments:
    store: Store
    clock: Clock

    async def free_slots(
        self, agent: Agent, service: OfferedService, *, first_day: date, last_day: date
    ) -> tuple[Slot, ...]:
        """Every time this service can be booked on these local days, earliest first."""
        zone = ZoneInfo(agent.business.zone)
        first = datetime.combine(first_day, time.min, tzinfo=zone).astimezone(UTC)
        last = datetime.combine(last_day, time.min, tzinfo=zone).astimezone(UTC)
        async with self.store.account(agent.account_id) as scope:
            busy = await _busy(scope, agent, first - _AROUND_A_DAY, last + _AROUND_A_DAY)
        return tuple(
            free_slots(
                agent.business,
                service.minutes,
                busy,
                now=self.clock.now(),
                first_day=first_day,
                last_day=last_day,
            )
        )

    async def book(
        self,
        agent: Agent,
        service: OfferedService,
        starts_at: datetime,
        *,
        name: str,
        phone: PhoneNumber | None,
        call_id: str | None,
    ) -> Appointment:
        """Book a time. Asked twice by one call it stays one appointment.

        Raises Invalid("slot_not_offered") where the business is closed then or it is past,
        Conflict("slot_taken") where somebody else was first.
        """
        now = self.clock.now()
        if abs(starts_at - now) > _FAR:
            raise Invalid("That time cannot be booked.", field="starts_at", code="slot_not_offered")
        appointment = Appointment(
            id=new_id("appt"),
            account_id=agent.account_id,
            calendar_id=agent.calendar_id,
            service_key=service.key,
            service_name=service.name,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=service.minutes),
            name=name,
            phone=phone,
            status=AppointmentStatus.BOOKED,
            call_id=call_id,
            created_at=now,
        )
        # A time that was offered a moment ago may be nearer now than the lead time.
        business = replace(agent.business, lead_minutes=0)
        if not may_book(business, service.minutes, starts_at, (), now=now):
            raise Invalid("That time cannot be booked.", field="starts_at", code="slot_not_offered")
        async with self.store.account(agent.account_id) as scope:
            if made := await _made_before(scope, appointment):
                return made
            await scope.appointments.add(appointment)
        return appointment

    async def get(self, account_id: str, appointment_id: str) -> Appointment:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.appointments.get(appointment_id)

    async def cancel(self, account_id: str, appointment_id: str) -> Appointment:
        """Free its time again. Canceling twice changes nothing. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            appointment = await scope.appointments.lock(appointment_id)
            if appointment.status is AppointmentStatus.CANCELED:
                return appointment
            canceled = replace(appointment, status=AppointmentStatus.CANCELED)
            await scope.appointments.save(canceled)
        return canceled

    async def restore(self, account_id: str, appointment_id: str) -> Appointment:
        """Undo a cancellation. Raises NotFound, Conflict("slot_taken") where the time is no longer free."""
        async with self.store.account(account_id) as scope:
            appointment = await scope.appointments.lock(appointment_id)
            restored = replace(appointment, status=AppointmentStatus.BOOKED)
            await scope.appointments.save(restored)
        return restored

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        status: AppointmentStatus | None = None,
        call_id: str | None = None,
    ) -> Page[Appointment]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.appointments.page(
                limit=limit, starting_after=starting_after, status=status, call_id=call_id
            )

    async def on_days(self, account_id: str, first_day: date, last_day: date) -> tuple[Appointment, ...]:
        """What is booked on these days of the account's own zone, both included, earliest first."""
        async with self.store.account(account_id) as scope:
            zone = ZoneInfo((await scope.account()).zone)
            starts = datetime.combine(first_day, time.min, tzinfo=zone).astimezone(UTC)
            ends = datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
            touching = await scope.appointments.between(starts, ends)
        return tuple(each for each in touching if each.starts_at >= starts)


def service_of(agent: Agent, key: str) -> OfferedService:
    """What the business offers under this key. Raises NotFound."""
    for service in agent.business.services:
        if service.key == key:
            return service
    raise NotFound("There is no such service.", code="service_not_found")


async def _busy(scope: AccountScope, agent: Agent, first: datetime, last: datetime) -> list[Slot]:
    booked = await scope.appointments.between(first, last, calendar_ids=[agent.calendar_id])
    return [Slot(each.starts_at, each.ends_at) for each in booked]


async def _made_before(scope: AccountScope, wanted: Appointment) -> Appointment | None:
    """The same appointment, where this call has made it already and its answer was lost."""
    if wanted.call_id is None:
        return None
    made = await scope.appointments.page(call_id=wanted.call_id, status=AppointmentStatus.BOOKED, limit=100)
    same = (wanted.service_key, wanted.starts_at, wanted.name)
    return next((each for each in made.items if (each.service_key, each.starts_at, each.name) == same), None)
