"""May we call them now, why not, and when: asked of the gate for all that an account's agents are for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dialora.compliance.intent import CallPurpose, Channel
from dialora.domain.agents import Agent, Purpose
from dialora.domain.contacts import Contact
from dialora.domain.phone import PhoneNumber
from dialora.services.foresight import Foreseen, Foresight, Thought
from dialora.store.rows import MAX_PAGE

#: What an agent's calls are for, as the law sees it.
_IN_LAW: Final = {
    Purpose.SUPPORT: CallPurpose.INFORMATIONAL,
    Purpose.SCHEDULING: CallPurpose.INFORMATIONAL,
    Purpose.SALES_OUTREACH: CallPurpose.TELEMARKETING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One kind of call or text that an agent of the account might make."""

    purpose: Purpose
    channel: Channel
    agent: Agent

    def of(self, number: PhoneNumber) -> Thought:
        return Thought(
            account_id=self.agent.account_id,
            callee=number,
            purpose=_IN_LAW[self.purpose],
            agent_id=self.agent.id,
            channel=self.channel,
            recording_wanted=self.agent.recording_wanted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gate would say now."""

    asked: Asked
    foreseen: Foreseen


@dataclass(frozen=True, slots=True, kw_only=True)
class MayWeCall:
    foresight: Foresight

    async def answers(self, contact: Contact) -> tuple[Answer, ...]:
        """For every purpose of the account's agents, calls first. Nobody is called, nothing is stored."""
        at = self.foresight.clock.now()
        async with self.foresight.store.account(contact.account_id) as scope:
            agents = await scope.agents.page(limit=MAX_PAGE)
            return tuple(
                [
                    Answer(
                        asked=asked,
                        foreseen=await self.foresight.check_within(scope, asked.of(contact.number), at),
                    )
                    for asked in questions(agents.items)
                ]
            )

    async def callable_now(self, account_id: str, contacts: Sequence[Contact]) -> frozenset[str]:
        """The ids of those whom an agent may call this moment, for one purpose or another. The gate is asked
        for each of them: hand it a page, not an address book."""
        at = self.foresight.clock.now()
        found = set()
        async with self.foresight.store.account(account_id) as scope:
            agents = await scope.agents.page(limit=MAX_PAGE)
            calls = [each for each in questions(agents.items) if each.channel is Channel.VOICE]
            for contact in contacts:
                for asked in calls:
                    if await self.foresight.allows(scope, asked.of(contact.number), at):
                        found.add(contact.id)
                        break
        return frozenset(found)


def questions(agents: Iterable[Agent]) -> tuple[Asked, ...]:
    """What may be asked of anybody: calls for each purpose an agent has, and texts of each kind in law."""
    first: dict[Purpose, Agent] = {}
    for agent in sorted(agents, key=lambda it: it.id):
        first.setdefault(agent.purpose, agent)
    purposes = [purpose for purpose in Purpose if purpose in first]
    calls = [Asked(purpose=each, channel=Channel.VOICE, agent=first[each]) for each in purposes]
    texts = {_IN_LAW[each]: each for each in reversed(purposes)}
    return (
        *calls,
        *(
            Asked(purpose=each, channel=Channel.SMS, agent=first[each])
            for each in purposes
            if each in texts.values()
        ),
    )
