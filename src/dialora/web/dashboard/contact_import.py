"""Importing a list of contacts: sent from the page, read while it arrives, told row by row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from dialora.domain.errors import Conflict
from dialora.services.contact_rows import COLUMNS
from dialora.web.auth import Changing, Visiting, Wired
from dialora.web.contact_files import contact_faults
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/contacts/import")

_EXAMPLE = "number,name,email,state,tags\n+12125550123,Sam Sample,sam@example.com,NY,regular\n"


@router.get("")
async def import_page(services: Wired, here: Visiting) -> Response:
    found = await services.address_book.imports.page(here.account.id, limit=10)
    context = {
        "imports": found.items,
        "columns": COLUMNS,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("contact/import.html", here.who, "/contacts", context)


@router.get("/example.csv")
async def example(here: Visiting) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="contacts-example.csv"'}
    return PlainTextResponse(_EXAMPLE, headers=headers, media_type="text/csv")


@router.post("")
async def begin(
    services: Wired,
    here: Changing,
    name: Annotated[str, Query(max_length=400)] = "",
    size: Annotated[int | None, Query(ge=0, le=2**60)] = None,
    dry_run: bool = False,
) -> Response:
    """A list is about to arrive: where to send it, and where to ask how far it is."""
    begun = await services.address_book.imports.begin(
        here.account.id, file_name=name, size=size, by=here.who.member.id, dry_run=dry_run
    )
    return JSONResponse({"address": f"/contacts/import/{begun.id}"}, 201)


@router.put("/{list_id}")
async def read(list_id: str, request: Request, services: Wired, here: Changing) -> Response:
    imports = services.address_book.imports
    begun = await imports.get(here.account.id, list_id)
    if begun.started_by != here.who.member.id:
        raise Conflict("Somebody else has begun this list.", code="import_read")
    await imports.read(begun, request.stream())
    return Response(status_code=204)


@router.get("/{list_id}")
async def one_import(list_id: str, services: Wired, here: Visiting) -> Response:
    """How far it is: a piece of the page."""
    told = await services.address_book.imports.get(here.account.id, list_id)
    context = {"each": told, "me": me(here.who), "zone": here.account.zone, "now": services.clock.now()}
    return page("contact/import_row.html", context)


@router.get("/{list_id}/faults.csv")
async def faults(list_id: str, services: Wired, here: Visiting) -> Response:
    return await contact_faults(services, here.account.id, list_id)
