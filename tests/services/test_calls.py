"""The life of a call as carriers and crashes make it, on a real database."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dialora.compliance.book import load_rulebook
from dialora.domain.accounts import Standing
from dialora.domain.calls import Call, CallStatus, EndReason, RecordingState
from dialora.domain.errors import Conflict, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.ports.sink import CallRecord
from dialora.ports.telephony import IncomingCall, StatusReport
from dialora.services.admission import MOST_TEST_CALLS
from dialora.services.calls import TOKEN_LIFETIME, Answer, Calls, Refusal, Ticket
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.services.numbers import Numbers
from dialora.services.upkeep import LEASE, Upkeep
from dialora.store.scope import Store
from worlds import KEYRING, NOW, Tenancy, World

CALLER = PhoneNumber("+12025550147")
GOODBYE = CallRecord(
    reason=EndReason.GOODBYE,
    outcome="Booked cleaning",
    duration_ms=30_000,
    turns=4,
    recording=RecordingState.KEPT,
)


@dataclass
class Watch:
    """A clock that tests move."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def passes(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def calls(store: Store, watch: Watch, tmp_path: Path) -> Calls:
    heads = Heads(folder=tmp_path / "heads", keyring=KEYRING)
    return Calls(
        store=store,
        clock=watch,
        gate=Gate(store=store, clock=watch, rulebook=load_rulebook(), heads=heads),
        numbers=Numbers(store=store, clock=watch, registries={}),
        process_id="proc_one",
        capacity=3,
    )


@pytest.fixture
def upkeep(calls: Calls) -> Upkeep:
    return Upkeep(store=calls.store, clock=calls.clock, calls=calls)


def ringing(tenancy: Tenancy, call: str = "CA1", caller: PhoneNumber | None = CALLER) -> IncomingCall:
    return IncomingCall(
        carrier="twilio",
        carrier_call_id=call,
        carrier_account_id=tenancy.number.carrier_account_id,
        called=tenancy.number.number,
        caller=caller,
    )


def report(status: CallStatus, call: str = "CA1") -> StatusReport:
    return StatusReport(
        carrier_call_id=call, carrier_account_id="ACdental", status=status, duration_s=None, sequence=None
    )


async def _stored(calls: Calls, tenancy: Tenancy, call: str = "CA1") -> Call:
    async with calls.store.account(tenancy.account.id) as scope:
        found = await scope.calls.by_carrier_call_id(call)
    assert found is not None
    return found


async def _recording_wanted(calls: Calls, tenancy: Tenancy, *, wanted: bool) -> None:
    async with calls.store.account(tenancy.account.id) as scope:
        await scope.agents.save(replace(tenancy.agent, recording_wanted=wanted, version=2))


async def _answered(calls: Calls, tenancy: Tenancy, call: str = "CA1") -> Answer:
    answer = await calls.answer(ringing(tenancy, call))
    assert isinstance(answer, Answer)
    return answer


async def _connected(calls: Calls, tenancy: Tenancy, call: str = "CA1") -> Ticket:
    answer = await _answered(calls, tenancy, call)
    return await calls.connect(answer.token, carrier_call_id=call)


async def test_a_ringing_call_is_kept_with_the_decision_that_let_it_in(calls: Calls, world: World) -> None:
    await _answered(calls, world.dental)
    call = await _stored(calls, world.dental)
    assert (call.status, call.peer, call.agent_id) == (CallStatus.RINGING, CALLER, world.dental.agent.id)
    async with calls.store.account(world.dental.account.id) as scope:
        decision = await scope.decisions.get(call.decision_id or "")
    assert decision.decision == "allow_with_conditions"


async def test_a_token_lets_one_socket_in(calls: Calls, world: World) -> None:
    answer = await _answered(calls, world.dental)
    tries = [calls.connect(answer.token, carrier_call_id="CA1") for _ in range(8)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert [it for it in outcomes if isinstance(it, Ticket)] == [
        Ticket(account_id=world.dental.account.id, call_id=answer.call_id)
    ]
    assert all(isinstance(it, Ticket | NotFound) for it in outcomes)


async def test_a_token_does_not_open_another_call(calls: Calls, world: World) -> None:
    answer = await _answered(calls, world.dental)
    with pytest.raises(NotFound):
        await calls.connect(answer.token, carrier_call_id="CA2")


async def test_a_token_dies_after_a_minute(calls: Calls, world: World, watch: Watch) -> None:
    answer = await _answered(calls, world.dental)
    watch.passes(TOKEN_LIFETIME)
    with pytest.raises(NotFound):
        await calls.connect(answer.token, carrier_call_id="CA1")


async def test_a_repeated_webhook_gets_a_fresh_token_and_the_old_one_dies(calls: Calls, world: World) -> None:
    first, second = await _answered(calls, world.dental), await _answered(calls, world.dental)
    assert first.call_id == second.call_id
    with pytest.raises(NotFound):
        await calls.connect(first.token, carrier_call_id="CA1")
    assert (await calls.connect(second.token, carrier_call_id="CA1")).call_id == second.call_id


async def test_a_webhook_delivered_twice_at_once_makes_one_call(calls: Calls, world: World) -> None:
    answers = await asyncio.gather(*(calls.answer(ringing(world.dental)) for _ in range(6)))
    assert len({it.call_id for it in answers if isinstance(it, Answer)}) == 1
    async with calls.store.account(world.dental.account.id) as scope:
        assert len((await scope.calls.page(limit=10)).items) == 1


async def test_a_number_nobody_brought_is_not_in_service(calls: Calls, world: World) -> None:
    incoming = replace(ringing(world.dental), called=PhoneNumber("+12125550188"))
    assert await calls.answer(incoming) == Refusal(reason=EndReason.NUMBER_UNKNOWN)


async def test_a_number_without_an_agent_is_refused_politely(calls: Calls, world: World) -> None:
    async with calls.store.account(world.dental.account.id) as scope:
        await scope.numbers.save(replace(world.dental.number, agent_id=None))
    refusal = await calls.answer(ringing(world.dental))
    assert isinstance(refusal, Refusal)
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.REFUSED, EndReason.NO_AGENT)


