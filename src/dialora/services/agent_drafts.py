"""Drafts of agents: changed by anybody who may work here, and published as the next version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dialora.domain.agent_rules import check
from dialora.domain.agents import Agent
from dialora.domain.drafts import Draft, EditedAgent
from dialora.domain.errors import Conflict
from dialora.ports.clock import Clock
from dialora.services.agent_changes import AgentChange, agent_changes
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: What is done to an agent's content; raises Invalid where it cannot be done.
Change = Callable[[Agent], Agent]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDrafts:
    """Each verb that changes something is told who does it, by name, and may name the `revision` it was
    decided on: it raises Conflict("draft_moved_on") where somebody else has changed the draft since."""

    store: Store
    clock: Clock

    async def get(self, account_id: str, agent_id: str) -> EditedAgent:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await _edited(scope, await scope.agents.get(agent_id))

    async def all(self, account_id: str) -> tuple[EditedAgent, ...]:
        """Every agent, the oldest first."""
        async with self.store.account(account_id) as scope:
            agents = (await scope.agents.page(limit=100)).items
            drafts = await scope.drafts.of_all()
        return tuple(EditedAgent(published=each, draft=drafts.get(each.id)) for each in reversed(agents))

    async def change(
        self, account_id: str, agent_id: str, change: Change, *, revision: str | None, by: str
    ) -> EditedAgent:
        """All of a change or, where any of it is wrong, nothing. A draft that comes to equal what is
        published is gone. Raises NotFound, Conflict, InvalidFields."""
        async with self.store.account(account_id) as scope:
            edited = await _locked(scope, agent_id, revision)
            return await self._keep(scope, edited, change(edited.agent), by)

    async def restore(
        self, account_id: str, agent_id: str, version: int, *, revision: str | None, by: str
    ) -> EditedAgent:
        """Begin a draft with what an old version was. Raises NotFound, InvalidFields, and
        Conflict("draft_open") where there is a draft that would be lost."""
        async with self.store.account(account_id) as scope:
            edited = await _locked(scope, agent_id, revision)
            _expect_no_draft(edited)
            old = await scope.agents.at_version(agent_id, version)
            return await self._keep(scope, edited, old, by)

    async def discard(self, account_id: str, agent_id: str, *, revision: str | None) -> EditedAgent:
        """Back to what is published. Discarding twice changes nothing. Raises NotFound, Conflict."""
        async with self.store.account(account_id) as scope:
            edited = await _locked(scope, agent_id, revision)
            await scope.drafts.drop(agent_id)
        return replace(edited, draft=None)

    async def publish(self, account_id: str, agent_id: str, *, revision: str | None, by: str) -> Agent:
        """Make the draft what the next caller hears, under the next number. Raises NotFound, InvalidFields,
        Conflict("nothing_to_publish")."""
        async with self.store.account(account_id) as scope:
            edited = await _locked(scope, agent_id, revision)
            if edited.draft is None:
                raise Conflict("Nothing is changed since the last version.", code="nothing_to_publish")
            await _check(scope, edited.draft.agent)
            return await self._publish(scope, edited, edited.draft.agent, by)

    async def change_published(self, account_id: str, agent_id: str, change: Change, *, by: str) -> Agent:
        """Change and publish in one step. A change that changes nothing makes no version. Raises NotFound,
        InvalidFields, Conflict("draft_open") where people have changes of their own under way."""
        async with self.store.account(account_id) as scope:
            edited = await _locked(scope, agent_id, None)
            _expect_no_draft(edited)
            wanted = _of_this_agent(change(edited.published), edited)
            if wanted == edited.published:
                return edited.published
            await _check(scope, wanted)
            return await self._publish(scope, edited, wanted, by)

    async def changes(
        self, account_id: str, agent_id: str, before: str, after: str
    ) -> tuple[AgentChange, ...]:
        """What differs between two of: a version's number, "published", "draft". Raises NotFound."""
        async with self.store.account(account_id) as scope:
            edited = await _edited(scope, await scope.agents.get(agent_id))
            return agent_changes(await _one_of(scope, edited, before), await _one_of(scope, edited, after))

    async def _keep(self, scope: AccountScope, edited: EditedAgent, wanted: Agent, by: str) -> EditedAgent:
        wanted = _of_this_agent(wanted, edited)
        if wanted == edited.agent:
            return edited
        await _check(scope, wanted)
        if wanted == edited.published:
            await scope.drafts.drop(wanted.id)
            return replace(edited, draft=None)
        draft = Draft(agent=wanted, revision=new_id("rev"), changed_at=self.clock.now(), changed_by=by)
        await scope.drafts.keep(draft)
        return replace(edited, draft=draft)

    async def _publish(self, scope: AccountScope, edited: EditedAgent, wanted: Agent, by: str) -> Agent:
        published = replace(wanted, version=edited.published.version + 1)
        await scope.agents.save(published, at=self.clock.now(), by=by)
        await scope.drafts.drop(published.id)
        return published


async def _edited(scope: AccountScope, published: Agent) -> EditedAgent:
    return EditedAgent(published=published, draft=await scope.drafts.of_agent(published.id))


async def _locked(scope: AccountScope, agent_id: str, revision: str | None) -> EditedAgent:
    """Nobody else changes or publishes it until this transaction ends."""
    edited = await _edited(scope, await scope.agents.lock(agent_id))
    if revision is not None and revision != edited.revision:
        draft = edited.draft
        who = f"{draft.changed_by} has changed this" if draft else "This has been published or discarded"
        raise Conflict(f"{who} since you loaded it. Load it again to go on.", code="draft_moved_on")
    return edited


async def _one_of(scope: AccountScope, edited: EditedAgent, which: str) -> Agent:
    if which == "draft":
        return edited.agent
    if which == "published":
        return edited.published
    return await scope.agents.at_version(edited.published.id, int(which))


def _expect_no_draft(edited: EditedAgent) -> None:
    if edited.draft is not None:
        message = "There are changes that are not published. Publish or discard them first."
        raise Conflict(message, code="draft_open")


def _of_this_agent(wanted: Agent, edited: EditedAgent) -> Agent:
    """Whatever content a change brings, it stays the same agent on the same calendar."""
    now = edited.published
    return replace(
        wanted,
        id=now.id,
        account_id=now.account_id,
        calendar_id=now.calendar_id,
        version=now.version,
        created_at=now.created_at,
    )


async def _check(scope: AccountScope, agent: Agent) -> None:
    own = await scope.numbers.page(limit=100)
    check(agent, tuple(number.number for number in own.items))
