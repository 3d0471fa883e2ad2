"""Two chairs in one practice: who gets a booking, moving by hand, and people who act at the same moment."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dialora.domain.appointments import Appointment, AppointmentStatus, Calendar
from dialora.domain.errors import Conflict, DialoraError, Invalid, NotFound
from dialora.services.appointments import Appointments, Change, service_of
from dialora.store.ids import new_id
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled import call_of
from worlds import KEYRING, NOW, Tenancy, World

FRIDAY = date(2026, 11, 27)
#: 10 AM in New York on that Friday.
TEN = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Stopped:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def appointments(store: Store) -> Appointments:
    return Appointments(store=store, clock=Stopped())


async def add_chair(store: Store, it: Tenancy, **changes: object) -> Calendar:
    chair = Calendar(
        id=new_id("cal"), account_id=it.account.id, name="Chair 2", created_at=NOW, beside_id=it.calendar.id
    )
    chair = replace(chair, **changes)  # type: ignore[arg-type]
    async with store.account(it.account.id) as scope:
        await scope.calendars.add(chair)
    return chair


@pytest.fixture
async def second(store: Store, world: World) -> Calendar:
    """The second chair of the dental practice."""
    return await add_chair(store, world.dental)


async def book(
    appointments: Appointments, it: Tenancy, at: datetime = TEN, *, name: str = "Ada Quill", **more: object
) -> Appointment:
    service = service_of(it.agent, "cleaning")
    known: dict[str, object] = {"name": name, "phone": None, "call_id": None}
    return await appointments.book(it.agent, service, at, **known | more)  # type: ignore[arg-type]


async def test_a_time_is_offered_until_both_chairs_are_taken(
    appointments: Appointments, world: World, second: Calendar
) -> None:
    it = world.dental
    service = service_of(it.agent, "cleaning")
    on = []
    for left in ([it.calendar.id, second.id], [second.id], []):
        times = await appointments.free_times(it.agent, service, first_day=FRIDAY, last_day=FRIDAY)
        assert [list(each.calendar_ids) for each in times if each.slot.starts_at == TEN] == [left][
            : len(left)
        ]
        if left:
            on.append((await book(appointments, it)).calendar_id)
    assert on == [it.calendar.id, second.id]
    with pytest.raises(Conflict) as refusal:
        await book(appointments, it)
    assert refusal.value.code == "slot_taken"


async def test_who_has_least_to_do_that_day_gets_it(
    appointments: Appointments, world: World, second: Calendar
) -> None:
    it = world.dental
    await book(appointments, it, TEN + 4 * HOUR)
    assert (await book(appointments, it)).calendar_id == second.id
    # Both have one now: the order settles it.
    assert (await book(appointments, it, TEN + 5 * HOUR)).calendar_id == it.calendar.id


async def test_who_does_not_do_a_service_is_not_booked_for_it(
    appointments: Appointments, store: Store, world: World
) -> None:
    it = world.dental
    other = await add_chair(store, it, not_for=("cleaning",))
    gone = await add_chair(store, it, retired_at=NOW)
    await book(appointments, it)
    with pytest.raises(Conflict):
        await book(appointments, it)
    for calendar, by_hand in ((other, False), (gone, False)):
        with pytest.raises(Invalid):
            await book(appointments, it, calendar_id=calendar.id, by_hand=by_hand)
    # A person at the desk knows better.
    assert (await book(appointments, it, calendar_id=other.id, by_hand=True)).calendar_id == other.id


async def test_a_named_chair_is_the_one_that_is_booked_and_no_other(
    appointments: Appointments, world: World, second: Calendar
) -> None:
    it = world.dental
    assert (await book(appointments, it, calendar_id=second.id)).calendar_id == second.id
    with pytest.raises(Conflict):
        await book(appointments, it, calendar_id=second.id)
    with pytest.raises(NotFound):
        await book(appointments, it, calendar_id=world.barber.calendar.id)


async def test_by_hand_a_closed_time_can_be_booked(appointments: Appointments, world: World) -> None:
    sunday = TEN + timedelta(days=2)
    assert (await book(appointments, world.dental, sunday, by_hand=True)).starts_at == sunday


async def test_a_call_that_asks_twice_at_once_has_one_appointment_on_one_chair(
    appointments: Appointments, store: Store, world: World, second: Calendar
) -> None:
    call = call_of(world.dental)
    async with store.account(world.dental.account.id) as scope:
        await scope.calls.add(call)
    made = await asyncio.gather(*(book(appointments, world.dental, call_id=call.id) for _ in range(6)))
    assert len({each.id for each in made}) == 1
    assert len((await appointments.page(world.dental.account.id)).items) == 1


async def test_a_card_is_moved_in_time_length_and_to_another_chair(
    appointments: Appointments, world: World, second: Calendar
) -> None:
    booked = await book(appointments, world.dental)
    change = Change(starts_at=TEN + HOUR, minutes=90, calendar_id=second.id)
    moved = await appointments.change(booked.account_id, booked.id, change, version=1)
    assert (moved.starts_at, moved.ends_at) == (TEN + HOUR, TEN + HOUR + timedelta(minutes=90))
    assert (moved.calendar_id, moved.version, moved.changed_at) == (second.id, 2, NOW)
    assert await appointments.get(booked.account_id, booked.id) == moved
    # The same once more is no change.
    assert await appointments.change(booked.account_id, booked.id, change, version=2) == moved


async def test_a_card_goes_where_it_was_when_the_place_is_taken(
    appointments: Appointments, world: World
) -> None:
    first = await book(appointments, world.dental)
    other = await book(appointments, world.dental, TEN + 2 * HOUR + timedelta(hours=1))
    with pytest.raises(Conflict) as refusal:
        await appointments.change(first.account_id, first.id, Change(starts_at=other.starts_at))
    assert refusal.value.code == "slot_taken"
    assert await appointments.get(first.account_id, first.id) == first


async def test_who_looked_at_an_older_version_is_told(appointments: Appointments, world: World) -> None:
    booked = await book(appointments, world.dental)
    await appointments.change(booked.account_id, booked.id, Change(name="Ada Q. Quill"), version=1)
    for late in (
        appointments.change(booked.account_id, booked.id, Change(starts_at=TEN + HOUR), version=1),
        appointments.cancel(booked.account_id, booked.id, version=1),
    ):
        with pytest.raises(Conflict) as refusal:
            await late
        assert refusal.value.code == "changed_meanwhile"
    assert (await appointments.get(booked.account_id, booked.id)).starts_at == TEN


async def test_what_is_canceled_is_not_moved_but_may_be_put_right(
    appointments: Appointments, world: World
) -> None:
    booked = await book(appointments, world.dental)
    canceled = await appointments.cancel(booked.account_id, booked.id)
    assert canceled.version == 2
    with pytest.raises(Conflict):
        await appointments.change(booked.account_id, booked.id, Change(starts_at=TEN + HOUR))
    renamed = await appointments.change(booked.account_id, booked.id, Change(name="Ada Quill-Example"))
    assert renamed.status is AppointmentStatus.CANCELED
    assert (await appointments.restore(booked.account_id, booked.id)).version == 4


@pytest.mark.parametrize("there", ["theirs", "retired", "nowhere"])
async def test_nothing_is_moved_to_where_nothing_may_be(
    there: str, appointments: Appointments, store: Store, world: World
) -> None:
    retired = await add_chair(store, world.dental, retired_at=NOW)
    places = {"theirs": world.barber.calendar.id, "retired": retired.id, "nowhere": "cal_nowhere"}
    booked = await book(appointments, world.dental)
    with pytest.raises((NotFound, Invalid)):
        await appointments.change(booked.account_id, booked.id, Change(calendar_id=places[there]))
    with pytest.raises(NotFound):
        await appointments.change(world.barber.account.id, booked.id, Change(name="Mine now"))
    assert await appointments.get(booked.account_id, booked.id) == booked


# Two processes, as there are on a real machine. What they are handed must travel, so it is plain.

_TRIES = 8


def _in_another_process(
    database: DatabaseUrls, it: Tenancy, what: str, names: list[str], ids: list[str]
) -> list[str]:
    """Do the same things as the other process, at the same moment; how each ended."""

    async def act() -> list[str]:
        store = await Store.open(database, KEYRING)
        appointments = Appointments(store=store, clock=Stopped())
        try:
            if what == "book":
                tries = [book(appointments, it, name=name) for name in names]
            else:
                target = Change(starts_at=TEN + timedelta(days=3))
                tries = [appointments.change(it.account.id, id, target, version=1) for id in ids]
            ended = await asyncio.gather(*tries, return_exceptions=True)
        finally:
            await store.close()
        return [each.code if isinstance(each, DialoraError) else "done" for each in ended]

    return asyncio.run(act())


async def _from_two_processes(
    database: DatabaseUrls, it: Tenancy, what: str, ids: list[list[str]]
) -> Counter[str]:
    loop, start = asyncio.get_running_loop(), multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=start) as pool:
        ended = await asyncio.gather(
            *(
                loop.run_in_executor(
                    pool,
                    _in_another_process,
                    database,
                    it,
                    what,
                    [f"Caller {who}-{number}" for number in range(_TRIES)],
                    ids[who],
                )
                for who in range(2)
            )
        )
    return Counter(code for codes in ended for code in codes)


async def test_two_processes_that_book_one_time_fill_both_chairs_and_no_more(
    appointments: Appointments, database: DatabaseUrls, world: World, second: Calendar
) -> None:
    ended = await _from_two_processes(database, world.dental, "book", [[], []])
    assert ended == {"done": 2, "slot_taken": 2 * _TRIES - 2}
    booked = (await appointments.page(world.dental.account.id)).items
    assert {each.calendar_id for each in booked} == {world.dental.calendar.id, second.id}


async def test_two_processes_that_move_one_card_and_others_to_one_place_agree_on_who_was_first(
    appointments: Appointments, database: DatabaseUrls, world: World
) -> None:
    shared = await book(appointments, world.dental)
    others = [await book(appointments, world.dental, TEN + number * HOUR) for number in (4, 5)]
    ids = [[shared.id, other.id] for other in others]
    ended = await _from_two_processes(database, world.dental, "move", ids)
    assert ended["done"] == 1
    assert ended["slot_taken"] + ended["changed_meanwhile"] == 3
    there = TEN + timedelta(days=3)
    booked = (await appointments.page(world.dental.account.id)).items
    assert [each.version for each in booked if each.starts_at == there] == [2]
