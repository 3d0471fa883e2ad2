"""Whatever is published while a call rings or runs, the call is spoken with what answered it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialora.compliance.book import load_rulebook
from dialora.domain.agents import Agent
from dialora.domain.drafts import Draft
from dialora.services.calls import Calls
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.services.numbers import Numbers
from dialora.services.pinned import pinned_agent
from dialora.store.ids import new_id
from dialora.store.scope import Store
from sites import Clock
from worlds import NOW, World


@pytest.fixture
def calls(store: Store, tmp_path: Path) -> Calls:
    clock = Clock(NOW)
    heads = Heads(folder=tmp_path / "heads", keyring=store.keyring)
    return Calls(
        store=store,
        clock=clock,
        gate=Gate(store=store, clock=clock, rulebook=load_rulebook(), heads=heads),
        numbers=Numbers(store=store, clock=clock, registries={}),
        process_id=new_id("proc"),
        capacity=8,
    )


async def _pinned(calls: Calls, account_id: str, call_id: str) -> Agent:
    async with calls.store.account(account_id) as scope:
        return await pinned_agent(scope, await scope.calls.get(call_id))


async def test_a_version_published_while_it_rings_is_for_the_next_call(calls: Calls, world: World) -> None:
    agent = world.dental.agent
    before = await calls.try_agent(agent.account_id, agent.id)
    published = replace(agent, greeting="What can I do for you?", version=2)
    async with calls.store.account(agent.account_id) as scope:
        await scope.agents.save(published)
    after = await calls.try_agent(agent.account_id, agent.id)
    assert await _pinned(calls, agent.account_id, before.call_id) == agent
    assert await _pinned(calls, agent.account_id, after.call_id) == published


async def test_a_test_call_of_a_draft_keeps_what_the_draft_was(calls: Calls, world: World) -> None:
    agent = world.dental.agent
    drafted = replace(agent, greeting="Good morning, how can I help?", voice_speed=1.1)
    draft = Draft(agent=drafted, revision="rev_1", changed_at=NOW, changed_by="Sample Owner")
    async with calls.store.account(agent.account_id) as scope:
        await scope.drafts.keep(draft)
    answer = await calls.try_agent(agent.account_id, agent.id, draft=True)
    async with calls.store.account(agent.account_id) as scope:
        await scope.drafts.keep(replace(draft, agent=agent))
        call = await scope.calls.get(answer.call_id)
    assert call.agent_version is None
    assert await _pinned(calls, agent.account_id, answer.call_id) == drafted


async def test_without_a_draft_a_test_call_is_of_what_is_published(calls: Calls, world: World) -> None:
    agent = world.dental.agent
    answer = await calls.try_agent(agent.account_id, agent.id, draft=True)
    async with calls.store.account(agent.account_id) as scope:
        assert (await scope.calls.get(answer.call_id)).agent_version == 1
    assert await _pinned(calls, agent.account_id, answer.call_id) == agent
