"""Agents, as their owners and programs read them."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.agents import Agent
from dialora.domain.numbers import OwnedNumber
from dialora.store.page import Page
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    store: Store

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
