"""/v1/contact-imports: lists of contacts that a business brings with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dialora.domain.consent_imports import ImportState
from dialora.domain.contact_imports import ContactImport
from dialora.domain.contacts import LONGEST_NAME
from dialora.services.contact_rows import COLUMNS
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.contact_files import contact_faults
from dialora.web.errors import problems

router = APIRouter(prefix="/contact-imports", tags=["Contacts"])

_CSV: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}}


class ContactImportOut(BaseModel):
    """A list, and how far it has been read."""

    id: str = Field(examples=["ctim_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["contact_import"] = "contact_import"
    file_name: str
    state: ImportState
    dry_run: bool = Field(description="It was only tried: nothing of it was kept.")
    rows: int = Field(description="Read so far.")
    added: int
    changed: int = Field(description="Rows that said something new of somebody known.")
    known: int = Field(description="Rows that said nothing new.")
    refused: int = Field(description="Rows that were not kept; why is in /faults.")
    problem: str | None = Field(description="Why the list could not be read to its end.")
    started_by: str
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, told: ContactImport) -> ContactImportOut:
        return cls(
            id=told.id,
            file_name=told.file_name,
            state=told.state,
            dry_run=told.dry_run,
            rows=told.rows,
            added=told.added,
            changed=told.changed,
            known=told.known,
            refused=told.refused,
            problem=told.problem,
            started_by=told.started_by,
            started_at=told.started_at,
            ended_at=told.ended_at,
        )


@router.get("", summary="List imports of contacts")
async def list_contact_imports(services: Wired, program: Program, cursor: Paged) -> ListOf[ContactImportOut]:
    page = await services.address_book.imports.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[ContactImportOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Import contacts",
    description="The body is CSV in UTF-8; its first row names the columns: number, and any of "
    + ", ".join(COLUMNS.optional)
    + ". A number without a country code is one of the account's own country; several tags in one cell are"
    " separated by |. It is read while it arrives. Of somebody known, what a row says replaces what was"
    " known, and an empty cell changes nothing. A list sent twice is kept once.",
    status_code=201,
    responses=problems(413),
    openapi_extra={"requestBody": {"required": True, "content": _CSV}},
)
async def import_contacts(
    request: Request,
    services: Wired,
    program: Program,
    name: Annotated[str, Query(max_length=LONGEST_NAME, description="What the file is called.")] = "",
    dry_run: Annotated[bool, Query(description="Only try: tell the faults, and keep nothing.")] = False,
) -> ContactImportOut:
    imports = services.address_book.imports
    begun = await imports.begin(
        program.account_id, file_name=name, size=None, by=program.key_id, dry_run=dry_run
    )
    return ContactImportOut.of(await imports.read(begun, request.stream()))


@router.get("/{list_id}", summary="Get an import of contacts", responses=problems(404))
async def get_contact_import(list_id: str, services: Wired, program: Program) -> ContactImportOut:
    return ContactImportOut.of(await services.address_book.imports.get(program.account_id, list_id))


@router.get(
    "/{list_id}/faults",
    summary="Download the rows that were not kept",
    response_class=Response,
    responses={200: {"description": "line, column, why.", "content": _CSV}, **problems(404)},
)
async def get_contact_faults(list_id: str, services: Wired, program: Program) -> Response:
    return await contact_faults(services, program.account_id, list_id)
