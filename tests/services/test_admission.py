"""Callers who never stop, accounts that are flooded, and messages left where no line is free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialora.domain.admission import CallLimits
from dialora.domain.calls import CallStatus, EndReason, RecordingState
from dialora.domain.phone import PhoneNumber
from dialora.ports.telephony import IncomingCall
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.calls import Answer, Calls, Refusal
from dialora.services.messages import Messages
from dialora.store.scope import Store
from dialora.testing import FakePhone
from dialora.voice.message_phrases import ENGLISH
from sites import Clock, make_services
from worlds import NOW, Tenancy, World

CALLER = PhoneNumber("+12025550147")


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    return make_services(store, clock, tmp_path)


async def ring(
    calls: Calls, tenancy: Tenancy, call: str, caller: PhoneNumber | None = CALLER
) -> Answer | Refusal:
    return await calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id=call,
            carrier_account_id=tenancy.number.carrier_account_id,
            called=tenancy.number.number,
            caller=caller,
        )
    )


async def reasons(calls: Calls, tenancy: Tenancy, callers: Sequence[PhoneNumber | None]) -> list[str]:
    """One call after the other, each over at once; what became of it."""
    found = []
    for caller in callers:
        place = f"CA{len(found)}-{caller}-{tenancy.account.id}-{calls.clock.now()}"
        answer = await ring(calls, tenancy, place, caller)
        found.append(answer.reason.value if isinstance(answer, Refusal) else "answered")
        if isinstance(answer, Answer):
            async with calls.store.account(tenancy.account.id) as scope:
                call = await scope.calls.lock(answer.call_id)
                await scope.calls.save(replace(call, status=CallStatus.COMPLETED))
    return found


async def test_a_number_that_calls_again_and_again_is_asked_to_wait(
    services: Services, world: World, clock: Clock
) -> None:
    calls = replace(services.calls, limits=CallLimits(caller_hour=2, caller_day=3))
    assert await reasons(calls, world.dental, [CALLER] * 3) == ["answered", "answered", "too_many_calls"]
    other = PhoneNumber("+12025550148")
    assert await reasons(calls, world.dental, [other]) == ["answered"]
    assert await reasons(calls, world.barber, [CALLER]) == ["answered"], "here it is a new caller"
    clock.move(timedelta(hours=1, seconds=1))
    assert await reasons(calls, world.dental, [CALLER] * 2) == ["answered", "too_many_calls"], "three a day"
    clock.move(timedelta(days=1))
    assert await reasons(calls, world.dental, [CALLER]) == ["answered"]


async def test_an_account_can_limit_its_callers_by_itself_withheld_ones_too(
    services: Services, world: World, store: Store
) -> None:
    calls = replace(services.calls, limits=CallLimits(caller_hour=1))
    async with store.account(world.dental.account.id) as scope:
        await scope.limits.put(CallLimits(caller_hour=0, account_day=2))
    assert await reasons(calls, world.dental, [CALLER, None, None]) == [
        "answered",
        "answered",
        "too_many_calls",
    ]


async def test_a_refused_caller_is_on_record_and_fills_no_ledger(
    services: Services, world: World, store: Store
) -> None:
    calls = replace(services.calls, limits=CallLimits(caller_hour=1))
    await reasons(calls, world.dental, [CALLER] * 5)
    async with store.account(world.dental.account.id) as scope:
        kept = (await scope.calls.page(limit=10)).items
        head = await scope.ledger.lock_head()
    assert [it.end_reason for it in kept].count(EndReason.TOO_MANY_CALLS) == 4
    assert head.seq == 1


async def test_a_flooded_account_leaves_lines_to_one_that_was_called_lately(
    services: Services, world: World
) -> None:
    calls = replace(services.calls, capacity=8)
    await reasons(calls, world.barber, [CALLER])
    flood = [await ring(calls, world.dental, f"CA-flood-{n}") for n in range(10)]
    lines = [it for it in flood if isinstance(it, Answer) and not it.takes_message]
    assert len(lines) == 6
    callers = [await ring(calls, world.barber, f"CA-barber-{n}") for n in range(2)]
    assert all(isinstance(it, Answer) and not it.takes_message for it in callers)


class QuickVoice:
    """A tenth of a second for every sentence."""

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[bytes]:
        yield b"\x80" * 800

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        """Nothing is slow here."""


async def test_who_finds_no_line_leaves_a_message_with_sound(services: Services, world: World) -> None:
    await services.live.apparatus.spare.keep(ENGLISH.sentences(), QuickVoice())
    answer = await ring(replace(services.calls, capacity=0), world.dental, "CA1")
    assert isinstance(answer, Answer)
    ticket = await services.calls.connect(answer.token, carrier_call_id="CA1")
    phone = FakePhone()
    talking = asyncio.create_task(services.live.run(ticket, phone))
    carrying = asyncio.create_task(phone.carry())
    async with asyncio.timeout(20):
        await phone.waits(2.2)
        await phone.says("Please call me back.", over_agent=True)
        phone.hangs_up()
        record = await talking
    carrying.cancel()
    assert record.reason is EndReason.AT_CAPACITY
    story = await services.call_history.get(ticket.account_id, ticket.call_id)
    assert (story.call.status, story.call.recording) == (CallStatus.COMPLETED, RecordingState.KEPT)
    assert await services.recordings.size(ticket.account_id, ticket.call_id) > 16_000
    left = await Messages(store=services.calls.store, clock=services.clock).page(ticket.account_id)
    [message] = left.items
    assert (message.call_id, message.text, message.phone) == (ticket.call_id, "", CALLER)
    assert await services.calls.after_stream("CA1", frozenset({ticket.account_id})) is None
