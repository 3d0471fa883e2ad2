"""What the gate would say: of a call that nobody makes, and of what an agent will have to say first.

Nothing is written down here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.compliance.book import Rulebook
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide
from dialora.compliance.facts import Facts, FactUnknown
from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.compliance.question import Question
from dialora.compliance.record import hash_of_inputs, write_inputs
from dialora.domain.agents import Agent
from dialora.domain.calls import Direction, Line
from dialora.domain.numbers import OwnedNumber, Ownership
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.ports.notices import Notice
from dialora.services.call_wordings import words_now
from dialora.services.explanation import Explanation, explain
from dialora.services.facts import gather
from dialora.services.opening import opening_for
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import AccountScope, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """A call or text that somebody thinks of."""

    account_id: str
    callee: PhoneNumber
    purpose: CallPurpose
    #: Whose call it would be; None: any of the account's.
    agent_id: str | None = None
    channel: Channel = Channel.VOICE
    voice: VoiceType = VoiceType.AI
    subject: str | None = None
    recording_wanted: bool = True
    callback_requested_at: datetime | None = None
    reply_to_inbound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would be decided now."""

    decision: Decision
    explanation: Explanation
    at: datetime
    #: Every time zone in which the person may be; empty where nobody knows.
    zones: tuple[str, ...] = ()


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
            words = await words_now(scope)
        decision = decide(intent, facts, self.rulebook)
        return opening_for(decision, account, agent, words).notices if decision.allowed else ()

    async def check(self, thought: Thought) -> Foreseen:
        """What the gate would decide now, on the account's own facts. Nobody is called, nothing is stored.
        Raises NotFound for an agent that is not the account's."""
        at = self.clock.now()
        async with self.store.account(thought.account_id) as scope:
            return await self.check_within(scope, thought, at)

    async def check_within(self, scope: AccountScope, thought: Thought, at: datetime) -> Foreseen:
        """As `check`, in a transaction of the caller's."""
        intent, facts = await _thought_out(scope, thought, at)
        inputs = write_inputs(intent, facts)
        decision = decide(intent, facts, self.rulebook, input_hash=hash_of_inputs(inputs))
        return Foreseen(
            decision=decision,
            explanation=explain(decision, inputs),
            at=at,
            zones=self._zones(intent, facts),
        )

    async def allows(self, scope: AccountScope, thought: Thought, at: datetime) -> bool:
        """Whether it would be allowed now, without the moment from which it would be."""
        intent, facts = await _thought_out(scope, thought, at)
        return decide(intent, facts, self.rulebook, look_ahead=False).allowed

    def _zones(self, intent: CallIntent, facts: Facts) -> tuple[str, ...]:
        try:
            return Question(intent, facts, self.rulebook.at(facts.at).tables, facts.at).zones
        except FactUnknown:
            return ()


async def _thought_out(scope: AccountScope, thought: Thought, at: datetime) -> tuple[CallIntent, Facts]:
    if thought.agent_id is not None:
        await scope.agents.get(thought.agent_id)
    intent = _intent(thought, await _number_shown(scope, thought.agent_id))
    return intent, await gather(scope, intent, at)


async def _number_shown(scope: AccountScope, agent_id: str | None) -> OwnedNumber | None:
    """The number that a call of this agent's would show, as far as we know without asking the carrier: its
    own before another of the account."""
    page = await scope.numbers.page(limit=MAX_PAGE)
    shown = [it for it in page.items if it.verified and it.ownership is not Ownership.NONE]
    return min(shown, key=lambda it: (it.agent_id != agent_id, it.id), default=None)


def _intent(thought: Thought, number: OwnedNumber | None) -> CallIntent:
    return CallIntent(
        account_id=thought.account_id,
        agent_id=thought.agent_id,
        direction=Direction.OUTBOUND,
        channel=thought.channel,
        voice=thought.voice,
        line=Line.PHONE,
        purpose=thought.purpose,
        number_id=None if number is None else number.id,
        peer=thought.callee,
        recording_wanted=thought.recording_wanted,
        subject=thought.subject,
        callback_requested_at=thought.callback_requested_at,
        reply_to_inbound=thought.reply_to_inbound,
    )
