"""The gate's decisions, to read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialora.compliance.book import Rulebook
from dialora.compliance.decision import Decision
from dialora.compliance.facts import Unknown
from dialora.compliance.record import read_decision, read_inputs
from dialora.compliance.replay import Replay, replay
from dialora.compliance.whereabouts import zones_of
from dialora.domain.errors import NotFound
from dialora.domain.ledger import DecisionRecord
from dialora.domain.phone import PhoneNumber
from dialora.services.explanation import Explanation, explain
from dialora.store.page import Page
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that was made, and when."""

    id: str
    account_id: str
    at: datetime
    #: "informational", "telemarketing", "emergency", "transfer", "inbound"; None where nobody knows.
    purpose: str | None
    decision: Decision
    explanation: Explanation
    #: Time zones in which the other party may be, where it is time alone that refuses; else nobody asked.
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    store: Store
    #: By which decisions are made again.
    rulebook: Rulebook

    async def get(self, account_id: str, id: str) -> Decided:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            record = await scope.decisions.get(id)
        decided = _decided(record)
        if decided.decision.next_allowed_at is None or record.inputs is None:
            return decided
        return replace(decided, zones=self._zones(decided.decision, record.inputs))

    async def call_of(self, account_id: str, id: str) -> str | None:
        """The call it was made for; None where nobody knows any."""
        async with self.store.account(account_id) as scope:
            return await scope.decisions.call_of(id)

    async def asked_by(self, account_id: str, call_id: str) -> str | None:
        """Who had us make a call, by the id of a key or member; None where somebody called us."""
        async with self.store.account(account_id) as scope:
            attempt = await scope.attempts.of_call(call_id)
        return None if attempt is None else attempt.asked_by

    async def again(self, account_id: str, id: str) -> Replay:
        """Decide again on what a decision was made on. Nothing is stored. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            record = await scope.decisions.get(id)
        return self._replayed(record)

    async def again_anywhere(self, id: str) -> Replay:
        """The same for a decision of any account. Raises NotFound."""
        async with self.store.platform() as platform:
            accounts = await platform.accounts.all()
        for account in accounts:
            async with self.store.account(account.id) as scope:
                try:
                    record = await scope.decisions.get(id)
                except NotFound:
                    continue
            return self._replayed(record)
        raise NotFound

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        decision: str | None = None,
        reason: str | None = None,
        purpose: str | None = None,
        number: PhoneNumber | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[Decided]:
        """Newest first; only those of one verdict ("deny"), one reason, one purpose, calls with one number,
        or some time where asked for."""
        async with self.store.account(account_id) as scope:
            found = await scope.decisions.page(
                limit=limit,
                starting_after=starting_after,
                decision=decision,
                reason=reason,
                purpose=purpose,
                number=number,
                since=since,
                until=until,
            )
        return Page(items=tuple(_decided(record) for record in found.items), has_more=found.has_more)

    def _zones(self, decision: Decision, inputs: str) -> tuple[str, ...]:
        edition = self.rulebook.of_tables(decision.rulebook_version)
        try:
            intent, facts = read_inputs(inputs)
        except (ValueError, KeyError, TypeError):
            return ()
        if edition is None or facts is None or intent.peer is None or isinstance(facts.contact, Unknown):
            return ()
        return tuple(sorted(zones_of(intent.peer, facts.contact, edition.tables)))

    def _replayed(self, record: DecisionRecord) -> Replay:
        return replay(read_decision(record.payload), record.inputs, self.rulebook)


def _decided(record: DecisionRecord) -> Decided:
    decision = read_decision(record.payload)
    return Decided(
        id=record.id,
        account_id=record.account_id,
        at=record.at,
        purpose=record.purpose,
        decision=decision,
        explanation=explain(decision, record.inputs),
    )
