"""Agents, and what each was at every version a call may have been answered by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select

from dialora.domain.agents import Agent, Business
from dialora.domain.errors import NotFound
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import agent_versions, agents


class Agents(AccountRows[Agent]):
    table = agents
    noun = Agent

    async def add(self, thing: Agent) -> None:
        await super().add(thing)
        await self._keep_version(thing)

    async def save(self, thing: Agent) -> None:
        """Write the agent. Raises Conflict unless its version is a new one, so that the version
        pinned to a call always says what answered it."""
        await super().save(thing)
        await self._keep_version(thing)

    async def at_version(self, id: str, version: int) -> Agent:
        """What it was then. Raises NotFound."""
        query = select(agent_versions.c.agent).where(
            agent_versions.c.account_id == self._tenant.account_id,
            agent_versions.c.agent_id == id,
            agent_versions.c.version == version,
        )
        stored = await self._tenant.connection.scalar(query)
        if stored is None:
            raise NotFound
        return msgspec.convert(stored, Agent, strict=False)

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Agent]:
        return await self._page(limit, starting_after)

    async def _keep_version(self, agent: Agent) -> None:
        row = {
            "account_id": agent.account_id,
            "agent_id": agent.id,
            "version": agent.version,
            "agent": msgspec.to_builtins(agent, str_keys=True),
        }
        await self._tenant.connection.execute(insert(agent_versions).values(row))

    def _read(self, row: Row[Any]) -> Agent:
        known = dict(row._mapping)
        return Agent(**known | {"business": msgspec.convert(known["business"], Business, strict=False)})

    def _write(self, thing: Agent) -> Mapping[str, Any]:
        return write_noun(thing) | {"business": msgspec.to_builtins(thing.business, str_keys=True)}
