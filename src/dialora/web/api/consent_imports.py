"""/v1/consent-imports: lists of consents that a business brings with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dialora.domain.consent_imports import ConsentImport, ImportState
from dialora.domain.consents import LONGEST_NAME
from dialora.services.consent_rows import OPTIONAL, REQUIRED
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems
from dialora.web.import_file import faults_response

router = APIRouter(prefix="/consent-imports", tags=["Consents"])

_CSV: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}}


class ConsentImportOut(BaseModel):
    """A list, and how far it has been read."""

    id: str = Field(examples=["cimp_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["consent_import"] = "consent_import"
    file_name: str
    state: ImportState
    rows: int = Field(description="Read so far.")
    recorded: int
    known: int = Field(description="Rows that an earlier list held already.")
    refused: int = Field(description="Rows that were not recorded; why is in /faults.")
    problem: str | None = Field(description="Why the list could not be read to its end.")
    started_by: str
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, told: ConsentImport) -> ConsentImportOut:
        return cls(
            id=told.id,
            file_name=told.file_name,
            state=told.state,
            rows=told.rows,
            recorded=told.recorded,
            known=told.known,
            refused=told.refused,
            problem=told.problem,
            started_by=told.started_by,
            started_at=told.started_at,
            ended_at=told.ended_at,
        )


@router.get("", summary="List imports")
async def list_imports(services: Wired, program: Program, cursor: Paged) -> ListOf[ConsentImportOut]:
    page = await services.consenting.imports.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[ConsentImportOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Import consents",
    description="The body is CSV in UTF-8; its first row names the columns: "
    + ", ".join(REQUIRED)
    + ", and any of "
    + ", ".join(OPTIONAL)
    + ". Several channels or files of evidence in one cell are separated by |. It is read while it arrives."
    " A list that was sent before is recorded once.",
    status_code=201,
    responses=problems(413),
    openapi_extra={"requestBody": {"required": True, "content": _CSV}},
)
async def import_consents(
    request: Request,
    services: Wired,
    program: Program,
    name: Annotated[str, Query(max_length=LONGEST_NAME, description="What the file is called.")] = "",
) -> ConsentImportOut:
    imports = services.consenting.imports
    begun = await imports.begin(program.account_id, file_name=name, size=None, by=program.key_id)
    return ConsentImportOut.of(await imports.read(begun, request.stream()))


@router.get("/{import_id}", summary="Get an import", responses=problems(404))
async def get_import(import_id: str, services: Wired, program: Program) -> ConsentImportOut:
    return ConsentImportOut.of(await services.consenting.imports.get(program.account_id, import_id))


@router.get(
    "/{import_id}/faults",
    summary="Download the rows that were not recorded",
    response_class=Response,
    responses={200: {"description": "line, column, why.", "content": _CSV}, **problems(404)},
)
async def get_faults(import_id: str, services: Wired, program: Program) -> Response:
    return await faults_response(services, program.account_id, import_id)
