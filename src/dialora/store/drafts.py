"""Drafts of agents, and what a test call of a draft was spoken with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_update

from dialora.domain.agents import Agent
from dialora.domain.drafts import Draft
from dialora.domain.errors import Forbidden
from dialora.store.agent_rows import read_agent, write_agent
from dialora.store.rows import Tenant
from dialora.store.tables import agent_drafts, agent_trials


class Drafts:
    """One account's drafts, at most one per agent."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def of_agent(self, agent_id: str) -> Draft | None:
        """None where nothing is changed."""
        query = select(agent_drafts).where(
            agent_drafts.c.account_id == self._tenant.account_id, agent_drafts.c.agent_id == agent_id
        )
        row = (await self._tenant.connection.execute(query)).first()
        return None if row is None else _draft(row)

    async def of_all(self) -> dict[str, Draft]:
        """By agent; without those where nothing is changed."""
        query = select(agent_drafts).where(agent_drafts.c.account_id == self._tenant.account_id)
        return {row.agent_id: _draft(row) for row in await self._tenant.connection.execute(query)}

    async def keep(self, draft: Draft) -> None:
        """In place of the one before. Raises NotFound where there is no such agent."""
        if draft.agent.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        content = {
            "agent": write_agent(draft.agent),
            "revision": draft.revision,
            "changed_at": draft.changed_at,
            "changed_by": draft.changed_by,
        }
        key = {"account_id": self._tenant.account_id, "agent_id": draft.agent.id}
        kept = insert_or_update(agent_drafts).values(key | content)
        await self._tenant.connection.execute(
            kept.on_conflict_do_update(index_elements=list(key), set_=content)
        )

    async def drop(self, agent_id: str) -> None:
        """Does nothing where there is none."""
        await self._tenant.connection.execute(
            delete(agent_drafts).where(
                agent_drafts.c.account_id == self._tenant.account_id, agent_drafts.c.agent_id == agent_id
            )
        )


class Trials:
    """Test calls of drafts."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def keep(self, call_id: str, agent: Agent) -> None:
        """Raises NotFound where there is no such call."""
        row = {"account_id": self._tenant.account_id, "call_id": call_id, "agent": write_agent(agent)}
        await self._tenant.connection.execute(insert(agent_trials).values(row))

    async def of_call(self, call_id: str) -> Agent | None:
        """The agent that spoke in it; None where that was no draft."""
        query = select(agent_trials.c.agent).where(
            agent_trials.c.account_id == self._tenant.account_id, agent_trials.c.call_id == call_id
        )
        stored = await self._tenant.connection.scalar(query)
        return None if stored is None else read_agent(stored)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        agent=read_agent(row.agent),
        revision=row.revision,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
