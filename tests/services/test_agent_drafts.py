"""Drafts and versions: all of a change or nothing of it, one after the other, and never a lost word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from dialora.domain.agents import Agent, Span, SpecialDay
from dialora.domain.errors import Conflict, InvalidFields
from dialora.services.agent_drafts import AgentDrafts
from dialora.services.agents import MOST_AGENTS, Agents, NewAgent
from dialora.store.scope import Store
from sites import Clock
from worlds import NOW, World

BY = "Sample Owner"


@pytest.fixture
def drafts(store: Store) -> AgentDrafts:
    return AgentDrafts(store=store, clock=Clock(NOW))


@pytest.fixture
def agents(store: Store) -> Agents:
    return Agents(store=store, clock=Clock(NOW))


def _says(greeting: str) -> Callable[[Agent], Agent]:
    return lambda agent: replace(agent, greeting=greeting)


async def test_of_two_who_save_at_once_one_is_told(drafts: AgentDrafts, world: World) -> None:
    agent = world.dental.agent
    read = (await drafts.get(agent.account_id, agent.id)).revision
    done = await asyncio.gather(
        *(
            drafts.change(agent.account_id, agent.id, _says(words), revision=read, by=who)
            for words, who in (("Good morning.", "Ada"), ("Good evening.", "Bo"))
        ),
        return_exceptions=True,
    )
    (refused,) = [it for it in done if isinstance(it, Conflict)]
    assert refused.code == "draft_moved_on"
    kept = (await drafts.get(agent.account_id, agent.id)).draft
    assert kept is not None
    assert kept.changed_by in refused.message


async def test_a_wrong_part_keeps_the_whole_change_out(drafts: AgentDrafts, world: World) -> None:
    agent = world.dental.agent

    def wrong(now: Agent) -> Agent:
        backwards = {0: (Span(time(17), time(9)),)}
        hours = replace(now.business.hours, week=backwards)
        return replace(now, greeting="This is fine.", business=replace(now.business, hours=hours))

    with pytest.raises(InvalidFields) as refused:
        await drafts.change(agent.account_id, agent.id, wrong, revision=None, by=BY)
    assert list(refused.value.wrong) == ["/business/hours/week/monday/0/closes"]
    assert (await drafts.get(agent.account_id, agent.id)).draft is None


async def test_a_number_that_became_ours_meanwhile_stops_the_publishing(
    drafts: AgentDrafts, world: World
) -> None:
    """Whatever was right when it was drafted is looked at again before callers hear it."""
    agent, ours = world.dental.agent, world.dental.number.number
    async with drafts.store.account(agent.account_id) as scope:
        kept = await drafts.change(agent.account_id, agent.id, _says("Hello."), revision=None, by=BY)
        assert kept.draft is not None
        (destination,) = agent.business.transfers
        looped = replace(agent.business, transfers=(replace(destination, number=ours),))
        await scope.drafts.keep(replace(kept.draft, agent=replace(kept.draft.agent, business=looped)))
    with pytest.raises(InvalidFields, match="An agent answers this number"):
        await drafts.publish(agent.account_id, agent.id, revision=None, by=BY)
    assert (await drafts.get(agent.account_id, agent.id)).published.version == 1


async def test_special_days_come_back_from_the_store_as_they_were(drafts: AgentDrafts, world: World) -> None:
    agent = world.dental.agent

    def change(now: Agent) -> Agent:
        eve = SpecialDay(name="Christmas Eve", spans=(Span(time(8), time(12)),))
        hours = replace(
            now.business.hours,
            holidays={date(2026, 12, 25): "Christmas Day"},
            special={date(2026, 12, 24): eve},
        )
        return replace(now, business=replace(now.business, hours=hours))

    await drafts.change(agent.account_id, agent.id, change, revision=None, by=BY)
    published = await drafts.publish(agent.account_id, agent.id, revision=None, by=BY)
    edited = await drafts.get(agent.account_id, agent.id)
    assert edited.published == published
    hours = edited.published.business.hours
    assert hours.on(date(2026, 12, 24)) == (Span(time(8), time(12)),)
    assert hours.on(date(2026, 12, 25)) == ()
    assert hours.on(date(2026, 12, 28)) == (Span(time(8), time(12)), Span(time(13), time(17)))


async def test_an_old_version_comes_back_whole_and_keeps_who_it_is(drafts: AgentDrafts, world: World) -> None:
    agent = world.dental.agent
    for greeting in ("Second.", "Third."):
        await drafts.change(agent.account_id, agent.id, _says(greeting), revision=None, by=BY)
        await drafts.publish(agent.account_id, agent.id, revision=None, by=BY)
    edited = await drafts.restore(agent.account_id, agent.id, 1, revision=None, by="Somebody else")
    assert edited.agent == replace(agent, version=3)
    published = await drafts.publish(agent.account_id, agent.id, revision=edited.revision, by=BY)
    assert published == replace(agent, version=4)


async def test_who_published_what_and_when_is_on_record(
    drafts: AgentDrafts, agents: Agents, world: World
) -> None:
    agent = world.dental.agent
    await drafts.change(agent.account_id, agent.id, _says("Second."), revision=None, by="Ada")
    await drafts.publish(agent.account_id, agent.id, revision=None, by="Bo")
    second, first = (await agents.versions(agent.account_id, agent.id)).items
    assert (second.agent.version, second.published_by, second.published_at) == (2, "Bo", NOW)
    assert (first.agent.version, first.published_by, first.published_at) == (1, None, NOW)


async def test_an_account_has_only_so_many_agents(agents: Agents, world: World) -> None:
    account = world.dental.account.id
    new = NewAgent(name="May", calendar_id=world.dental.calendar.id)
    for _ in range(MOST_AGENTS - 1):
        await agents.create(account, new, by=BY)
    with pytest.raises(Conflict) as full:
        await agents.create(account, new, by=BY)
    assert full.value.code == "too_many_agents"
