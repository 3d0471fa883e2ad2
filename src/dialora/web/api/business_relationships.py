"""/v1/business-relationships: whom the account has sold to or heard from, and when."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.errors import DialoraError, InvalidFields
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import Deal, DealKind, DealSource
from dialora.services.relationships import MOST_AT_ONCE, Dealt
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/business-relationships", tags=["Business relationships"])

_ABOUT = """
For 18 months after a purchase and 3 months after an inquiry a person who calls may ring somebody on the
national do-not-call list (47 CFR 64.1200(f)(5)). An artificial voice may not: it needs consent in writing.
The relationship ends when the person asks not to be called. Callers who leave a message or book an
appointment have inquired: that needs no record here.
"""
_COLUMNS = ("number", "kind", "on")
_MOST_BYTES = 1_000_000
#: Told of one file.
_MOST_FAULTS = 50


class BusinessRelationshipOut(BaseModel):
    """One day on which somebody dealt with the business."""

    id: str = Field(examples=["deal_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["business_relationship"] = "business_relationship"
    number: str | None = Field(description="E.164. Null once the person was forgotten.")
    kind: DealKind
    on: date
    source: DealSource
    recorded_at: datetime
    recorded_by: str = Field(description="A member or an API key.")
    removed_at: datetime | None = Field(description="Null as long as it counts.")
    removed_by: str | None

    @classmethod
    def of(cls, deal: Deal) -> BusinessRelationshipOut:
        return cls(
            id=deal.id,
            number=deal.number.e164 if deal.number else None,
            kind=deal.kind,
            on=deal.on_day,
            source=deal.source,
            recorded_at=deal.recorded_at,
            recorded_by=deal.recorded_by,
            removed_at=deal.removed_at,
            removed_by=deal.removed_by,
        )


class NewBusinessRelationship(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: str = Field(max_length=32, description="E.164.", examples=["+12125550147"])
    kind: DealKind = Field(description="They bought, or they asked or applied for something.")
    on: date = Field(description="The day, where the person was.")


class RecordedOut(BaseModel):
    object: Literal["business_relationships_recorded"] = "business_relationships_recorded"
    recorded: int


@router.get("", summary="List business relationships")
async def list_relationships(
    services: Wired,
    program: Program,
    cursor: Paged,
    number: Annotated[str | None, Query(max_length=32, description="Only those of this number.")] = None,
) -> ListOf[BusinessRelationshipOut]:
    page = await services.calling_facts.relationships.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        number=None if number is None else PhoneNumber(number),
    )
    return ListOf(data=[BusinessRelationshipOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Record a purchase or an inquiry",
    description=_ABOUT,
    status_code=201,
    response_class=Response,
    responses={201: {"model": BusinessRelationshipOut, "description": "On record."}, **problems(409)},
)
async def record_relationship(
    asked: NewBusinessRelationship,
    request: Request,
    services: Wired,
    program: Program,
    key: IdempotencyKey = None,
) -> Response:
    async def record() -> BusinessRelationshipOut:
        dealt = Dealt(number=PhoneNumber(asked.number), kind=asked.kind, on_day=asked.on)
        (deal,) = await services.calling_facts.relationships.record(
            program.account_id, [dealt], source=DealSource.API, by=author_of(program).id
        )
        return BusinessRelationshipOut.of(deal)

    return await once(request, services, program, key, asked, record)


@router.post(
    "/import",
    summary="Record many, from a CSV",
    description=f"Columns number, kind and on, with a header; up to {MOST_AT_ONCE:,} lines. All are put on"
    " record, or none: what is wrong is told line by line.",
    status_code=201,
    responses=problems(413),
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def import_relationships(request: Request, services: Wired, program: Program) -> RecordedOut:
    dealt = _rows(await _text(request))
    deals = await services.calling_facts.relationships.record(
        program.account_id, dealt, source=DealSource.CSV, by=author_of(program).id
    )
    return RecordedOut(recorded=len(deals))


@router.get("/{relationship_id}", summary="Get a business relationship", responses=problems(404))
async def get_relationship(
    relationship_id: str, services: Wired, program: Program
) -> BusinessRelationshipOut:
    found = await services.calling_facts.relationships.get(program.account_id, relationship_id)
    return BusinessRelationshipOut.of(found)


@router.delete(
    "/{relationship_id}",
    summary="Take a record back",
    description="It counts no more; that it was there, and who took it back, stays.",
    responses=problems(404),
)
async def remove_relationship(
    relationship_id: str, services: Wired, program: Program
) -> BusinessRelationshipOut:
    removed = await services.calling_facts.relationships.remove(
        program.account_id, relationship_id, by=author_of(program).id
    )
    return BusinessRelationshipOut.of(removed)


async def _text(request: Request) -> str:
    """Raises InvalidFields for what is no text, or too long."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MOST_BYTES:
            raise InvalidFields({"": f"A file has up to {_MOST_BYTES:,} bytes: send it in parts."})
        parts.append(part)
    try:
        return b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidFields({"": "The file is no text in UTF-8."}) from None


def _rows(text: str) -> list[Dealt]:
    """Raises InvalidFields, which names the lines."""
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise InvalidFields({"": "The file is no CSV."}) from None
    if not lines or [name.strip().lower() for name in lines[0]] != list(_COLUMNS):
        raise InvalidFields({"/1": f"The first line names the columns: {','.join(_COLUMNS)}."})
    dealt, faults = [], {}
    for place, cells in enumerate(lines[1:], start=2):
        if not cells:
            continue
        try:
            number, kind, on = (cell.strip() for cell in cells)
            row = Dealt(
                number=PhoneNumber(number), kind=DealKind(kind.lower()), on_day=date.fromisoformat(on)
            )
        except (ValueError, DialoraError):
            faults[f"/{place}"] = "A line is a number in E.164 form, purchase or inquiry, and a day."
        else:
            dealt.append(row)
    if faults:
        raise InvalidFields(dict(list(faults.items())[:_MOST_FAULTS]))
    return dealt
