"""Lists of contacts that were brought, and the rows of them that could not be kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert, select

from dialora.domain.consent_imports import ImportState, RowFault
from dialora.domain.contact_imports import ContactImport
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import contact_import_faults, contact_imports

_FILE_NAME, _FAULT = "contact_import.file_name", "contact_import_fault.why"
_BATCH = 1000


class ContactImports(AccountRows[ContactImport]):
    table = contact_imports
    noun = ContactImport

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[ContactImport]:
        return await self._page(limit, starting_after)

    async def add_faults(self, import_id: str, faults: Sequence[RowFault]) -> None:
        seal = self._tenant.seal
        rows = [
            {
                "account_id": self._tenant.account_id,
                "import_id": import_id,
                "line": fault.line,
                "why_sealed": seal.seal_text(_FAULT, json.dumps([fault.column, fault.why])),
            }
            for fault in faults
        ]
        if rows:
            await self._tenant.connection.execute(insert(contact_import_faults).values(rows))

    async def faults(self, import_id: str) -> AsyncIterator[RowFault]:
        """All, in the order of the file, a batch in memory at a time."""
        after, columns = 0, contact_import_faults.c
        while True:
            query = (
                select(contact_import_faults)
                .where(columns.account_id == self._tenant.account_id)
                .where(columns.import_id == import_id, columns.line > after)
                .order_by(columns.line)
                .limit(_BATCH)
            )
            rows = (await self._tenant.connection.execute(query)).all()
            for row in rows:
                column, why = json.loads(self._tenant.seal.open_text(_FAULT, row.why_sealed))
                yield RowFault(row.line, column, why)
            if len(rows) < _BATCH:
                return
            after = rows[-1].line

    def _read(self, row: Row[Any]) -> ContactImport:
        stored = dict(row._mapping)
        name = self._tenant.seal.open_text(_FILE_NAME, stored.pop("file_name_sealed"))
        return ContactImport(**stored | {"state": ImportState(stored["state"])}, file_name=name)

    def _write(self, thing: ContactImport) -> Mapping[str, Any]:
        row = write_noun(thing)
        sealed = self._tenant.seal.seal_text(_FILE_NAME, row.pop("file_name"))
        return row | {"state": thing.state.value, "file_name_sealed": sealed}
