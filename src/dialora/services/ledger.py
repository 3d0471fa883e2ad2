"""The ledger as use cases add to it: an entry within their own transaction, its signed end kept outside."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialora.compliance.canonical import canonical
from dialora.compliance.ledger import next_entry, signed_head
from dialora.domain.errors import Unavailable
from dialora.domain.ledger import LedgerHead
from dialora.ports.clock import Clock
from dialora.services.heads import Heads
from dialora.store.scope import AccountScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What happened beside decisions: who opened, shared, listened or took over."""

    clock: Clock
    heads: Heads

    async def add(
        self, scope: AccountScope, *, kind: str, subject_id: str, said: Mapping[str, object]
    ) -> LedgerHead:
        """Chain an entry. Locks the ledger's head: add it after every other lock of the transaction, and
        `keep` what is returned once that has committed. `said` names no person and no number."""
        before = await scope.ledger.lock_head()
        payload = canonical(said)
        entry = next_entry(before, kind=kind, subject_id=subject_id, payload=payload, at=self.clock.now())
        head = signed_head(entry, self.heads.key)
        await scope.ledger.append(entry, head)
        return head

    async def add_all(
        self, scope: AccountScope, *, kind: str, many: Sequence[tuple[str, Mapping[str, object]]]
    ) -> LedgerHead:
        """As `add`, for many subjects at once and at least one."""
        head, at = await scope.ledger.lock_head(), self.clock.now()
        entries = []
        for subject_id, said in many:
            entry = next_entry(head, kind=kind, subject_id=subject_id, payload=canonical(said), at=at)
            entries.append(entry)
            head = LedgerHead(account_id=head.account_id, seq=entry.seq, hash=entry.hash, signature=None)
        head = signed_head(entries[-1], self.heads.key)
        await scope.ledger.append_all(entries, head)
        return head

    async def keep(self, head: LedgerHead) -> None:
        """Keep a committed end outside the database. Raises Unavailable."""
        try:
            await asyncio.to_thread(self.heads.keep, head)
        except OSError as error:
            raise Unavailable(
                "The end of the ledger could not be kept outside the database.", code="heads_unwritable"
            ) from error
