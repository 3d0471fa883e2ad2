"""Agents as callers hear them: what is published, and what was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialora.domain.agent_rules import check
from dialora.domain.agents import Agent, PublishedAgent
from dialora.domain.appointments import Calendar
from dialora.domain.errors import Conflict, Invalid
from dialora.domain.numbers import OwnedNumber
from dialora.ports.clock import Clock
from dialora.services.agent_template import receptionist
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: Agents of one account.
MOST_AGENTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """What is asked of somebody who wants an agent."""

    #: The name it goes by on the phone.
    name: str
    #: The business as it is spoken; None is the account's own name.
    business: str | None = None
    #: An agent to copy everything else from; None is the template.
    like: str | None = None
    #: The calendar it books on; None is a new one of its own.
    calendar_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    store: Store
    clock: Clock

    async def get(self, account_id: str, agent_id: str) -> Agent:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.agents.get(agent_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[Agent]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.agents.page(limit=limit, starting_after=starting_after)

    async def numbers(self, account_id: str) -> tuple[OwnedNumber, ...]:
        """The telephone numbers that reach them."""
        async with self.store.account(account_id) as scope:
            page = await scope.numbers.page(limit=100)
        return tuple(number for number in page.items if number.agent_id is not None)

    async def create(self, account_id: str, new: NewAgent, *, by: str) -> Agent:
        """An agent that can answer at once, as version 1. No number reaches it yet. Raises NotFound,
        Conflict("too_many_agents"), InvalidFields."""
        async with self.store.account(account_id) as scope:
            # One at a time, so that the count below holds.
            account = await scope.own.lock()
            if len((await scope.agents.page(limit=MOST_AGENTS)).items) >= MOST_AGENTS:
                raise Conflict(f"An account has at most {MOST_AGENTS} agents.", code="too_many_agents")
            now = self.clock.now()
            agent = receptionist(
                account,
                name=new.name,
                business=new.business or account.name,
                calendar_id=new.calendar_id or "",
                now=now,
            )
            if new.like is not None:
                agent = _alike(await scope.agents.get(new.like), agent, new.business)
            agent = replace(agent, calendar_id=await _calendar(scope, agent, new.calendar_id))
            check(agent)
            await scope.agents.add(agent, by=by)
        return agent

    async def version(self, account_id: str, agent_id: str, version: int) -> PublishedAgent:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.agents.published(agent_id, version)

    async def versions(
        self, account_id: str, agent_id: str, *, limit: int = 20, before: int | None = None
    ) -> Page[PublishedAgent]:
        """Newest first. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.agents.get(agent_id)
            return await scope.agents.versions(agent_id, limit=limit, before=before)

    async def tried(self, account_id: str, call_id: str) -> Agent | None:
        """The draft that a test call was spoken with; None where it was none. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            return await scope.trials.of_call(call_id)

    async def calendars(self, account_id: str) -> tuple[Calendar, ...]:
        """What new agents may book on: each stands for those beside it."""
        async with self.store.account(account_id) as scope:
            every = await scope.calendars.of_account()
        return tuple(each for each in every if each.beside_id is None and each.retired_at is None)


def _alike(model: Agent, agent: Agent, business: str | None) -> Agent:
    """A new agent that knows and says what another one does."""
    known = replace(model.business, name=business or model.business.name)
    return replace(
        model, id=agent.id, name=agent.name, business=known, version=1, created_at=agent.created_at
    )


async def _calendar(scope: AccountScope, agent: Agent, wanted: str | None) -> str:
    if wanted is not None:
        calendar = await scope.calendars.get(wanted)
        if calendar.beside_id is not None or calendar.retired_at is not None:
            raise Invalid("Nothing new is booked on that calendar.", field="calendar_id")
        return calendar.id
    own = Calendar(
        id=new_id("cal"), account_id=agent.account_id, name=agent.name, created_at=agent.created_at
    )
    await scope.calendars.add(own)
    return own.id