async def test_a_suspended_account_answers_no_call_and_the_decision_says_why(
    calls: Calls, world: World
) -> None:
    async with calls.store.platform() as platform:
        await platform.accounts.set_standing(world.dental.account.id, Standing.SUSPENDED)
    assert isinstance(await calls.answer(ringing(world.dental)), Refusal)
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.REFUSED, EndReason.POLICY)
    async with calls.store.account(world.dental.account.id) as scope:
        assert (await scope.decisions.get(call.decision_id or "")).reason == "TENANT_SUSPENDED"


async def test_one_call_more_than_there_is_room_for_is_refused(calls: Calls, world: World) -> None:
    await _recording_wanted(calls, world.dental, wanted=False)
    answers = await asyncio.gather(*(calls.answer(ringing(world.dental, f"CA{n}")) for n in range(8)))
    assert sum(isinstance(it, Answer) for it in answers) == calls.capacity
    full = [it for it in answers if isinstance(it, Refusal)]
    assert {it.reason for it in full} == {EndReason.AT_CAPACITY}


async def test_above_capacity_a_message_may_be_left_where_it_may_be_recorded(
    calls: Calls, world: World
) -> None:
    answers = [await calls.answer(ringing(world.dental, f"CA{n}")) for n in range(calls.capacity + 2)]
    assert [it.takes_message for it in answers if isinstance(it, Answer)] == [False] * 3 + [True] * 2
    last = answers[-1]
    assert isinstance(last, Answer)
    ticket = await calls.connect(last.token, carrier_call_id="CA4")
    assert ticket.takes_message


async def test_a_call_that_ended_makes_room(calls: Calls, world: World, upkeep: Upkeep) -> None:
    await upkeep.beat()
    tickets = [await _connected(calls, world.dental, f"CA{n}") for n in range(calls.capacity)]
    full = await calls.answer(ringing(world.dental, "CA8"))
    assert isinstance(full, Answer)
    assert full.takes_message
    await calls.complete(tickets[0], GOODBYE)
    again = await calls.answer(ringing(world.dental, "CA9"))
    assert isinstance(again, Answer)
    assert not again.takes_message


async def test_a_browser_call_is_decided_counted_and_marked_as_a_test(
    calls: Calls, world: World, upkeep: Upkeep
) -> None:
    await upkeep.beat()
    answer = await calls.try_agent(world.dental.account.id, world.dental.agent.id)
    ticket = await calls.connect(answer.token, carrier_call_id=None)
    async with calls.store.account(ticket.account_id) as scope:
        call = await scope.calls.get(ticket.call_id)
    assert call.test
    assert call.decision_id is not None


async def test_test_calls_of_one_account_leave_room_for_everybody_elses_callers(
    calls: Calls, world: World
) -> None:
    for _ in range(MOST_TEST_CALLS):
        await calls.try_agent(world.dental.account.id, world.dental.agent.id)
    with pytest.raises(Conflict) as full:
        await calls.try_agent(world.dental.account.id, world.dental.agent.id)
    assert full.value.code == "at_capacity"
    assert isinstance(await calls.answer(ringing(world.barber)), Answer)


async def test_a_call_that_the_carrier_ended_and_its_process_never_did_is_closed(
    calls: Calls, world: World, upkeep: Upkeep, watch: Watch
) -> None:
    await upkeep.beat()
    ticket = await _connected(calls, world.dental)
    await calls.report(report(CallStatus.COMPLETED), frozenset({ticket.account_id}))
    watch.passes(LEASE)
    assert await upkeep.close_lost_calls() == 1
    assert (await _stored(calls, world.dental)).end_reason is EndReason.PROCESS_LOST


