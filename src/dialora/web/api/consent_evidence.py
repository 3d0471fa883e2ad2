"""/v1/consent-evidence: the files that prove consents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dialora.domain.consents import LONGEST_NAME, Evidence
from dialora.services.evidence import KINDS
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems
from dialora.web.evidence_file import evidence_response

router = APIRouter(prefix="/consent-evidence", tags=["Consents"])

_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


class EvidenceOut(BaseModel):
    """A file that proves something, kept sealed."""

    id: str = Field(examples=["evid_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["consent_evidence"] = "consent_evidence"
    sha256: str = Field(description="Of what the file holds.")
    media_type: str
    size: int
    name: str
    recorded_by: str = Field(description="A member, an API key, or what made it.")
    recorded_at: datetime

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceOut:
        return cls(
            id=evidence.id,
            sha256=evidence.sha256,
            media_type=evidence.media_type,
            size=evidence.size,
            name=evidence.name,
            recorded_by=evidence.recorded_by,
            recorded_at=evidence.recorded_at,
        )


@router.get("", summary="List evidence")
async def list_evidence(services: Wired, program: Program, cursor: Paged) -> ListOf[EvidenceOut]:
    page = await services.consenting.evidence.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[EvidenceOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Upload evidence",
    description="The body is the file, and Content-Type says what it is. The same file twice is one.",
    status_code=201,
    responses=problems(413),
    openapi_extra={"requestBody": {"required": True, "content": dict.fromkeys(KINDS, _FILE)}},
)
async def upload_evidence(
    request: Request,
    services: Wired,
    program: Program,
    name: Annotated[str, Query(max_length=LONGEST_NAME, description="What the file is called.")] = "",
) -> EvidenceOut:
    evidence = await services.consenting.evidence.keep(
        program.account_id,
        await request.body(),
        media_type=request.headers.get("content-type", ""),
        name=name,
        by=program.key_id,
    )
    return EvidenceOut.of(evidence)


@router.get("/{evidence_id}", summary="Get what is known of a file", responses=problems(404))
async def get_evidence(evidence_id: str, services: Wired, program: Program) -> EvidenceOut:
    return EvidenceOut.of(await services.consenting.evidence.get(program.account_id, evidence_id))


@router.get(
    "/{evidence_id}/file",
    summary="Download a file of evidence",
    description="Proved to be what was kept before the first byte leaves. The ledger says who has opened it.",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": dict.fromkeys(KINDS, _FILE)},
        **problems(404, 503),
    },
)
async def download_evidence(evidence_id: str, services: Wired, program: Program) -> Response:
    return await evidence_response(services, program.account_id, evidence_id, by=program.key_id)
