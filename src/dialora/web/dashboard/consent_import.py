"""Importing a list of consents: sent from the page, read while it arrives, told row by row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from dialora.domain.errors import Conflict
from dialora.services.consent_rows import OPTIONAL, REQUIRED
from dialora.web.auth import Changing, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.import_file import faults_response
from dialora.web.rendering import page

router = APIRouter(prefix="/consents")

_EXAMPLE = (
    "2026-03-01T14:30:00-05:00",
    "+12125550123",
    "Sam Sample",
    "express_written",
    "any",
    "voice|sms",
    "yes",
    "yes",
    "no",
    "ink",
)
_EXAMPLE_COLUMNS = (
    *("obtained_at", "number", "name", "level", "purpose", "channels", "authorizes_artificial_voice"),
    *("not_condition_of_purchase", "consumer_initiated", "signature"),
)


@router.get("/import")
async def import_page(services: Wired, here: Visiting) -> Response:
    found = await services.consenting.imports.page(here.account.id, limit=10)
    context = {
        "imports": found.items,
        "required": REQUIRED,
        "optional": OPTIONAL,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("consent/import.html", here.who, "/consents", context)


@router.get("/import/example.csv")
async def example(here: Visiting) -> Response:
    text = "\n".join([",".join([*_EXAMPLE_COLUMNS, "evidence"]), ",".join([*_EXAMPLE, ""])]) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="consents-example.csv"'}
    return PlainTextResponse(text, headers=headers, media_type="text/csv")


@router.post("/import")
async def begin(
    services: Wired,
    here: Changing,
    name: Annotated[str, Query(max_length=400)] = "",
    size: Annotated[int | None, Query(ge=0, le=2**60)] = None,
) -> Response:
    """A list is about to arrive: where to send it, and where to ask how far it is."""
    begun = await services.consenting.imports.begin(
        here.account.id, file_name=name, size=size, by=here.who.member.id
    )
    return JSONResponse({"address": f"/consents/import/{begun.id}"}, 201)


@router.put("/import/{import_id}")
async def read(import_id: str, request: Request, services: Wired, here: Changing) -> Response:
    imports = services.consenting.imports
    begun = await imports.get(here.account.id, import_id)
    if begun.started_by != here.who.member.id:
        raise Conflict("Somebody else has begun this list.", code="import_read")
    await imports.read(begun, request.stream())
    return Response(status_code=204)


@router.get("/import/{import_id}")
async def one_import(import_id: str, services: Wired, here: Visiting) -> Response:
    """How far it is: a piece of the page."""
    told = await services.consenting.imports.get(here.account.id, import_id)
    context = {"each": told, "me": me(here.who), "zone": here.account.zone, "now": services.clock.now()}
    return page("consent/import_row.html", context)


@router.get("/import/{import_id}/faults.csv")
async def faults(import_id: str, services: Wired, here: Visiting) -> Response:
    return await faults_response(services, here.account.id, import_id)


@router.post("/evidence")
async def upload(
    request: Request, services: Wired, here: Changing, name: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    """A file that consents of a list will name."""
    kept = await services.consenting.evidence.keep(
        here.account.id,
        await request.body(),
        media_type=request.headers.get("content-type", ""),
        name=name,
        by=here.who.member.id,
    )
    return JSONResponse({"id": kept.id, "name": kept.name}, 201)
