"""One outgoing call, at most once: decided, posted, and found again whatever happens to the asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialling import CALLEE, OTHER, Exchange, exchange
from dialora.compliance.clearance import Clearance
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.attempts import Attempt, AttemptState
from dialora.domain.calls import CallStatus, Direction, EndReason
from dialora.domain.errors import Conflict, Forbidden, NotFound
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialing import NotPlaced
from dialora.services.gate import CallRefused
from dialora.store.scope import Store
from dialora.testing.carrier import Callee, DialFault, Ending
from sites import Clock
from worlds import NOW, World


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def phone(store: Store, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[Exchange]:
    async with exchange(store, clock, world.dental, tmp_path) as it:
        it.carrier.callees[CALLEE] = Callee(rings_s=None)
        yield it


async def test_a_call_is_decided_on_and_then_placed_with_our_own_number(phone: Exchange) -> None:
    call = await phone.outgoing.place(phone.wanted())
    [dialled] = phone.carrier.journal
    assert (dialled.to, dialled.caller_id) == (CALLEE, phone.tenancy.number.number)
    assert (call.direction, call.status, call.peer) == (Direction.OUTBOUND, CallStatus.RINGING, CALLEE)
    assert call.carrier_call_id == dialled.carrier_call_id
    attempt = await phone.attempt()
    assert attempt.state is AttemptState.DIALING
    assert (attempt.call_id, attempt.decision_id) == (call.id, call.decision_id)
    assert attempt.cleared_at == NOW


async def test_a_refused_call_reaches_nobody_and_is_kept_with_its_decision(phone: Exchange) -> None:
    phone.denials.numbers.add(CALLEE)
    with pytest.raises(CallRefused) as refused:
        await phone.outgoing.place(phone.wanted())
    assert phone.carrier.journal == []
    attempt = await phone.attempt()
    assert (attempt.state, attempt.problem) == (AttemptState.REFUSED, "INTERNAL_DNC")
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get(attempt.call_id)
    assert (call.status, call.end_reason) == (CallStatus.REFUSED, EndReason.POLICY)
    assert call.decision_id == refused.value.decision_id


async def test_what_is_asked_for_with_a_test_key_is_decided_on_and_not_dialled(phone: Exchange) -> None:
    call = await phone.outgoing.place(phone.wanted(test=True))
    assert phone.carrier.journal == []
    assert (call.test, call.status, call.end_reason) == (True, CallStatus.CANCELED, EndReason.TEST_KEY)
    assert call.decision_id is not None


async def test_an_account_without_a_number_that_the_carrier_vouches_for_calls_nobody(phone: Exchange) -> None:
    phone.carrier.numbers.clear()
    await phone.outgoing.caller_ids.verify(phone.account_id, phone.tenancy.number.id)
    with pytest.raises(CallRefused) as refused:
        await phone.outgoing.place(phone.wanted())
    assert refused.value.decision.reason == "CALLER_ID_NOT_OWNED"
    assert phone.carrier.journal == []


async def test_a_call_that_the_carrier_says_no_to_is_not_placed(phone: Exchange) -> None:
    # Taken away at the carrier since we last asked.
    phone.carrier.numbers.clear()
    call = await phone.outgoing.place(phone.wanted())
    assert phone.carrier.journal == []
    assert (call.status, call.end_reason) == (CallStatus.FAILED, EndReason.NOT_PLACED)
    assert (await phone.attempt()).problem == "twilio_21210"
    async with phone.store.account(phone.account_id) as scope:
        number = await scope.numbers.get(phone.tenancy.number.id)
    assert (number.verified, number.ownership) == (False, Ownership.NONE), "asked at once whose it is"


async def test_too_many_requests_is_tried_again_with_a_decision_of_its_own(phone: Exchange) -> None:
    phone.carrier.dial_faults.append(DialFault.TOO_MANY)
    call = await phone.outgoing.place(phone.wanted())
    assert call.status is CallStatus.RINGING
    assert len(phone.carrier.journal) == 1
    async with phone.store.account(phone.account_id) as scope:
        decisions = (await scope.decisions.page()).items
    assert len(decisions) == 2
    assert (await phone.attempt()).decision_id == decisions[0].id


@pytest.mark.parametrize("fault", [DialFault.ERROR_AFTER, DialFault.LOST_AFTER])
async def test_a_call_whose_answer_was_lost_is_found_and_never_placed_again(
    phone: Exchange, clock: Clock, fault: DialFault
) -> None:
    phone.carrier.dial_faults.append(fault)
    await phone.outgoing.place(phone.wanted())
    assert (await phone.attempt()).state is AttemptState.UNKNOWN
    await phone.outgoing.reconciling.round()
    [dialled] = phone.carrier.journal
    attempt = await phone.attempt()
    assert (attempt.state, attempt.carrier_call_id) == (AttemptState.RINGING, dialled.carrier_call_id)
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get(attempt.call_id)
    assert call.carrier_call_id == dialled.carrier_call_id


@pytest.mark.parametrize("fault", [DialFault.ERROR_BEFORE, DialFault.LOST_BEFORE])
async def test_a_call_that_never_was_is_given_up_and_never_placed_again(
    phone: Exchange, clock: Clock, fault: DialFault
) -> None:
    phone.carrier.dial_faults.append(fault)
    await phone.outgoing.place(phone.wanted())
    await phone.outgoing.reconciling.round()
    assert (await phone.attempt()).state is AttemptState.UNKNOWN, "the carrier may still be slow to list it"
    clock.move(timedelta(seconds=46))
    await phone.outgoing.reconciling.round()
    assert (await phone.attempt()).state is AttemptState.FAILED
    assert phone.carrier.journal == []
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get((await phone.attempt()).call_id)
    assert (call.status, call.end_reason) == (CallStatus.FAILED, EndReason.NOT_PLACED)


@pytest.mark.parametrize("fault", [DialFault.HELD_BEFORE, DialFault.HELD_AFTER])
async def test_a_process_that_dies_while_it_asks_the_carrier_leaves_nothing_to_be_dialled_twice(
    phone: Exchange, clock: Clock, fault: DialFault
) -> None:
    phone.carrier.dial_faults.append(fault)
    dying = asyncio.create_task(phone.outgoing.place(phone.wanted()))
    await phone.carrier.holding.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    assert (await phone.attempt()).state is AttemptState.POSTING
    await phone.outgoing.reconciling.round()
    assert (await phone.attempt()).state is AttemptState.POSTING, "whoever posts it may still live"
    for seconds in (16, 30):
        clock.move(timedelta(seconds=seconds))
        await phone.outgoing.reconciling.round()
    placed = fault is DialFault.HELD_AFTER
    assert (await phone.attempt()).state is (AttemptState.RINGING if placed else AttemptState.FAILED)
    assert len(phone.carrier.journal) == int(placed)


async def test_a_callback_brings_back_a_call_that_was_given_up(phone: Exchange, clock: Clock) -> None:
    phone.carrier.dial_faults.append(DialFault.LOST_BEFORE)
    await phone.outgoing.place(phone.wanted())
    clock.move(timedelta(seconds=46))
    await phone.outgoing.reconciling.round()
    attempt = await phone.attempt()
    await phone.outgoing.answers.report(attempt.id, AttemptState.RINGING, "CAlate")
    attempt = await phone.attempt()
    assert (attempt.state, attempt.carrier_call_id) == (AttemptState.RINGING, "CAlate")
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get(attempt.call_id)
    assert (call.status, call.end_reason) == (CallStatus.RINGING, None)


async def test_a_decision_that_is_five_seconds_old_places_nothing(phone: Exchange, clock: Clock) -> None:
    attempt, clearance = await cleared(phone)
    clock.move(timedelta(seconds=5))
    with pytest.raises(NotPlaced, match="too old"):
        await phone.outgoing.dialing.place_call(clearance, attempt)
    assert phone.carrier.journal == []


async def test_a_clearance_is_good_for_one_call(phone: Exchange) -> None:
    attempt, clearance = await cleared(phone)
    await phone.outgoing.dialing.place_call(clearance, attempt)
    with pytest.raises(Forbidden, match="used"):
        await phone.outgoing.dialing.place_call(clearance, attempt)
    assert len(phone.carrier.journal) == 1


async def cleared(phone: Exchange) -> tuple[Attempt, Clearance]:
    """An attempt that was never posted, and a clearance for it."""
    await phone.outgoing.place(phone.wanted(test=True))
    attempt = await phone.attempt()
    intent = CallIntent.to_reach(
        account_id=phone.account_id,
        agent_id=attempt.agent_id,
        number_id=attempt.number_id or "",
        callee=attempt.number,
        purpose=CallPurpose.INFORMATIONAL,
        recording_wanted=False,
    )
    return attempt, await phone.outgoing.gate.clear(intent)


async def test_the_same_call_asked_for_twice_under_one_key_is_made_once(phone: Exchange) -> None:
    wanted = phone.wanted(idempotency_key="once")
    results = await asyncio.gather(*(phone.outgoing.place(wanted) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(it, Conflict) for it in results) == 2
    assert len(phone.carrier.journal) == 1


async def test_nobody_calls_with_another_accounts_agent(phone: Exchange, world: World) -> None:
    with pytest.raises(NotFound):
        await phone.outgoing.place(phone.wanted(agent_id=world.barber.agent.id))
    assert phone.carrier.journal == []


# Ownership


async def test_the_carriers_word_is_believed_for_a_day(phone: Exchange, clock: Clock) -> None:
    clock.move(timedelta(hours=23))
    phone.carrier.numbers.clear()
    assert await phone.outgoing.caller_ids.choose(phone.account_id, phone.tenancy.agent.id) is not None
    clock.move(timedelta(hours=1))
    assert await phone.outgoing.caller_ids.choose(phone.account_id, phone.tenancy.agent.id) is None


async def test_every_number_is_asked_about_every_day(phone: Exchange, clock: Clock) -> None:
    clock.move(timedelta(hours=22, minutes=1))
    await phone.outgoing.caller_ids.check_due()
    async with phone.store.account(phone.account_id) as scope:
        number = await scope.numbers.get(phone.tenancy.number.id)
    assert number.checked_at == number.verified_at == clock.now()
    assert number.carrier_number_id == phone.number.sid


async def test_a_verified_caller_id_may_be_shown_too(phone: Exchange) -> None:
    phone.number.verified_only = True
    number = await phone.outgoing.caller_ids.verify(phone.account_id, phone.tenancy.number.id)
    assert (number.ownership, number.verified) == (Ownership.VERIFIED_CALLER_ID, True)
    await phone.outgoing.place(phone.wanted())
    assert len(phone.carrier.journal) == 1


async def test_an_agent_shows_its_own_number_whoever_is_called(phone: Exchange) -> None:
    own, other = phone.tenancy.number, PhoneNumber("+13125550129")
    async with phone.store.account(phone.account_id) as scope:
        await scope.numbers.add(replace(own, id="num_a", number=other, agent_id=None))
    for callee in (CALLEE, PhoneNumber("+13125550160")):
        await phone.outgoing.place(phone.wanted(callee))
    assert {it.caller_id for it in phone.carrier.journal} == {own.number}


# What the carrier reports


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (AttemptState.BUSY, CallStatus.BUSY),
        (AttemptState.NO_ANSWER, CallStatus.NO_ANSWER),
        (AttemptState.FAILED, CallStatus.FAILED),
        (AttemptState.CANCELED, CallStatus.CANCELED),
    ],
)
async def test_a_call_that_nobody_takes_ends_as_the_carrier_says(
    phone: Exchange, ending: AttemptState, status: CallStatus
) -> None:
    call = await phone.outgoing.place(phone.wanted())
    attempt = await phone.attempt()
    sid = attempt.carrier_call_id or ""
    answers = phone.outgoing.answers
    for state in (ending, AttemptState.RINGING, ending, AttemptState.DIALING, AttemptState.COMPLETED):
        await answers.report(attempt.id, state, sid)
    assert (await phone.attempt()).state is ending
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get(call.id)
        told = [event for event in (await scope.events.page()).items if event.subject_id == call.id]
    assert (call.status, call.end_reason) == (status, EndReason.NOT_REACHED)
    assert len(told) == 1


async def test_somebody_who_answers_is_let_in_once_and_never_for_another_call(phone: Exchange) -> None:
    call = await phone.outgoing.place(phone.wanted())
    attempt = await phone.attempt()
    sid = attempt.carrier_call_id or ""
    assert await phone.outgoing.answers.answered(attempt.id, "CAelsewhere") is None
    first = await phone.outgoing.answers.answered(attempt.id, sid)
    again = await phone.outgoing.answers.answered(attempt.id, sid)
    assert first is not None
    assert again is not None
    with pytest.raises(NotFound):
        await phone.calls.connect(first.token, carrier_call_id=sid)
    ticket = await phone.calls.connect(again.token, carrier_call_id=sid)
    assert ticket.call_id == call.id


async def test_a_call_that_ended_unheard_is_asked_about(phone: Exchange, clock: Clock) -> None:
    phone.carrier.callees[CALLEE] = Callee(rings_s=0, ending=Ending.BUSY)
    await phone.outgoing.place(phone.wanted())
    await phone.carrier.legs[phone.carrier.journal[0].carrier_call_id].over
    clock.move(timedelta(seconds=51))
    await phone.outgoing.reconciling.round()
    assert (await phone.attempt()).state is AttemptState.BUSY


async def test_a_machine_is_hung_up_on(phone: Exchange) -> None:
    call = await phone.outgoing.place(phone.wanted())
    attempt = await phone.attempt()
    await phone.outgoing.answers.machine(attempt.id, attempt.carrier_call_id or "")
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get(call.id)
    assert (call.status, call.end_reason) == (CallStatus.COMPLETED, EndReason.ANSWERING_MACHINE)
    await phone.carrier.legs[attempt.carrier_call_id or ""].over


# Taken back


async def test_a_ringing_call_is_taken_back_at_the_carrier(phone: Exchange) -> None:
    phone.carrier.callees[OTHER] = Callee(rings_s=None)
    await phone.outgoing.place(phone.wanted())
    await phone.outgoing.place(phone.wanted(OTHER))
    taken = await phone.outgoing.attempts.cancel_to(phone.account_id, CALLEE)
    assert (taken.attempts, taken.leaving) == (1, 0)
    ours, others = (phone.carrier.legs[it.carrier_call_id] for it in phone.carrier.journal)
    await ours.over
    assert ours.record.status == "canceled"
    assert not others.over.done()


async def test_whoever_answers_after_all_is_not_talked_to(phone: Exchange) -> None:
    await phone.outgoing.place(phone.wanted())
    attempt = await phone.attempt()
    phone.carrier.refuses_with.append(503)
    await phone.outgoing.attempts.cancel_to(phone.account_id, CALLEE)
    assert await phone.outgoing.answers.answered(attempt.id, attempt.carrier_call_id or "") is None


async def test_what_could_not_be_taken_back_is_tried_again(phone: Exchange) -> None:
    await phone.outgoing.place(phone.wanted())
    phone.carrier.refuses_with.append(503)
    await phone.outgoing.attempts.cancel_to(phone.account_id, CALLEE)
    leg = phone.carrier.legs[phone.carrier.journal[0].carrier_call_id]
    assert not leg.over.done()
    await phone.outgoing.reconciling.round()
    await leg.over
    assert leg.record.status == "canceled"


async def test_a_call_that_was_just_leaving_is_ended_once_the_carrier_has_named_it(phone: Exchange) -> None:
    phone.carrier.dial_faults.append(DialFault.LOST_AFTER)
    await phone.outgoing.place(phone.wanted())
    await phone.outgoing.attempts.cancel_to(phone.account_id, CALLEE)
    await phone.outgoing.reconciling.round()
    leg = phone.carrier.legs[phone.carrier.journal[0].carrier_call_id]
    await leg.over
    assert leg.record.status == "canceled"
    attempt = await phone.attempt()
    await phone.outgoing.answers.report(attempt.id, AttemptState.CANCELED, leg.record.sid)
    async with phone.store.account(phone.account_id) as scope:
        call = await scope.calls.get(attempt.call_id)
    assert (call.status, call.end_reason) == (CallStatus.CANCELED, EndReason.WITHDRAWN)
