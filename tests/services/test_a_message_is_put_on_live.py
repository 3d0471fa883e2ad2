"""A call for which no line is free, as those who watch it see it, hear it and end it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from dialora.domain.calls import Call, CallStatus, EndReason, RecordingState
from dialora.domain.phone import PhoneNumber
from dialora.ports.telephony import IncomingCall
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.calls import Answer, Ticket
from dialora.services.supervision import Supervisor
from dialora.store.scope import Store
from dialora.testing import FakePhone, ScriptedSpeech
from dialora.voice.message_phrases import ENGLISH
from sites import WallClock, make_services
from worlds import World

PATIENCE_S = 30.0
SOMEBODY = Supervisor(id="memb_somebody")


@pytest.fixture
async def services(store: Store, tmp_path: Path) -> Services:
    """An installation with room for nothing but messages."""
    CARRIERS.discover("dialora.providers.telephony")
    made = make_services(store, WallClock(), tmp_path)
    spare = made.live.apparatus.spare
    await spare.keep(ENGLISH.sentences(), ScriptedSpeech(first_sound_s=0.0))
    return replace(made, calls=replace(made.calls, capacity=0))


async def _rings(services: Services, world: World) -> Ticket:
    answer = await services.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id="CA01",
            carrier_account_id=world.dental.number.carrier_account_id,
            called=world.dental.number.number,
            caller=PhoneNumber("+12125550147"),
        )
    )
    assert isinstance(answer, Answer)
    ticket = await services.calls.connect(answer.token, carrier_call_id="CA01")
    assert ticket.takes_message
    return ticket


async def _kept(services: Services, ticket: Ticket) -> Call:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            (running,) = await services.supervision.running(ticket.account_id)
            if running.story.call.recording is RecordingState.KEPT:
                return running.story.call
            await asyncio.sleep(0.05)


async def test_who_is_leaving_a_message_is_heard_thanked_and_hung_up_on(
    services: Services, store: Store, world: World
) -> None:
    ticket, phone = await _rings(services, world), FakePhone()
    line = asyncio.create_task(phone.carry())
    call = asyncio.create_task(services.live.run(ticket, phone))
    try:
        running = await _kept(services, ticket)
        assert (running.status, running.takes_message) == (CallStatus.IN_PROGRESS, True)
        token = await services.supervision.admit(
            ticket.account_id, ticket.call_id, member_id=SOMEBODY.id, session=b"a session"
        )
        given = await services.supervision.enter(token)
        async with aclosing(services.supervision.listen(given)) as sounds:
            assert await anext(sounds) is None, "somebody listens"
            await phone.says("This is Ada Quill, please call me back.")
            assert await anext(sounds) is not None
        await services.supervision.end(ticket.account_id, ticket.call_id, SOMEBODY)
        async with asyncio.timeout(PATIENCE_S):
            record = await call
    finally:
        phone.hangs_up()
        line.cancel()
        await asyncio.gather(call, line, return_exceptions=True)
    assert record.reason is EndReason.ENDED_BY_MEMBER
    assert "Your message will be passed on" in phone.heard
    async with store.account(ticket.account_id) as scope:
        (message,) = (await scope.messages.page()).items
    assert message.call_id == ticket.call_id, "what was said is not lost"
