"""One booking at a time, however many ask for it at the same moment."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from dialora.domain.appointments import Appointment, AppointmentStatus, Calendar
from dialora.domain.errors import Conflict, NotFound
from dialora.store.ids import new_id
from dialora.store.scope import Store
from store.filled import appointment_of
from worlds import NOW, World

HOUR = timedelta(hours=1)


async def book(store: Store, appointment: Appointment) -> str:
    try:
        async with store.account(appointment.account_id) as scope:
            await scope.appointments.add(appointment)
    except Conflict as taken:
        return taken.code
    return "booked"


async def test_of_64_who_ask_at_once_exactly_one_gets_the_slot(store: Store, world: World) -> None:
    wishes = [
        appointment_of(world.dental, starts_at=NOW + shift, ends_at=NOW + shift + HOUR)
        for shift in (timedelta(minutes=minute % 50) for minute in range(64))
    ]
    answers = await asyncio.gather(*(book(store, wish) for wish in wishes))
    assert sorted(answers) == ["booked", *["slot_taken"] * 63]
    async with store.account(world.dental.account.id) as scope:
        assert len(await scope.appointments.between(NOW - HOUR, NOW + 3 * HOUR)) == 1


async def test_times_that_touch_do_not_overlap(store: Store, world: World) -> None:
    for start in (NOW, NOW + HOUR, NOW - HOUR):
        wish = appointment_of(world.dental, starts_at=start, ends_at=start + HOUR)
        assert await book(store, wish) == "booked"


async def test_a_canceled_appointment_frees_its_time(store: Store, world: World) -> None:
    first, second = appointment_of(world.dental), appointment_of(world.dental)
    await book(store, first)
    assert await book(store, second) == "slot_taken"
    async with store.account(first.account_id) as scope:
        await scope.appointments.save(replace(first, status=AppointmentStatus.CANCELED))
    assert await book(store, second) == "booked"


async def test_booking_a_canceled_appointment_again_asks_for_its_time_again(
    store: Store, world: World
) -> None:
    canceled = appointment_of(world.dental, status=AppointmentStatus.CANCELED)
    await book(store, canceled)
    await book(store, appointment_of(world.dental))
    with pytest.raises(Conflict):
        async with store.account(canceled.account_id) as scope:
            await scope.appointments.save(replace(canceled, status=AppointmentStatus.BOOKED))


async def test_other_calendars_are_not_in_the_way(store: Store, world: World) -> None:
    chair = Calendar(id=new_id("cal"), account_id=world.dental.account.id, name="Chair 2", created_at=NOW)
    async with store.account(chair.account_id) as scope:
        await scope.calendars.add(chair)
    assert await book(store, appointment_of(world.dental)) == "booked"
    assert await book(store, appointment_of(world.dental, calendar_id=chair.id)) == "booked"
    assert await book(store, appointment_of(world.barber)) == "booked"


async def test_a_calendar_that_is_not_there_is_named_as_such(store: Store, world: World) -> None:
    with pytest.raises(NotFound):
        await book(store, appointment_of(world.dental, calendar_id="cal_nowhere"))


async def test_between_gives_what_touches_the_time_earliest_first(store: Store, world: World) -> None:
    later = appointment_of(world.dental, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    sooner = appointment_of(world.dental, starts_at=NOW, ends_at=NOW + HOUR)
    gone = appointment_of(world.dental, status=AppointmentStatus.CANCELED)
    for each in (later, sooner, gone):
        await book(store, each)
    async with store.account(later.account_id) as scope:
        found = scope.appointments.between
        assert await found(NOW, NOW + 2 * HOUR) == (sooner, later)
        assert await found(NOW + HOUR, NOW + 2 * HOUR) == (later,)
        assert set(await found(NOW, NOW + HOUR, booked_only=False)) == {sooner, gone}
        assert await found(NOW + 2 * HOUR, NOW + 3 * HOUR) == ()
