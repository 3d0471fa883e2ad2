"""Appointments on a real database: what is free, who was first, and that nobody sees another's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dialora.domain.appointments import Appointment, AppointmentStatus
from dialora.domain.errors import Conflict, Invalid, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.appointments import Appointments, service_of
from dialora.store.scope import Store
from store.filled import call_of
from worlds import NOW, Tenancy, World

FRIDAY = date(2026, 11, 27)
#: 10 AM in New York on that Friday.
TEN = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
CALLER = PhoneNumber("+12125550150")


@dataclass
class MovedClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def appointments(store: Store, clock: MovedClock) -> Appointments:
    return Appointments(store=store, clock=clock)


async def book(
    appointments: Appointments,
    it: Tenancy,
    at: datetime = TEN,
    *,
    name: str = "Ada Quill",
    call: str | None = None,
) -> Appointment:
    service = service_of(it.agent, "cleaning")
    return await appointments.book(it.agent, service, at, name=name, phone=CALLER, call_id=call)


async def starts_on(appointments: Appointments, it: Tenancy, day: date) -> list[datetime]:
    service = service_of(it.agent, "cleaning")
    slots = await appointments.free_slots(it.agent, service, first_day=day, last_day=day)
    return [slot.starts_at for slot in slots]


async def test_a_booked_time_is_no_longer_free_and_a_canceled_one_is(
    appointments: Appointments, world: World
) -> None:
    it = world.dental
    assert TEN in await starts_on(appointments, it, FRIDAY)
    booked = await book(appointments, it)
    assert (booked.service_name, booked.name, booked.phone) == ("cleaning", "Ada Quill", CALLER)
    free = await starts_on(appointments, it, FRIDAY)
    assert not [at for at in free if TEN - timedelta(minutes=45) < at < TEN + timedelta(minutes=45)]
    canceled = await appointments.cancel(it.account.id, booked.id)
    assert canceled.status is AppointmentStatus.CANCELED
    assert TEN in await starts_on(appointments, it, FRIDAY)
    assert await appointments.cancel(it.account.id, booked.id) == canceled


async def test_of_twenty_who_book_one_time_one_gets_it(appointments: Appointments, world: World) -> None:
    asked = (book(appointments, world.dental, name=f"Caller {number}") for number in range(20))
    results = await asyncio.gather(*asked, return_exceptions=True)
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 19
    assert {error.code for error in refused} == {"slot_taken"}
    page = await appointments.page(world.dental.account.id)
    assert len(page.items) == 1


async def test_an_overlapping_time_is_taken_a_touching_one_is_not(
    appointments: Appointments, world: World
) -> None:
    await book(appointments, world.dental)
    with pytest.raises(Conflict):
        await book(appointments, world.dental, TEN + timedelta(minutes=30), name="Bo Example")
    await book(appointments, world.dental, TEN + timedelta(minutes=45), name="Bo Example")


@pytest.mark.parametrize(
    "at",
    [
        TEN + timedelta(hours=2),  # lunch
        TEN + timedelta(minutes=7),  # off the grid
        TEN - timedelta(days=1, hours=2),  # past
        TEN + timedelta(days=2),  # Sunday
        TEN + timedelta(days=84),  # beyond the horizon
    ],
)
async def test_what_would_not_be_offered_is_not_booked(
    appointments: Appointments, world: World, at: datetime
) -> None:
    with pytest.raises(Invalid) as refusal:
        await book(appointments, world.dental, at)
    assert refusal.value.code == "slot_not_offered"


async def test_a_slot_offered_before_the_lead_time_may_be_booked_within_it(
    appointments: Appointments, clock: MovedClock, world: World
) -> None:
    clock.at = TEN - timedelta(minutes=30)
    assert TEN not in await starts_on(appointments, world.dental, FRIDAY)
    assert (await book(appointments, world.dental)).starts_at == TEN


async def test_a_call_that_asks_twice_has_one_appointment(
    appointments: Appointments, store: Store, world: World
) -> None:
    call = call_of(world.dental)
    async with store.account(world.dental.account.id) as scope:
        await scope.calls.add(call)
    first = await book(appointments, world.dental, call=call.id)
    assert await book(appointments, world.dental, call=call.id) == first
    with pytest.raises(Conflict):
        await book(appointments, world.dental, call=call.id, name="Somebody Else")


async def test_the_same_time_of_two_businesses_is_two_times(appointments: Appointments, world: World) -> None:
    booked = [await book(appointments, it, name=it.account.name) for it in (world.dental, world.barber)]
    for it, own in zip((world.dental, world.barber), booked, strict=True):
        assert (await appointments.page(it.account.id)).items == (own,)
        assert (own.starts_at, own.calendar_id) == (TEN, it.calendar.id)
        assert TEN not in await starts_on(appointments, it, FRIDAY)


async def test_nobody_cancels_or_sees_anothers_appointment(appointments: Appointments, world: World) -> None:
    booked = await book(appointments, world.dental)
    with pytest.raises(NotFound):
        await appointments.cancel(world.barber.account.id, booked.id)
    with pytest.raises(NotFound):
        await appointments.get(world.barber.account.id, booked.id)
    assert (await appointments.page(world.barber.account.id)).items == ()


async def test_an_agent_of_one_account_cannot_book_on_anothers_calendar(
    appointments: Appointments, world: World
) -> None:
    mixed = replace(world.dental.agent, calendar_id=world.barber.calendar.id)
    with pytest.raises(NotFound):
        await appointments.book(
            mixed, service_of(mixed, "cleaning"), TEN, name="Ada", phone=None, call_id=None
        )


async def test_the_list_of_some_days_is_in_order_and_of_the_accounts_own_days(
    appointments: Appointments, world: World
) -> None:
    # 4:15 PM on Friday in New York is Friday evening in UTC.
    late = await book(
        appointments, world.dental, datetime(2026, 11, 27, 21, 15, tzinfo=UTC), name="Late Example"
    )
    early = await book(appointments, world.dental)
    gone = await book(appointments, world.dental, TEN + timedelta(hours=1), name="Gone Example")
    await appointments.cancel(world.dental.account.id, gone.id)
    saturday = await book(appointments, world.dental, TEN + timedelta(days=1), name="Saturday Example")
    listed = await appointments.on_days(world.dental.account.id, FRIDAY, FRIDAY)
    assert [each.id for each in listed] == [early.id, late.id]
    listed = await appointments.on_days(world.dental.account.id, FRIDAY, FRIDAY + timedelta(days=1))
    assert [each.id for each in listed] == [early.id, late.id, saturday.id]
