"""The gate's decisions, to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.compliance.decision import Decision
from dialora.compliance.record import read_decision
from dialora.domain.ledger import DecisionRecord
from dialora.services.explanation import Explanation, explain
from dialora.store.page import Page
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that was made, and when."""

    id: str
    account_id: str
    at: datetime
    decision: Decision
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    store: Store

    async def get(self, account_id: str, id: str) -> Decided:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return _decided(await scope.decisions.get(id))

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        decision: str | None = None,
    ) -> Page[Decided]:
        """Newest first; only those of one verdict ("deny") where asked for."""
        async with self.store.account(account_id) as scope:
            found = await scope.decisions.page(limit=limit, starting_after=starting_after, decision=decision)
        return Page(items=tuple(_decided(record) for record in found.items), has_more=found.has_more)


def _decided(record: DecisionRecord) -> Decided:
    decision = read_decision(record.payload)
    return Decided(
        id=record.id,
        account_id=record.account_id,
        at=record.at,
        decision=decision,
        explanation=explain(decision, record.inputs),
    )
