"""/v1/calls/{id}/share-links: a call shown to somebody without an account, for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.sharing import Days, ShareLink
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems
from dialora.web.share_address import share_address

router = APIRouter(prefix="/calls/{call_id}/share-links", tags=["Sharing"])


class ShareLinkOut(BaseModel):
    """A link to one call. Every opening is in the ledger."""

    id: str = Field(examples=["share_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["share_link"] = "share_link"
    call_id: str
    url: str | None = Field(description="Only in the answer that made it: it is not kept.")
    with_sound: bool
    author_id: str = Field(description="A member or an API key.")
    author_name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    opened: int = Field(description="How often the page was opened.")
    last_opened_at: datetime | None

    @classmethod
    def of(cls, link: ShareLink, url: str | None = None) -> ShareLinkOut:
        return cls(
            id=link.id,
            call_id=link.call_id,
            url=url,
            with_sound=link.with_sound,
            author_id=link.author_id,
            author_name=link.author_name,
            created_at=link.created_at,
            expires_at=link.expires_at,
            revoked_at=link.revoked_at,
            opened=link.opened,
            last_opened_at=link.last_opened_at,
        )


class NewShareLink(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: Days = Field(default=Days.SEVEN, description="1, 7 or 30.")
    with_sound: bool = False


@router.get("", summary="List the links to a call, newest first", responses=problems(404))
async def list_links(call_id: str, services: Wired, program: Program) -> ListOf[ShareLinkOut]:
    links = await services.share_links.of_call(program.account_id, call_id)
    return ListOf(data=[ShareLinkOut.of(link) for link in links], has_more=False)


@router.post(
    "",
    summary="Make a link to a call",
    description="Whoever has it sees what was said, and hears it where `with_sound` is set, until it ends.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": ShareLinkOut, "description": "Made."}, **problems(404, 409)},
)
async def make_link(
    call_id: str,
    asked: NewShareLink,
    request: Request,
    services: Wired,
    program: Program,
    key: IdempotencyKey = None,
) -> Response:
    async def make() -> ShareLinkOut:
        link, token = await services.share_links.make(
            program.account_id,
            call_id,
            days=asked.days,
            with_sound=asked.with_sound,
            by=author_of(program),
        )
        return ShareLinkOut.of(link, share_address(services.site, token))

    return await once(request, services, program, key, asked, make)


@router.post(
    "/{link_id}/revoke",
    summary="End a link",
    description="At once. Twice changes nothing.",
    responses=problems(404),
)
async def revoke_link(call_id: str, link_id: str, services: Wired, program: Program) -> ShareLinkOut:
    by = author_of(program)
    return ShareLinkOut.of(await services.share_links.revoke(program.account_id, call_id, link_id, by=by))
