"""What an import could not record, as a file to be saved: one line a row."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse

from dialora.domain.consent_imports import RowFault
from dialora.services.bundle import Services


async def faults_response(services: Services, account_id: str, import_id: str) -> StreamingResponse:
    """Raises NotFound before a byte is sent."""
    told = await services.consenting.imports.get(account_id, import_id)
    return faults_file(told.id, services.consenting.imports.faults(account_id, told.id))


def faults_file(import_id: str, faults: AsyncIterator[RowFault]) -> StreamingResponse:
    """Faults, sent while they are read."""

    async def lines() -> AsyncIterator[str]:
        yield _line("line", "column", "why")
        async for fault in faults:
            yield _line(str(fault.line), fault.column, fault.why)

    headers = {"Content-Disposition": f'attachment; filename="{import_id}-not-recorded.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _line(*cells: str) -> str:
    # A spreadsheet takes a cell that begins like this for a formula (OWASP, CSV injection).
    safe = [f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells]
    written = io.StringIO()
    csv.writer(written).writerow(safe)
    return written.getvalue()
