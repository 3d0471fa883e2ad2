"""Importing consents: a list read row by row while it arrives, recorded in the chain, faults told by row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace

from dialora.compliance.canonical import canonical
from dialora.domain.consent_imports import ConsentImport, ImportState, RowFault
from dialora.domain.consents import LONGEST_NAME, Consent, Exhibit, Grant
from dialora.domain.errors import Conflict, InvalidFields
from dialora.domain.ledger import LedgerHead
from dialora.ports.clock import Clock
from dialora.services.consent_rows import COLUMNS, grant_of
from dialora.services.consents import consent_of, exhibits_of, refuse_after_stop
from dialora.services.csv_rows import Counting, FileBroken, Row, faults_of, rows_of
from dialora.services.ledger import Ledger
from dialora.store.consents import GRANTED, said_of
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: Rows recorded in one transaction: few enough that no call waits long for the ledger.
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentImports:
    store: Store
    clock: Clock
    ledger: Ledger

    async def begin(self, account_id: str, *, file_name: str, size: int | None, by: str) -> ConsentImport:
        """A list that is about to arrive."""
        name = "".join(char for char in file_name if char.isprintable()).strip()
        begun = ConsentImport(
            id=new_id("cimp"),
            account_id=account_id,
            file_name=name[-LONGEST_NAME:] or "consents.csv",
            state=ImportState.READING,
            size=size if size is None or 0 <= size < 2**62 else None,
            seen=0,
            rows=0,
            recorded=0,
            known=0,
            refused=0,
            problem=None,
            started_by=by,
            started_at=self.clock.now(),
            ended_at=None,
        )
        async with self.store.account(account_id) as scope:
            await scope.consent_imports.add(begun)
        return begun

    async def read(self, begun: ConsentImport, parts: AsyncIterator[bytes]) -> ConsentImport:
        """Record the list. Each batch is committed with how far it has come; a list that breaks off keeps
        what was recorded, and may be sent again: rows that are known are passed over."""
        now = begun
        if begun.state is not ImportState.READING or begun.rows:
            raise Conflict("This list has been read already.", code="import_read")
        seen = Counting(parts)
        problem: str | None = "It broke off before its end."
        try:
            batch: list[Row] = []
            async for row in rows_of(seen.parts(), COLUMNS):
                batch.append(row)
                if len(batch) == _BATCH:
                    now = await self._record(now, batch, seen.count)
                    batch = []
            now = await self._record(now, batch, seen.count)
            problem = None
        except FileBroken as broken:
            problem = str(broken)
        finally:
            state = ImportState.BROKEN if problem else ImportState.DONE
            now = replace(now, state=state, problem=problem, ended_at=self.clock.now(), seen=seen.count)
            async with self.store.account(now.account_id) as scope:
                await scope.consent_imports.save(now)
        return now

    async def get(self, account_id: str, import_id: str) -> ConsentImport:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.consent_imports.get(import_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[ConsentImport]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.consent_imports.page(limit=limit, starting_after=starting_after)

    async def faults(self, account_id: str, import_id: str) -> AsyncIterator[RowFault]:
        """Every row that was not recorded, in the order of the file."""
        async with self.store.account(account_id) as scope:
            async for fault in scope.consent_imports.faults(import_id):
                yield fault

    async def _record(self, now: ConsentImport, batch: Sequence[Row], seen: int) -> ConsentImport:
        if not batch:
            return now
        async with self.store.account(now.account_id) as scope:
            account = await scope.account()
            faults: list[RowFault] = []
            wanted: dict[int, Consent] = {}
            for row in batch:
                try:
                    fingerprint, consent = await self._consent(scope, row, account.seller, by=now.started_by)
                    wanted.setdefault(fingerprint, consent)
                except InvalidFields as problem:
                    faults.append(faults_of(row, problem))
                except Conflict as problem:
                    faults.append(RowFault(row.line, "number", problem.message))
            added = await scope.consents.add_new(list(wanted.items()))
            new = [consent for consent in wanted.values() if consent.id in added]
            now = replace(
                now,
                seen=seen,
                rows=now.rows + len(batch),
                recorded=now.recorded + len(new),
                refused=now.refused + len(faults),
                known=now.known + len(batch) - len(faults) - len(new),
            )
            await scope.consent_imports.add_faults(now.id, faults)
            await scope.consent_imports.save(now)
            head = await self._chain(scope, new) if new else None
        if head is not None:
            await self.ledger.keep(head)
        return now

    async def _chain(self, scope: AccountScope, new: Iterable[Consent]) -> LedgerHead:
        many = [(consent.id, said_of(consent)) for consent in new]
        return await self.ledger.add_all(scope, kind=GRANTED, many=many)

    async def _consent(self, scope: AccountScope, row: Row, seller: str, *, by: str) -> tuple[int, Consent]:
        grant = grant_of(row, self.clock.now())
        await refuse_after_stop(scope, grant)
        exhibits = await exhibits_of(scope, grant.evidence_ids) if grant.evidence_ids else ()
        consent = consent_of(scope, grant, exhibits, seller, by=by, now=self.clock.now())
        return _fingerprint(scope, grant, exhibits), consent


def _fingerprint(scope: AccountScope, grant: Grant, exhibits: tuple[Exhibit, ...]) -> int:
    """The same for the same row of another list, and for nothing else."""
    return scope.seal.word_hash(
        f"consent row {canonical(replace(grant, evidence_ids=()))} {canonical(exhibits)}"
    )
