"""The gate: the only maker of a Clearance, and only after the decision is in the ledger."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from dialora.compliance.book import Rulebook
from dialora.compliance.clearance import Clearance
from dialora.compliance.decision import Decision
from dialora.compliance.engine import decide, undecidable
from dialora.compliance.intent import CallIntent
from dialora.compliance.ledger import next_entry, signed_head
from dialora.compliance.record import hash_of_inputs, write_decision, write_inputs
from dialora.domain.errors import DialoraError, Unavailable
from dialora.domain.ledger import DecisionRecord, LedgerHead
from dialora.ports.clock import Clock
from dialora.services import measures
from dialora.services.facts import gather
from dialora.services.heads import Heads
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: What a row that cannot be understood raises while facts are gathered.
_UNREADABLE = (LookupError, ValueError, TypeError)


class CallRefused(DialoraError):
    """The policy forbids this call."""

    def __init__(self, decision: Decision, decision_id: str) -> None:
        denial = next(f for f in decision.findings if f.reason == decision.reason)
        super().__init__(denial.why)
        self.decision = decision
        self.decision_id = decision_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A decision that is written down, in a transaction that has yet to commit."""

    decision: Decision
    decision_id: str
    intent: CallIntent
    at: datetime
    head: LedgerHead


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """A decision and what it was made on."""

    decision: Decision
    inputs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Every call passes here, or is not made and not answered."""

    store: Store
    clock: Clock
    rulebook: Rulebook
    heads: Heads

    async def clear(self, intent: CallIntent) -> Clearance:
        """Decide, write it down, and let the call go on.

        Locks the account's row (shared), then the ledger's head; facts, decision and ledger entry are one
        transaction. Raises CallRefused once the denial is written down, NotFound for an unknown account,
        Unavailable where nothing can be written down.
        """
        async with self.store.account(intent.account_id) as scope:
            ruled = await self.rule_on(scope, intent)
        return await self.cleared(ruled)

    async def rule_on(self, scope: AccountScope, intent: CallIntent) -> Ruled:
        """Decide within a transaction of the caller's, under the locks it holds, and write it down there.
        Locks the account's row (shared) and the ledger's head: nothing may be locked after this."""
        at = self.clock.now()
        decision_id = new_id("dec")
        decided = await self._decide(scope, intent, at)
        record = DecisionRecord(
            id=decision_id,
            account_id=scope.account_id,
            decision=decided.decision.decision.value,
            reason=decided.decision.reason,
            payload=write_decision(decided.decision),
            inputs=decided.inputs,
            at=at,
            purpose=intent.purpose.value,
            number_hash=scope.decisions.hash_of(intent.peer) if intent.peer else None,
        )
        head = await self._write_down(scope, record)
        return Ruled(decision=decided.decision, decision_id=decision_id, intent=intent, at=at, head=head)

    async def cleared(self, ruled: Ruled) -> Clearance:
        """What was ruled, once its transaction has committed. Raises CallRefused, Unavailable."""
        await self._keep_outside(ruled.head)
        if not ruled.decision.allowed:
            measures.refused(ruled.decision.reason)
            raise CallRefused(ruled.decision, ruled.decision_id)
        return Clearance(
            account_id=ruled.intent.account_id,
            decision_id=ruled.decision_id,
            decision=ruled.decision,
            intent=ruled.intent,
            at=ruled.at,
        )

    async def _decide(self, scope: AccountScope, intent: CallIntent, at: datetime) -> _Decided:
        try:
            facts = await gather(scope, intent, at)
        except _UNREADABLE as error:
            why = f"The facts could not be read ({type(error).__name__})."
            inputs = write_inputs(intent, None)
            decision = undecidable(why, self.rulebook, hash_of_inputs(inputs), at)
            return _Decided(decision=decision, inputs=inputs)
        inputs = write_inputs(intent, facts)
        decision = decide(intent, facts, self.rulebook, input_hash=hash_of_inputs(inputs))
        return _Decided(decision=decision, inputs=inputs)

    async def _write_down(self, scope: AccountScope, record: DecisionRecord) -> LedgerHead:
        await scope.decisions.add(record)
        before = await scope.ledger.lock_head()
        entry = next_entry(
            before, kind="decision", subject_id=record.id, payload=record.payload, at=record.at
        )
        head = signed_head(entry, self.heads.key)
        await scope.ledger.append(entry, head)
        await scope.decision_days.count(record)
        return head

    async def _keep_outside(self, head: LedgerHead) -> None:
        try:
            await asyncio.to_thread(self.heads.keep, head)
        except OSError as error:
            raise Unavailable(
                "The end of the ledger could not be kept outside the database.", code="heads_unwritable"
            ) from error
