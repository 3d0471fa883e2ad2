"""/v1/legal-holds: what must not be deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import LONGEST_HOLD_REASON, HoldScope, LegalHold
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/legal-holds", tags=["A person's rights"])


class LegalHoldOut(BaseModel):
    """While it holds, neither the nightly purge nor a request deletes what it names."""

    id: str = Field(examples=["hold_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["legal_hold"] = "legal_hold"
    scope: HoldScope
    number: str | None = Field(description="Whom it holds everything of.")
    call_id: str | None
    reason: str
    placed_by: str
    placed_at: datetime
    released_at: datetime | None = Field(description="Null as long as it holds.")
    released_by: str | None
    release_reason: str | None

    @classmethod
    def of(cls, hold: LegalHold) -> LegalHoldOut:
        return cls(
            id=hold.id,
            scope=hold.scope,
            number=hold.number.e164 if hold.number else None,
            call_id=hold.call_id,
            reason=hold.reason,
            placed_by=hold.placed_by,
            placed_at=hold.placed_at,
            released_at=hold.released_at,
            released_by=hold.released_by,
            release_reason=hold.release_reason or None,
        )


class NewLegalHold(BaseModel):
    """What to hold: a person, a call, or, where neither is named, everything of the account."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST_HOLD_REASON, description="For people.")
    number: str | None = Field(default=None, max_length=32, description="E.164.")
    call_id: str | None = Field(default=None, max_length=64)


class HoldRelease(BaseModel):
    """Why nothing needs to be held any more."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST_HOLD_REASON)


@router.get("", summary="List legal holds")
async def list_holds(
    services: Wired,
    program: Program,
    cursor: Paged,
    holds: Annotated[bool | None, Query(description="Only those that hold, or only released ones.")] = None,
) -> ListOf[LegalHoldOut]:
    page = await services.rights.holds.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after, holds=holds
    )
    return ListOf(data=[LegalHoldOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Place a legal hold",
    status_code=201,
    response_class=Response,
    responses={201: {"model": LegalHoldOut, "description": "It holds."}, **problems(404, 409)},
)
async def place_hold(
    asked: NewLegalHold, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def place() -> LegalHoldOut:
        hold = await services.rights.holds.place(
            program.account_id,
            reason=asked.reason,
            by=author_of(program),
            number=None if asked.number is None else PhoneNumber(asked.number),
            call_id=asked.call_id,
        )
        return LegalHoldOut.of(hold)

    return await once(request, services, program, key, asked, place)


@router.get("/{hold_id}", summary="Get a legal hold", responses=problems(404))
async def get_hold(hold_id: str, services: Wired, program: Program) -> LegalHoldOut:
    return LegalHoldOut.of(await services.rights.holds.get(program.account_id, hold_id))


@router.post("/{hold_id}/release", summary="Release a legal hold", responses=problems(404))
async def release_hold(hold_id: str, asked: HoldRelease, services: Wired, program: Program) -> LegalHoldOut:
    released = await services.rights.holds.release(
        program.account_id, hold_id, reason=asked.reason, by=author_of(program)
    )
    return LegalHoldOut.of(released)
