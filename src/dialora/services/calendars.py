"""Calendars: the people, rooms and chairs of an account, and whose time each agent books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialora.domain.agents import Agent
from dialora.domain.appointments import Calendar
from dialora.domain.errors import Conflict
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.scope import Store

#: More do not fit beside each other on any page.
MOST_IN_A_TEAM = 20
_MOST_AGENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """An agent, and everybody whose time it books, its own calendar first."""

    agent: Agent
    calendars: tuple[Calendar, ...]

    @property
    def serving(self) -> tuple[Calendar, ...]:
        """Those on which something new may be booked."""
        return tuple(each for each in self.calendars if each.retired_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    store: Store
    clock: Clock

    async def of_account(self, account_id: str) -> tuple[Calendar, ...]:
        """All of them, also those that are no longer used."""
        async with self.store.account(account_id) as scope:
            return await scope.calendars.of_account()

    async def get(self, account_id: str, calendar_id: str) -> Calendar:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.calendars.get(calendar_id)

    async def teams(self, account_id: str) -> tuple[Team, ...]:
        """Each agent of the account with its calendars, the oldest agent first."""
        async with self.store.account(account_id) as scope:
            agents = await scope.agents.page(limit=_MOST_AGENTS)
            calendars = await scope.calendars.of_account()
        return tuple(_team(agent, calendars) for agent in reversed(agents.items))

    async def add(self, account_id: str, beside_id: str, name: str) -> Calendar:
        """One more beside another: whoever books there may book here too. Raises NotFound, Conflict."""
        async with self.store.account(account_id) as scope:
            beside = await scope.calendars.lock(beside_id)
            first_id = beside.beside_id or beside.id
            if len(await scope.calendars.team(first_id)) >= MOST_IN_A_TEAM:
                raise Conflict(f"There are {MOST_IN_A_TEAM} already.", code="too_many_calendars")
            calendar = Calendar(
                id=new_id("cal"),
                account_id=account_id,
                name=name,
                beside_id=first_id,
                created_at=self.clock.now(),
            )
            await scope.calendars.add(calendar)
        return calendar

    async def change(
        self,
        account_id: str,
        calendar_id: str,
        *,
        name: str | None = None,
        not_for: Sequence[str] | None = None,
        in_use: bool | None = None,
    ) -> Calendar:
        """Rename it, say which services it is not used for, or that nothing new is booked on it. What is
        booked stays. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            calendar = await scope.calendars.lock(calendar_id)
            retired_at = calendar.retired_at
            if in_use is not None:
                retired_at = None if in_use else retired_at or self.clock.now()
            changed = replace(
                calendar,
                name=name or calendar.name,
                not_for=calendar.not_for if not_for is None else tuple(not_for),
                retired_at=retired_at,
            )
            await scope.calendars.save(changed)
        return changed


def _team(agent: Agent, calendars: Sequence[Calendar]) -> Team:
    own = [each for each in calendars if each.id == agent.calendar_id]
    beside = [each for each in calendars if each.beside_id == agent.calendar_id]
    return Team(agent=agent, calendars=(*own, *beside))