_Step = Callable[[Calls, Ticket, frozenset[str]], Awaitable[object]]
_REPORTS: dict[str, _Step] = {
    "ringing": lambda calls, _, who: calls.report(report(CallStatus.RINGING), who),
    "in progress": lambda calls, _, who: calls.report(report(CallStatus.IN_PROGRESS), who),
    "completed": lambda calls, _, who: calls.report(report(CallStatus.COMPLETED), who),
    "our record": lambda calls, ticket, _: calls.complete(ticket, GOODBYE),
}


@pytest.mark.parametrize("order", list(itertools.permutations(_REPORTS)), ids=", ".join)
async def test_every_order_of_reports_doubled_ends_in_one_state(
    calls: Calls, world: World, order: tuple[str, ...]
) -> None:
    ticket = await _connected(calls, world.dental)
    who = frozenset({ticket.account_id})
    for step in order:
        await _REPORTS[step](calls, ticket, who)
        await _REPORTS[step](calls, ticket, who)
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason, call.outcome, call.recording) == (
        CallStatus.COMPLETED,
        EndReason.GOODBYE,
        "Booked cleaning",
        RecordingState.KEPT,
    )


async def test_a_caller_who_hangs_up_while_it_rings_was_never_met(calls: Calls, world: World) -> None:
    answer = await _answered(calls, world.dental)
    await calls.report(report(CallStatus.COMPLETED), frozenset({world.dental.account.id}))
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.COMPLETED, EndReason.NOT_CONNECTED)
    with pytest.raises(NotFound):
        await calls.connect(answer.token, carrier_call_id="CA1")


@pytest.mark.parametrize(
    "carriers_word", [CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.CANCELED, CallStatus.FAILED]
)
async def test_a_call_that_never_came_up_has_a_reason_and_keeps_it(
    calls: Calls, world: World, carriers_word: CallStatus
) -> None:
    await _answered(calls, world.dental)
    who = frozenset({world.dental.account.id})
    await calls.report(report(carriers_word), who)
    await calls.after_stream("CA1", who)
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (carriers_word, EndReason.NOT_CONNECTED)


async def test_a_report_signed_for_another_account_changes_nothing(calls: Calls, world: World) -> None:
    await _connected(calls, world.dental)
    strangers = frozenset({world.barber.account.id})
    await calls.report(report(CallStatus.COMPLETED), strangers)
    assert await calls.after_stream("CA1", strangers) is None
    assert (await _stored(calls, world.dental)).status is CallStatus.IN_PROGRESS


async def test_a_caller_whose_process_died_is_spoken_to_and_the_call_has_its_reason(
    calls: Calls, world: World
) -> None:
    ticket = await _connected(calls, world.dental)
    other = replace(calls, process_id="proc_two")
    cut_off = await other.after_stream("CA1", frozenset({ticket.account_id}))
    assert cut_off is not None
    assert cut_off.language == "en-US"
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.FAILED, EndReason.PROCESS_LOST)


async def test_a_process_that_was_only_slow_says_how_the_call_really_ended(
    calls: Calls, world: World
) -> None:
    ticket = await _connected(calls, world.dental)
    await calls.after_stream("CA1", frozenset({ticket.account_id}))
    await calls.complete(ticket, GOODBYE)
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason, call.outcome) == (
        CallStatus.COMPLETED,
        EndReason.GOODBYE,
        "Booked cleaning",
    )


async def test_a_call_that_broke_keeps_what_was_settled_of_its_recording(calls: Calls, world: World) -> None:
    ticket = await _connected(calls, world.dental)
    async with calls.store.account(ticket.account_id) as scope:
        call = await scope.calls.lock(ticket.call_id)
        await scope.calls.save(replace(call, recording=RecordingState.KEPT))
    broken = replace(GOODBYE, reason=EndReason.ERROR, outcome=None, recording=RecordingState.AWAITING)
    await calls.complete(ticket, broken)
    assert (await _stored(calls, world.dental)).recording is RecordingState.KEPT


async def test_after_a_goodbye_there_is_nothing_more_to_say(calls: Calls, world: World) -> None:
    ticket = await _connected(calls, world.dental)
    await calls.complete(ticket, GOODBYE)
    assert await calls.after_stream("CA1", frozenset({ticket.account_id})) is None


async def test_calls_of_a_process_that_stopped_beating_are_closed_by_another(
    calls: Calls, world: World, upkeep: Upkeep, watch: Watch
) -> None:
    await upkeep.beat()
    await _connected(calls, world.dental)
    survivor = replace(upkeep, calls=replace(calls, process_id="proc_two"))
    assert await survivor.close_lost_calls() == 0
    watch.passes(LEASE)
    assert await survivor.close_lost_calls() == 1
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.FAILED, EndReason.PROCESS_LOST)


async def test_a_call_that_rings_for_ever_is_closed(
    calls: Calls, world: World, upkeep: Upkeep, watch: Watch
) -> None:
    await _answered(calls, world.dental)
    watch.passes(TOKEN_LIFETIME * 2)
    assert await upkeep.close_lost_calls() == 1
    call = await _stored(calls, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.NO_ANSWER, EndReason.NOT_CONNECTED)
