"""Contacts as files: all of them as CSV, and what an import could not keep, row by row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from fastapi.responses import StreamingResponse

from dialora.domain.contacts import Contact
from dialora.services.bundle import Services
from dialora.services.contact_rows import heading, written
from dialora.web.import_file import faults_file

#: Contacts written at once.
_BATCH: Final = 100


def contacts_csv(services: Services, account_id: str) -> StreamingResponse:
    """Every contact, sent while it is read."""

    async def lines() -> AsyncIterator[str]:
        yield heading()
        batch: list[Contact] = []
        async for contact in services.address_book.contacts.all(account_id):
            batch.append(contact)
            if len(batch) == _BATCH:
                yield written(batch)
                batch = []
        yield written(batch)

    headers = {"Content-Disposition": 'attachment; filename="contacts.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


async def contact_faults(services: Services, account_id: str, import_id: str) -> StreamingResponse:
    """Raises NotFound before a byte is sent."""
    told = await services.address_book.imports.get(account_id, import_id)
    return faults_file(told.id, services.address_book.imports.faults(account_id, told.id))
