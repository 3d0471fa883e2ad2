"""Appointments: free times, booking, moving, canceling, and the lists pages show.

The server decides what is free, whoever asks; two bookings of one time are kept apart by the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.domain.agents import Agent, OfferedService
from dialora.domain.appointments import Appointment, AppointmentStatus, Calendar, FreeSlot, Slot
from dialora.domain.errors import Conflict, Invalid, NotFound
from dialora.domain.events import EventType
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.scheduling.side_by_side import Busy, free_side_by_side, least_busy_first, local_day_of
from dialora.scheduling.slots import may_book
from dialora.services.events import record
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: Longer than any opening day, whatever the clocks do.
_AROUND_A_DAY = timedelta(hours=36)
#: Farther than any business takes bookings, and near enough for every calendar to reckon with.
_FAR = timedelta(days=3_660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be different of an appointment; None leaves a thing as it is."""

    starts_at: datetime | None = None
    minutes: int | None = None
    calendar_id: str | None = None
    name: str | None = None
    phone: PhoneNumber | None = None
    #: The number that was known is wrong, and the right one is not known.
    without_phone: bool = False

    def of(self, it: Appointment) -> Appointment:
        starts_at = (self.starts_at or it.starts_at).astimezone(UTC)
        length = it.ends_at - it.starts_at if self.minutes is None else timedelta(minutes=self.minutes)
        return replace(
            it,
            starts_at=starts_at,
            ends_at=starts_at + length,
            calendar_id=self.calendar_id or it.calendar_id,
            name=self.name or it.name,
            phone=None if self.without_phone else self.phone or it.phone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointments:
    store: Store
    clock: Clock

    async def free_slots(
        self, agent: Agent, service: OfferedService, *, first_day: date, last_day: date
    ) -> tuple[Slot, ...]:
        """Every time this service can be booked on these local days, whoever does it, earliest first."""
        times = await self.free_times(agent, service, first_day=first_day, last_day=last_day)
        return tuple(each.slot for each in times)

    async def free_times(
        self, agent: Agent, service: OfferedService, *, first_day: date, last_day: date
    ) -> tuple[FreeSlot, ...]:
        """As `free_slots`, each with the calendars that are free then."""
        zone = ZoneInfo(agent.business.zone)
        first = datetime.combine(first_day, time.min, tzinfo=zone).astimezone(UTC)
        last = datetime.combine(last_day, time.min, tzinfo=zone).astimezone(UTC)
        around = Slot(first - _AROUND_A_DAY, last + _AROUND_A_DAY)
        async with self.store.account(agent.account_id) as scope:
            team = await scope.calendars.team(agent.calendar_id)
            busy = await _busy(scope, [each for each in team if each.takes(service.key)], around)
        now = self.clock.now()
        return tuple(
            free_side_by_side(
                agent.business, service.minutes, busy, now=now, first_day=first_day, last_day=last_day
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
        calendar_id: str | None = None,
        by_hand: bool = False,
    ) -> Appointment:
        """Book a time: on this calendar, or on the one that has least to do that day. Asked twice by one
        call it stays one appointment. By hand a time may be booked that is not offered to callers.

        Raises Invalid("slot_not_offered") where the business is closed then or it is past,
        Conflict("slot_taken") where somebody else was first, NotFound.
        """
        now = self.clock.now()
        if not self._may_book(agent, service, starts_at, now, by_hand=by_hand):
            raise Invalid("That time cannot be booked.", field="starts_at", code="slot_not_offered")
        starts_at = starts_at.astimezone(UTC)
        wanted = Appointment(
            id=new_id("appt"),
            account_id=agent.account_id,
            calendar_id=calendar_id or agent.calendar_id,
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
        async with self.store.account(agent.account_id) as scope:
            if made := await _made_before(scope, wanted):
                return made
            team = await _team(scope, agent, service, calendar_id, by_hand=by_hand)
            busy = await _busy(scope, team, local_day_of(agent.business, starts_at))
        for free_id in least_busy_first(agent.business, wanted.slot, busy):
            try:
                return await self._add(replace(wanted, calendar_id=free_id))
            except Conflict as taken:
                # Somebody was faster there; the next one may still be free.
                if taken.code != "slot_taken":
                    raise
        raise Conflict("That time has just been taken.", code="slot_taken")

    async def _add(self, wanted: Appointment) -> Appointment:
        """The one place where an appointment comes to be."""
        async with self.store.account(wanted.account_id) as scope:
            if wanted.call_id is not None:
                # A call that asks twice at once must find here what it made, whichever calendar that is on.
                await scope.calls.lock(wanted.call_id)
                if made := await _made_before(scope, wanted):
                    return made
            await scope.calendars.lock(wanted.calendar_id)
            await scope.appointments.add(wanted)
            await record(scope, EventType.APPOINTMENT_BOOKED, wanted, at=wanted.created_at)
        return wanted

    async def get(self, account_id: str, appointment_id: str) -> Appointment:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.appointments.get(appointment_id)

    async def change(
        self, account_id: str, appointment_id: str, change: Change, *, version: int | None = None
    ) -> Appointment:
        """Move it, or say whose it is. A person may move it to any time, open or not. Where `version` is
        given, only that version is changed.

        Raises NotFound, Invalid, Conflict("slot_taken"), Conflict("changed_meanwhile"),
        Conflict("appointment_canceled").
        """
        now = self.clock.now()
        if change.starts_at is not None and abs(change.starts_at - now) > _FAR:
            raise Invalid("That is too far away.", field="starts_at", code="time_too_far")
        async with self.store.account(account_id) as scope:
            before = await scope.appointments.lock(appointment_id)
            _refuse_stale(before, version)
            after = change.of(before)
            if after == before:
                return before
            after = _as_changed(after, now)
            moved = (after.slot, after.calendar_id) != (before.slot, before.calendar_id)
            if moved:
                await _refuse_move(scope, before, after)
            await scope.appointments.save(after)
            if moved:
                await record(scope, EventType.APPOINTMENT_MOVED, after, at=now)
        return after

    async def cancel(
        self, account_id: str, appointment_id: str, *, version: int | None = None
    ) -> Appointment:
        """Free its time again. Canceling twice changes nothing. Raises NotFound,
        Conflict("changed_meanwhile")."""
        async with self.store.account(account_id) as scope:
            appointment = await scope.appointments.lock(appointment_id)
            if appointment.status is AppointmentStatus.CANCELED:
                return appointment
            _refuse_stale(appointment, version)
            canceled = _as_changed(replace(appointment, status=AppointmentStatus.CANCELED), self.clock.now())
            await scope.appointments.save(canceled)
            await record(scope, EventType.APPOINTMENT_CANCELED, canceled, at=self.clock.now())
        return canceled

    async def restore(self, account_id: str, appointment_id: str) -> Appointment:
        """Undo a cancellation. Raises NotFound, Conflict("slot_taken") where the time is no longer free."""
        async with self.store.account(account_id) as scope:
            appointment = await scope.appointments.lock(appointment_id)
            if appointment.status is AppointmentStatus.BOOKED:
                return appointment
            restored = _as_changed(replace(appointment, status=AppointmentStatus.BOOKED), self.clock.now())
            await scope.calendars.lock(restored.calendar_id)
            await scope.appointments.save(restored)
            await record(scope, EventType.APPOINTMENT_BOOKED, restored, at=self.clock.now())
        return restored

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        status: AppointmentStatus | None = None,
        calendar_id: str | None = None,
        call_id: str | None = None,
        ends_after: datetime | None = None,
        starts_before: datetime | None = None,
    ) -> Page[Appointment]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.appointments.page(
                limit=limit,
                starting_after=starting_after,
                status=status,
                calendar_id=calendar_id,
                call_id=call_id,
                ends_after=ends_after,
                starts_before=starts_before,
            )

    async def on_days(self, account_id: str, first_day: date, last_day: date) -> tuple[Appointment, ...]:
        """What is booked on these days of the account's own zone, both included, earliest first."""
        async with self.store.account(account_id) as scope:
            zone = ZoneInfo((await scope.account()).zone)
            starts = datetime.combine(first_day, time.min, tzinfo=zone).astimezone(UTC)
            ends = datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
            touching = await scope.appointments.between(starts, ends)
        return tuple(each for each in touching if each.starts_at >= starts)

    @staticmethod
    def _may_book(
        agent: Agent, service: OfferedService, starts_at: datetime, now: datetime, *, by_hand: bool
    ) -> bool:
        if abs(starts_at - now) > _FAR:
            return False
        # A time that was offered a moment ago may be nearer now than the lead time.
        business = replace(agent.business, lead_minutes=0)
        return by_hand or may_book(business, service.minutes, starts_at, (), now=now)


def service_of(agent: Agent, key: str) -> OfferedService:
    """What the business offers under this key. Raises NotFound."""
    for service in agent.business.services:
        if service.key == key:
            return service
    raise NotFound("There is no such service.", code="service_not_found")


async def _team(
    scope: AccountScope, agent: Agent, service: OfferedService, calendar_id: str | None, *, by_hand: bool
) -> list[Calendar]:
    """Who may be booked. Raises NotFound where the calendar is none of the agent's, Invalid where nobody
    does what is wanted."""
    team = await scope.calendars.team(agent.calendar_id)
    asked = [each for each in team if calendar_id in (None, each.id)]
    if not asked:
        raise NotFound("There is no such calendar.", code="calendar_not_found")
    named_by_hand = by_hand and calendar_id is not None
    able = [each for each in asked if each.takes(service.key) or named_by_hand]
    if not able:
        raise Invalid("Nobody there does that.", field="calendar_id", code="slot_not_offered")
    return able


async def _busy(scope: AccountScope, team: Sequence[Calendar], around: Slot) -> Busy:
    """What each of them is busy with, in their order."""
    ids = [each.id for each in team]
    booked = await scope.appointments.between(around.starts_at, around.ends_at, calendar_ids=ids)
    return {id: [each.slot for each in booked if each.calendar_id == id] for id in ids}


async def _refuse_move(scope: AccountScope, before: Appointment, after: Appointment) -> None:
    if before.status is AppointmentStatus.CANCELED:
        raise Conflict("It is canceled. Undo that before you move it.", code="appointment_canceled")
    calendar = await scope.calendars.lock(after.calendar_id)
    if calendar.retired_at is not None and after.calendar_id != before.calendar_id:
        raise Invalid("Nothing new is booked there.", field="calendar_id", code="calendar_retired")


def _refuse_stale(it: Appointment, version: int | None) -> None:
    if version is not None and version != it.version:
        raise Conflict("Somebody else changed it meanwhile. Yours was not saved.", code="changed_meanwhile")


def _as_changed(it: Appointment, now: datetime) -> Appointment:
    return replace(it, version=it.version + 1, changed_at=now)


async def _made_before(scope: AccountScope, wanted: Appointment) -> Appointment | None:
    """The same appointment, where this call has made it already and its answer was lost."""
    if wanted.call_id is None:
        return None
    made = await scope.appointments.page(call_id=wanted.call_id, status=AppointmentStatus.BOOKED, limit=100)
    same = (wanted.service_key, wanted.starts_at, wanted.name)
    return next((each for each in made.items if (each.service_key, each.starts_at, each.name) == same), None)
