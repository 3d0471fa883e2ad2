"""Who has heard a recording, or opened a file of evidence: in the ledger before the first byte leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dialora.domain.ledger import LedgerHead
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.scope import AccountScope, Store

#: A player asks for a recording in parts and again: within this time it is one hearing.
ONE_HEARING: Final = timedelta(minutes=10)
_MOST_REMEMBERED: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearings:
    store: Store
    clock: Clock
    ledger: Ledger
    #: When who began to hear or read what, the oldest first.
    _begun: dict[tuple[str, str], datetime] = field(default_factory=dict, repr=False)

    async def note(self, account_id: str, call_id: str, *, by: str) -> None:
        """`by` is the id of a member or a key. Raises NotFound, Unavailable: then nothing may be heard."""
        if self._is_new(call_id, by):
            async with self.store.account(account_id) as scope:
                call = await scope.calls.get(call_id)
                head = await self._write(scope, "recording_heard", call.id, by)
            await self._noted(head, call_id, by)

    async def note_evidence(self, account_id: str, evidence_id: str, *, by: str) -> None:
        """The same for a file that proves a consent. Raises NotFound, Unavailable: then it stays closed."""
        if self._is_new(evidence_id, by):
            async with self.store.account(account_id) as scope:
                evidence = await scope.evidence.get(evidence_id)
                head = await self._write(scope, "evidence_opened", evidence.id, by)
            await self._noted(head, evidence_id, by)

    def _is_new(self, subject_id: str, by: str) -> bool:
        begun = self._begun.get((subject_id, by))
        return begun is None or self.clock.now() - begun >= ONE_HEARING

    async def _write(self, scope: AccountScope, kind: str, subject_id: str, by: str) -> LedgerHead:
        return await self.ledger.add(scope, kind=kind, subject_id=subject_id, said={"by": by})

    async def _noted(self, head: LedgerHead, subject_id: str, by: str) -> None:
        await self.ledger.keep(head)
        self._begun.pop((subject_id, by), None)
        self._begun[subject_id, by] = self.clock.now()
        if len(self._begun) > _MOST_REMEMBERED:
            self._begun.pop(next(iter(self._begun)))
