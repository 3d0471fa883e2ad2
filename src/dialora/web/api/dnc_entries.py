"""/v1/dnc-entries: the account's do-not-call list."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.do_not_call import LONGEST_REASON, DncEntry, StopChannel, StopScope, StopVia
from dialora.domain.phone import PhoneNumber
from dialora.services.revocations import Stop, Stopped
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/dnc-entries", tags=["Do not call"])

_ABOUT = """
The number is called and texted no more: not from the moment this returns. Consent that it gave before is
revoked, and calls to it that are queued, dialing or ringing are taken back. `leaving` says how many were
just leaving and are being ended.
"""

_RELEASING = """
The entry stays, with the reason, and that it was released is in the ledger. Consent that was revoked stays
revoked. Numbers on the operator's own list are not released here.
"""


class DncEntryOut(BaseModel):
    """A number that is not called."""

    id: str = Field(examples=["dnc_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["dnc_entry"] = "dnc_entry"
    number: str | None = Field(
        description="E.164. Null once the person was forgotten: the entry holds by a keyed hash.",
        examples=["+12125550150"],
    )
    scope: StopScope = Field(description="All calls, or those of one purpose.")
    channel: StopChannel = Field(description="Calls and texts, or calls alone.")
    source: StopVia = Field(description="The way by which it reached us.")
    reason: str
    call_id: str | None = Field(description="The call in which it was said.")
    added_at: datetime
    added_by: str | None = Field(description="A member or an API key; null: the person themselves.")
    released_at: datetime | None = Field(description="Null as long as it holds.")
    released_by: str | None
    release_reason: str | None

    @classmethod
    def of(cls, entry: DncEntry) -> DncEntryOut:
        return cls.model_validate(_shown(entry))


class NewDncEntryOut(DncEntryOut):
    """With what was underway to the number."""

    calls_taken_back: int = Field(description="Calls to it that were queued, dialing or ringing.")
    calls_leaving: int = Field(description="Calls to it that were just leaving, and are being ended.")

    @classmethod
    def after(cls, stopped: Stopped) -> NewDncEntryOut:
        underway = {"calls_taken_back": stopped.attempts, "calls_leaving": stopped.leaving}
        return cls.model_validate(_shown(stopped.entry) | underway)


class NewDncEntry(BaseModel):
    """Whom not to call."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(max_length=32, description="E.164.", examples=["+12125550150"])
    scope: StopScope = Field(default=StopScope.ALL, description="Everything, unless the person said less.")
    reason: str = Field(default="", max_length=LONGEST_REASON, description="For people.")


@router.get("", summary="List the numbers that are not called")
async def list_entries(
    services: Wired,
    program: Program,
    cursor: Paged,
    number: Annotated[str | None, Query(max_length=32, description="Only those of this number.")] = None,
    released: Annotated[bool | None, Query(description="Only released ones, or only others.")] = None,
) -> ListOf[DncEntryOut]:
    page = await services.suppression.do_not_call.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        number=None if number is None else PhoneNumber(number),
        holds=None if released is None else not released,
    )
    return ListOf(data=[DncEntryOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Put a number on the list",
    description=_ABOUT,
    status_code=201,
    response_class=Response,
    responses={201: {"model": NewDncEntryOut, "description": "It holds."}, **problems(409)},
)
async def add_entry(
    asked: NewDncEntry, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def add() -> NewDncEntryOut:
        stop = Stop(via=StopVia.API, scope=asked.scope, by=author_of(program), reason=asked.reason)
        number, revocations = PhoneNumber(asked.number), services.suppression.revocations
        return NewDncEntryOut.after(await revocations.stop(program.account_id, number, stop))

    return await once(request, services, program, key, asked, add)


@router.get("/{entry_id}", summary="Get an entry", responses=problems(404))
async def get_entry(entry_id: str, services: Wired, program: Program) -> DncEntryOut:
    return DncEntryOut.of(await services.suppression.do_not_call.get(program.account_id, entry_id))


@router.delete(
    "/{entry_id}",
    summary="Release an entry",
    description=_RELEASING,
    responses=problems(404, 409),
)
async def release_entry(
    entry_id: str,
    services: Wired,
    program: Program,
    reason: Annotated[
        str, Query(min_length=1, max_length=LONGEST_REASON, description="Why it may be called again.")
    ],
) -> DncEntryOut:
    released = await services.suppression.do_not_call.release(
        program.account_id, entry_id, by=author_of(program), reason=reason
    )
    return DncEntryOut.of(released)


def _shown(entry: DncEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "number": entry.number.e164 if entry.number else None,
        "scope": entry.scope,
        "channel": entry.channel,
        "source": entry.source,
        "reason": entry.reason,
        "call_id": entry.call_id,
        "added_at": entry.added_at,
        "added_by": entry.added_by,
        "released_at": entry.released_at,
        "released_by": entry.released_by,
        "release_reason": entry.release_reason or None,
    }
