"""Importing contacts: a list read row by row while it arrives, faults told by row, or only tried."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dialora.domain.consent_imports import ImportState, RowFault
from dialora.domain.contact_imports import ContactImport
from dialora.domain.contacts import LONGEST_NAME, Contact, ContactSource, Person
from dialora.domain.errors import Conflict, Invalid, InvalidFields
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.contact_rows import COLUMNS, told_by
from dialora.services.contacts import changed, new_contact
from dialora.services.csv_rows import Counting, FileBroken, Row, faults_of, rows_of
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: Rows of one transaction.
_BATCH: Final = 250


@dataclass(slots=True, kw_only=True)
class _Kept:
    """What becomes of the rows of one batch."""

    #: By number: whom a list names twice it means once.
    new: dict[PhoneNumber, Contact]
    changed: dict[PhoneNumber, Contact]
    known: int
    faults: list[RowFault]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactImports:
    store: Store
    clock: Clock

    async def begin(
        self, account_id: str, *, file_name: str, size: int | None, by: str, dry_run: bool
    ) -> ContactImport:
        """A list that is about to arrive; with `dry_run` it is only tried."""
        name = "".join(char for char in file_name if char.isprintable()).strip()
        begun = ContactImport(
            id=new_id("ctim"),
            account_id=account_id,
            file_name=name[-LONGEST_NAME:] or "contacts.csv",
            state=ImportState.READING,
            dry_run=dry_run,
            size=size if size is None or 0 <= size < 2**62 else None,
            seen=0,
            rows=0,
            added=0,
            changed=0,
            known=0,
            refused=0,
            problem=None,
            started_by=by,
            started_at=self.clock.now(),
            ended_at=None,
        )
        async with self.store.account(account_id) as scope:
            await scope.contact_imports.add(begun)
        return begun

    async def read(self, begun: ContactImport, parts: AsyncIterator[bytes]) -> ContactImport:
        """Keep what the list says. Each batch is committed with how far it has come; a list that breaks off
        keeps what was read, and may be sent again. Raises Conflict where it was read before."""
        now = begun
        if begun.state is not ImportState.READING or begun.rows:
            raise Conflict("This list has been read already.", code="import_read")
        seen = Counting(parts)
        #: Of a list that is only tried: numbers it has named, by what stands for them.
        tried: set[int] = set()
        problem: str | None = "It broke off before its end."
        try:
            batch: list[Row] = []
            async for row in rows_of(seen.parts(), COLUMNS):
                batch.append(row)
                if len(batch) == _BATCH:
                    now, batch = await self._keep(now, batch, seen.count, tried), []
            now = await self._keep(now, batch, seen.count, tried)
            problem = None
        except FileBroken as broken:
            problem = str(broken)
        finally:
            state = ImportState.BROKEN if problem else ImportState.DONE
            now = replace(now, state=state, problem=problem, ended_at=self.clock.now(), seen=seen.count)
            async with self.store.account(now.account_id) as scope:
                await scope.contact_imports.save(now)
        return now

    async def get(self, account_id: str, import_id: str) -> ContactImport:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.contact_imports.get(import_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[ContactImport]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.contact_imports.page(limit=limit, starting_after=starting_after)

    async def faults(self, account_id: str, import_id: str) -> AsyncIterator[RowFault]:
        """Every row that was not kept, in the order of the file."""
        async with self.store.account(account_id) as scope:
            async for fault in scope.contact_imports.faults(import_id):
                yield fault

    async def _keep(
        self, now: ContactImport, batch: Sequence[Row], seen: int, tried: set[int]
    ) -> ContactImport:
        if not batch:
            return now
        async with self.store.account(now.account_id) as scope:
            kept = await self._understood(scope, batch)
            added = len(kept.new)
            if now.dry_run:
                hashes = {scope.seal.word_hash(f"tried {number}") for number in kept.new}
                added = len(hashes - tried)
                tried |= hashes
            else:
                added = len(await scope.contacts.add_new(list(kept.new.values())))
                for contact in kept.changed.values():
                    await scope.contacts.save(contact)
            now = replace(
                now,
                seen=seen,
                rows=now.rows + len(batch),
                added=now.added + added,
                changed=now.changed + len(kept.changed),
                known=now.known + kept.known + len(kept.new) - added,
                refused=now.refused + len(kept.faults),
            )
            await scope.contact_imports.add_faults(now.id, kept.faults)
            await scope.contact_imports.save(now)
        return now

    async def _understood(self, scope: AccountScope, batch: Sequence[Row]) -> _Kept:
        country = (await scope.account()).country
        kept = _Kept(new={}, changed={}, known=0, faults=[])
        rows: list[tuple[Row, PhoneNumber, dict[str, Any]]] = []
        for row in batch:
            try:
                rows.append((row, *told_by(row, country)))
            except InvalidFields as problem:
                kept.faults.append(faults_of(row, problem))
        known = await scope.contacts.of_numbers([number for _, number, _ in rows])
        for row, number, said in rows:
            try:
                self._take(kept, scope.account_id, known.get(number), number, said)
            except InvalidFields as problem:
                kept.faults.append(faults_of(row, problem))
            except Invalid as problem:
                kept.faults.append(RowFault(row.line, "row", problem.message))
        kept.faults.sort(key=lambda fault: fault.line)
        return kept

    def _take(
        self,
        kept: _Kept,
        account_id: str,
        known: Contact | None,
        number: PhoneNumber,
        said: dict[str, Any],
    ) -> None:
        at = self.clock.now()
        before = kept.new.get(number) or kept.changed.get(number) or known
        if before is None:
            person = Person.told(said, number)
            kept.new[number] = new_contact(account_id, number, person, ContactSource.CSV, at)
            return
        after = changed(before, said, at)
        if number in kept.new:
            kept.new[number] = after
            kept.known += 1
        elif after is before or number in kept.changed:
            kept.known += 1
            if number in kept.changed:
                kept.changed[number] = after
        else:
            kept.changed[number] = after
