"""A file of evidence over HTTP: to be saved, and never run by a browser as a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.responses import Response

from dialora.services.bundle import Services


async def evidence_response(services: Services, account_id: str, evidence_id: str, *, by: str) -> Response:
    """Whoever opens it, a member or a key, is in the ledger. Raises NotFound, Unavailable."""
    evidence, content = await services.consenting.evidence.read(account_id, evidence_id)
    await services.hearings.note_evidence(account_id, evidence.id, by=by)
    return Response(
        content,
        media_type=evidence.media_type,
        headers={
            # RFC 6266: any character may be in the name.
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(evidence.name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        },
    )
