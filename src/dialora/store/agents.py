"""Agents, and what each was at every version a call may have been answered by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select

from dialora.domain.agents import Agent, PublishedAgent
from dialora.domain.errors import NotFound
from dialora.store.agent_rows import read_agent, read_business, write_agent, write_business
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE, AccountRows, write_noun
from dialora.store.tables import agent_versions, agents


class Agents(AccountRows[Agent]):
    table = agents
    noun = Agent

    async def add(self, thing: Agent, *, by: str | None = None) -> None:
        await super().add(thing)
        await self._keep_version(thing, thing.created_at, by)

    async def save(self, thing: Agent, *, at: datetime | None = None, by: str | None = None) -> None:
        """Write the agent. Raises Conflict unless its version is a new one, so that the version
        pinned to a call always says what answered it."""
        await super().save(thing)
        await self._keep_version(thing, at, by)

    async def at_version(self, id: str, version: int) -> Agent:
        """What it was then. Raises NotFound."""
        return (await self.published(id, version)).agent

    async def published(self, id: str, version: int) -> PublishedAgent:
        """What it was then, who published it and when. Raises NotFound."""
        query = self._versions(id).where(agent_versions.c.version == version)
        row = (await self._tenant.connection.execute(query)).first()
        if row is None:
            raise NotFound("There is no such version.", code="version_not_found")
        return _published(row)

    async def versions(self, id: str, *, limit: int = 20, before: int | None = None) -> Page[PublishedAgent]:
        """Newest first, those before a version only."""
        wanted = max(1, min(limit, MAX_PAGE))
        query = self._versions(id).order_by(agent_versions.c.version.desc()).limit(wanted + 1)
        if before is not None:
            query = query.where(agent_versions.c.version < before)
        found = tuple(_published(row) for row in await self._tenant.connection.execute(query))
        return Page(items=found[:wanted], has_more=len(found) > wanted)

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Agent]:
        return await self._page(limit, starting_after)

    def _versions(self, id: str) -> Select[Any]:
        return select(agent_versions).where(
            agent_versions.c.account_id == self._tenant.account_id, agent_versions.c.agent_id == id
        )

    async def _keep_version(self, agent: Agent, at: datetime | None, by: str | None) -> None:
        row = {
            "account_id": agent.account_id,
            "agent_id": agent.id,
            "version": agent.version,
            "agent": write_agent(agent),
            "published_at": at,
            "published_by": by,
        }
        await self._tenant.connection.execute(insert(agent_versions).values(row))

    def _read(self, row: Row[Any]) -> Agent:
        known = dict(row._mapping)
        return Agent(**known | {"business": read_business(known["business"])})

    def _write(self, thing: Agent) -> Mapping[str, Any]:
        return write_noun(thing) | {"business": write_business(thing.business)}


def _published(row: Row[Any]) -> PublishedAgent:
    return PublishedAgent(
        agent=read_agent(row.agent), published_at=row.published_at, published_by=row.published_by
    )
