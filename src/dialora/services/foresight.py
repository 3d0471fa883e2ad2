"""What the law will make an agent say, for somebody who writes its greeting. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.compliance.book import Rulebook
from dialora.compliance.engine import decide
from dialora.compliance.intent import CallIntent
from dialora.domain.agents import Agent
from dialora.ports.clock import Clock
from dialora.ports.notices import Notice
from dialora.services.facts import gather
from dialora.services.opening import opening_for
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    store: Store
    clock: Clock
    rulebook: Rulebook

    async def notices(self, agent: Agent) -> tuple[Notice, ...]:
        """What a caller would hear first whose place nobody knows: the strictest there is. None where the
        account's calls are refused."""
        intent = CallIntent.from_browser(
            account_id=agent.account_id, agent_id=agent.id, recording_wanted=agent.recording_wanted
        )
        async with self.store.account(agent.account_id) as scope:
            account = await scope.account()
            facts = await gather(scope, intent, self.clock.now())
        decision = decide(intent, facts, self.rulebook)
        return opening_for(decision, account, agent).notices if decision.allowed else ()
