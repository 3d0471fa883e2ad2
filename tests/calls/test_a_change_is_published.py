"""A change is published while somebody talks: their call keeps what it began with, the next caller hears the
change. In real time, on the real store: a database does not wait in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dialora.dialogue.receptionist import Receptionist
from dialora.domain.agents import Agent
from dialora.domain.call_wording import CallWords
from dialora.domain.calls import Call
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Dialogue
from dialora.ports.telephony import IncomingCall
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.calls import Answer
from dialora.store.scope import Store
from dialora.testing import FakePhone, ScriptedSpeech
from patience import becomes
from receptions import Desk
from sites import WallClock, make_services
from worlds import World

#: What callers who ask where to park are told.
OLD, NEW = "You can park for free behind the building.", "The car park is closed this week."
CALLERS = (PhoneNumber("+12125550147"), PhoneNumber("+12125550148"))


def _receptionist(agent: Agent, call: Call, words: CallWords) -> Dialogue:
    return Receptionist(agent, Desk(caller=call.peer), WallClock().now, call.peer, words=words)


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    made = make_services(store, WallClock(), tmp_path)
    return replace(made, live=replace(made.live, dialogue_for=_receptionist))


@asynccontextmanager
async def _calls(services: Services, world: World, caller: PhoneNumber) -> AsyncIterator[FakePhone]:
    called = world.dental.number
    incoming = IncomingCall(
        carrier=called.carrier,
        carrier_call_id=f"CA{caller}",
        carrier_account_id=called.carrier_account_id,
        called=called.number,
        caller=caller,
    )
    answer = await services.calls.answer(incoming)
    assert isinstance(answer, Answer)
    ticket = await services.calls.connect(answer.token, carrier_call_id=incoming.carrier_call_id)
    phone = FakePhone()
    line = asyncio.create_task(phone.carry())
    live = asyncio.create_task(services.live.run(ticket, phone))
    yield phone
    phone.hangs_up()
    await live
    await line


async def _publish(services: Services, agent: Agent) -> None:
    """Another greeting, another answer, a faster voice."""

    def change(now: Agent) -> Agent:
        (parking,) = now.business.answers
        answers = (replace(parking, text=NEW),)
        business = replace(now.business, answers=answers)
        return replace(now, greeting="What is it about?", voice_speed=1.2, business=business)

    drafts = services.agent_drafts
    await drafts.change(agent.account_id, agent.id, change, revision=None, by="Sample Owner")
    await drafts.publish(agent.account_id, agent.id, revision=None, by="Sample Owner")


async def test_the_running_call_keeps_its_version_and_the_next_one_hears_the_change(
    services: Services, world: World
) -> None:
    agent = replace(world.dental.agent, recording_wanted=False, version=2)
    async with services.agents.store.account(agent.account_id) as scope:
        await scope.agents.save(agent)
    voice = services.live.apparatus.tts
    assert isinstance(voice, ScriptedSpeech)
    async with _calls(services, world, CALLERS[0]) as first:
        await becomes(lambda: "How can I help you?" in voice.spoken, "the greeting", within=20)
        await _publish(services, agent)
        async with _calls(services, world, CALLERS[1]) as second:
            await becomes(lambda: "What is it about?" in voice.spoken, "the new greeting", within=20)
            await asyncio.gather(_asks(first, voice, OLD), _asks(second, voice, NEW))
    # Which call said what is told by how fast it was said.
    said = dict(zip(voice.spoken, voice.speeds, strict=True))
    assert said["How can I help you?"] == said[OLD] == 1.0
    assert said["What is it about?"] == said[NEW] == 1.2
    async with services.agents.store.account(agent.account_id) as scope:
        page = await scope.calls.page()
    assert [call.agent_version for call in page.items] == [3, 2]


async def _asks(phone: FakePhone, voice: ScriptedSpeech, answer: str) -> None:
    """Once more where the line was too busy to carry the question."""
    for _ in range(3):
        await phone.says("Where can I park?")
        with suppress(AssertionError):
            await becomes(lambda: answer in voice.spoken, answer, within=8)
            return
    raise AssertionError(f"nobody said {answer!r}, but {voice.spoken}")
