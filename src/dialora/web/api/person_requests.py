"""/v1/person-requests: what is kept of a person, by their number, and forgetting them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import PersonRequest, RequestKind, RequestState
from dialora.services.bundle import Services
from dialora.services.identity import KeyHolder
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems
from dialora.web.person_archive import archive_response

router = APIRouter(prefix="/person-requests", tags=["A person's rights"])

_ABOUT = """
`access` says what is kept under a number; its archive is made when it is taken away, for seven days.
`erasure` forgets the person in this answer: calls, words, sound, messages, contacts and names are gone, what
the law wants kept goes into a store of its own, their consents end and a stop they said holds on. It cannot
be undone. A legal hold refuses it.
"""
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A ZIP file: `index.txt`, and a file for each thing.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class PersonRequestOut(BaseModel):
    """Somebody's request, and what came of it."""

    id: str = Field(examples=["preq_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["person_request"] = "person_request"
    kind: RequestKind
    number: str | None = Field(description="E.164; null once it had to be forgotten.")
    state: RequestState
    counts: dict[str, int] = Field(description="Things by kind: in the archive, or forgotten.")
    restricted: dict[str, int] = Field(description="Of an erasure: what the law keeps, by kind.")
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None = Field(description="Until when the archive can be taken away.")

    @classmethod
    def of(cls, request: PersonRequest) -> PersonRequestOut:
        return cls(
            id=request.id,
            kind=request.kind,
            number=request.number.e164 if request.number else None,
            state=request.state,
            counts=dict(request.counts),
            restricted=dict(request.restricted),
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            ended_at=request.ended_at,
            expires_at=request.expires_at,
        )


class NewPersonRequest(BaseModel):
    """What a person wants."""

    model_config = ConfigDict(extra="forbid")

    kind: RequestKind
    number: str = Field(max_length=32, description="E.164.", examples=["+12125550150"])


@router.get("", summary="List requests")
async def list_requests(services: Wired, program: Program, cursor: Paged) -> ListOf[PersonRequestOut]:
    page = await services.rights.access.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[PersonRequestOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Ask for a person's things, or forget them",
    description=_ABOUT,
    status_code=201,
    response_class=Response,
    responses={201: {"model": PersonRequestOut, "description": "It is done."}, **problems(409)},
)
async def make_request(
    asked: NewPersonRequest, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def carry_out() -> PersonRequestOut:
        return PersonRequestOut.of(await _carried_out(services, program, asked))

    return await once(request, services, program, key, asked, carry_out)


@router.get("/{request_id}", summary="Get a request", responses=problems(404))
async def get_request(request_id: str, services: Wired, program: Program) -> PersonRequestOut:
    return PersonRequestOut.of(await services.rights.access.get(program.account_id, request_id))


@router.get(
    "/{request_id}/archive",
    summary="Take the archive away",
    description="Who took it is in the account's ledger.",
    response_class=Response,
    responses={**_ZIP, **problems(404, 409)},
)
async def get_archive(request_id: str, services: Wired, program: Program) -> StreamingResponse:
    return await archive_response(services, program.account_id, request_id, by=program.key_id)


async def _carried_out(services: Services, program: KeyHolder, asked: NewPersonRequest) -> PersonRequest:
    number, by = PhoneNumber(asked.number), author_of(program)
    if asked.kind is RequestKind.ERASURE:
        return await services.rights.erasure.erase(program.account_id, number, by=by)
    return await services.rights.access.ask(program.account_id, number, by=by)
