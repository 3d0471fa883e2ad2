"""Whole calls over the carrier's wires, whatever befalls its callbacks on the way."""

from __future__ import annotations

import asyncio

import pytest

from dialora.bench.safety.people import Talker
from dialora.bench.safety.target import Target
from dialora.domain.calls import CallStatus, EndReason
from dialora.domain.phone import PhoneNumber
from dialora.store.scope import Store
from dialora.testing.carrier import Breaks, Faults, carrier_double
from dialora.testing.carrier.leg import EVERY_STATE
from worlds import World

CALLERS = [PhoneNumber(f"+120255501{place:02}") for place in range(4)]


async def ends(store: Store, world: World) -> set[tuple[CallStatus, EndReason | None]]:
    async with store.account(world.dental.account.id) as scope:
        calls = (await scope.calls.page(limit=100)).items
    return {(it.status, it.end_reason) for it in calls}


@pytest.mark.parametrize("seed", range(2))
async def test_doubled_reordered_late_and_missing_callbacks_end_in_one_state(
    target: Target, store: Store, world: World, seed: int
) -> None:
    faults = Faults(seed=seed, doubled=0.5, missing=0.3, late_s=1.5, asked_again=0.5)
    async with carrier_double(server_url=target.address, faults=faults) as carrier:
        number = target.number_at(carrier)
        legs = [
            carrier.ring(number, caller=caller, person=Talker(stays_s=0.5), told_of=EVERY_STATE)
            for caller in CALLERS
        ]
        await carrier.everything_told()
    assert await target.at_rest(10) == 0
    assert [leg.failed for leg in legs] == [None] * len(legs)
    assert {posted.status for posted in carrier.post.sent} == {200}
    assert await ends(store, world) == {(CallStatus.COMPLETED, EndReason.CALLER_HUNG_UP)}
    async with store.account(world.dental.account.id) as scope:
        assert len((await scope.calls.page(limit=100)).items) == len(CALLERS), "asked twice is one call"


async def test_a_caller_whose_socket_broke_hears_what_to_do(
    target: Target, store: Store, world: World
) -> None:
    async with carrier_double(server_url=target.address) as carrier:
        number = target.number_at(carrier)
        person = Talker(cut=lambda heard, said: heard > 5)
        leg = carrier.ring(number, caller=CALLERS[0], person=person)
        # In opening hours a person takes over.
        leg.far_side_stays_s = 0.1
        await asyncio.wait_for(leg.over, 20)
    assert leg.said or leg.dialled
    assert await ends(store, world) == {(CallStatus.FAILED, EndReason.LINE_LOST)}


async def test_a_socket_that_breaks_before_it_says_whose_it_is_lets_nobody_in(
    target: Target, store: Store, world: World
) -> None:
    async with carrier_double(server_url=target.address) as carrier:
        number = target.number_at(carrier)
        leg = carrier.ring(number, caller=CALLERS[0], person=Talker(), breaks=Breaks.CONNECTED)
        leg.far_side_stays_s = 0.1
        await asyncio.wait_for(leg.over, 20)
    assert leg.said or leg.dialled, "the caller is told, or put through"
    [(status, reason)] = await ends(store, world)
    assert status.ended
    assert reason is not None


async def test_a_carrier_that_never_reports_the_end_leaves_no_call_open(
    target: Target, store: Store, world: World
) -> None:
    async with carrier_double(server_url=target.address, faults=Faults(missing=1.0)) as carrier:
        leg = carrier.ring(target.number_at(carrier), caller=CALLERS[0], person=Talker(stays_s=0.5))
        await carrier.everything_told()
    assert leg.failed is None
    assert await target.at_rest(10) == 0
    assert await ends(store, world) == {(CallStatus.COMPLETED, EndReason.CALLER_HUNG_UP)}
