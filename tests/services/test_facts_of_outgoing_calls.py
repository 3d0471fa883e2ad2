"""What the gate learns of our own number, and of how often somebody was called before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialling import CALLEE, OTHER, Exchange, exchange
from dialora.compliance.facts import AccountFacts, Facts, NumberFacts
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.admission import CallLimits
from dialora.domain.attempts import AttemptState
from dialora.domain.calling import CallingSettings
from dialora.domain.calls import CallStatus, EndReason
from dialora.domain.costs import CallCost, CarrierPrice, CostLine, CostPart, Unit
from dialora.domain.phone import PhoneNumber
from dialora.services.facts import gather
from dialora.services.gate import CallRefused
from dialora.store.ids import new_id
from dialora.store.scope import Store
from dialora.testing.carrier import Callee, DialFault
from sites import Clock
from worlds import NOW, World


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def phone(store: Store, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[Exchange]:
    async with exchange(store, clock, world.dental, tmp_path) as it:
        it.carrier.callees[CALLEE] = it.carrier.callees[OTHER] = Callee(rings_s=None)
        yield it


async def facts_of(phone: Exchange, callee: PhoneNumber = CALLEE) -> Facts:
    intent = CallIntent.to_reach(
        account_id=phone.account_id,
        agent_id=phone.tenancy.agent.id,
        number_id=phone.tenancy.number.id,
        callee=callee,
        purpose=CallPurpose.INFORMATIONAL,
        recording_wanted=False,
    )
    async with phone.store.account(phone.account_id) as scope:
        return await gather(scope, intent, phone.clock.now())


async def test_every_attempt_that_may_have_rung_counts_with_its_purpose_and_subject(
    phone: Exchange, clock: Clock
) -> None:
    await phone.outgoing.place(phone.wanted(subject="recall"))
    attempt = await phone.attempt()
    await phone.outgoing.answers.answered(attempt.id, attempt.carrier_call_id or "")
    clock.move(timedelta(hours=1))
    phone.carrier.dial_faults.append(DialFault.LOST_AFTER)
    await phone.outgoing.place(phone.wanted())
    attempts = (await facts_of(phone)).attempts
    assert isinstance(attempts, tuple)
    assert [(it.at, it.subject, it.answered) for it in attempts] == [
        (NOW, "recall", True),
        (NOW + timedelta(hours=1), None, False),
    ], "what nobody knows the fate of counts too"
    assert {it.purpose for it in attempts} == {CallPurpose.INFORMATIONAL}
    assert (await facts_of(phone, OTHER)).attempts == ()


async def test_what_never_reached_the_carrier_does_not_count(phone: Exchange, clock: Clock) -> None:
    await phone.outgoing.place(phone.wanted(test=True))
    phone.carrier.dial_faults.append(DialFault.LOST_BEFORE)
    await phone.outgoing.place(phone.wanted())
    clock.move(timedelta(seconds=46))
    await phone.outgoing.reconciling.round()
    assert (await phone.attempt()).state is AttemptState.FAILED
    phone.denials.numbers.add(CALLEE)
    with pytest.raises(CallRefused):
        await phone.outgoing.place(phone.wanted())
    assert (await facts_of(phone)).attempts == ()


async def test_somebody_who_had_no_time_is_left_alone_for_a_day(phone: Exchange, clock: Clock) -> None:
    call = await phone.outgoing.place(phone.wanted())
    assert (await facts_of(phone)).refused_today is False
    async with phone.store.account(phone.account_id) as scope:
        told = replace(call, status=CallStatus.COMPLETED, end_reason=EndReason.NOT_NOW)
        await scope.calls.save(told)
    assert (await facts_of(phone)).refused_today is True
    clock.move(timedelta(hours=24, seconds=1))
    assert (await facts_of(phone)).refused_today is False


async def test_a_number_is_ours_for_as_long_as_the_carriers_word_is_fresh(
    phone: Exchange, clock: Clock
) -> None:
    async def number() -> NumberFacts:
        it = (await facts_of(phone)).number
        assert isinstance(it, NumberFacts)
        return it

    assert ((await number()).verified, (await number()).ready) == (True, True)
    clock.move(timedelta(hours=24))
    assert (await number()).verified is False
    async with phone.store.account(phone.account_id) as scope:
        ours = await scope.numbers.get(phone.tenancy.number.id)
        await scope.numbers.save(replace(ours, agent_id=None))
    assert (await number()).ready is False


@pytest.mark.parametrize(
    ("callee", "allowed"),
    [("+12125550160", True), ("+17875550160", True), ("+442079460160", False), ("+16475550160", False)],
)
async def test_an_account_calls_its_own_country_alone(phone: Exchange, callee: str, allowed: bool) -> None:
    assert (await facts_of(phone, PhoneNumber(callee))).destination_allowed is allowed


async def test_what_a_call_may_cost_is_put_aside_until_its_cost_is_known(phone: Exchange) -> None:
    """The cap is for one call and a half at their longest."""

    async def reached() -> bool:
        account = (await facts_of(phone, OTHER)).account
        assert isinstance(account, AccountFacts)
        assert isinstance(account.spend_cap_reached, bool)
        return account.spend_cap_reached

    price = CarrierPrice(
        id=new_id("price"),
        account_id=phone.account_id,
        number_id=None,
        micros_per_minute=10_000,
        step_s=60,
        currency="USD",
        source="Price list",
        set_by="memb_owner",
        set_at=NOW,
    )
    async with phone.store.account(phone.account_id) as scope:
        await scope.carrier_prices.add(price)
        await scope.limits.put(CallLimits(longest_s=600))
        await scope.calling_settings.put(CallingSettings(spend_day_micros=150_000, currency="USD"))
    assert await reached() is False
    call = await phone.outgoing.place(phone.wanted())
    assert await reached() is True, "it rings, and may last ten minutes"
    attempt = await phone.attempt()
    await phone.outgoing.answers.answered(attempt.id, attempt.carrier_call_id or "")
    assert await reached() is True
    ended = replace(attempt, state=AttemptState.COMPLETED, answered_at=NOW, ended_at=NOW)
    line = CostLine(part=CostPart.CARRIER, quantity=60, unit=Unit.SECONDS, micros=10_000, source="Price list")
    async with phone.store.account(phone.account_id) as scope:
        await scope.attempts.save(ended)
        await scope.call_costs.put(call.id, CallCost(currency="USD", lines=(line,), settled_at=NOW))
    assert await reached() is False, "it lasted a minute"
    async with phone.store.account(phone.account_id) as scope:
        dear = replace(line, micros=50_001)
        await scope.call_costs.put(call.id, CallCost(currency="USD", lines=(dear,), settled_at=NOW))
    assert await reached() is True
    async with phone.store.account(phone.account_id) as scope:
        yesterday = NOW - timedelta(hours=10)
        await scope.call_costs.put(call.id, CallCost(currency="USD", lines=(dear,), settled_at=yesterday))
    assert await reached() is False, "that was another day in New York"
