"""/v1/agents/{id}: its draft, its versions, and what differs between them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.web.agent.document import DraftChange
from dialora.web.agent.shown import AgentChangeOut, AgentDraftOut, AgentOut, AgentVersionOut
from dialora.web.api.listing import ListOf
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/agents/{agent_id}", tags=["Agents"])

_MOST = 2**31 - 1
Revision = Annotated[
    str | None, Field(max_length=64, description="The draft you have read. If it has moved on: 409.")
]
_Version = Annotated[int, Path(ge=1, le=_MOST)]
#: A version's number, or what is not published yet.
_Which = Annotated[str, Query(pattern=r"^([1-9][0-9]{0,8}|draft|published)$")]


class DraftSeen(BaseModel):
    """Which draft is meant."""

    model_config = ConfigDict(extra="forbid")

    revision: Revision = None


class AgentDiffOut(BaseModel):
    """Everything that is not the same, line by line and in words."""

    object: Literal["agent_diff"] = "agent_diff"
    agent_id: str
    changes: list[AgentChangeOut]


@router.get("/draft", summary="Get the draft of an agent", responses=problems(404))
async def get_draft(agent_id: str, services: Wired, program: Program) -> AgentDraftOut:
    return AgentDraftOut.of(await services.agent_drafts.get(program.account_id, agent_id))


@router.patch(
    "/draft",
    summary="Change the draft of an agent",
    description="All of it or, where any field is wrong, nothing: `errors` then names each field by its"
    " JSON pointer. Callers hear none of it before it is published.",
    responses=problems(404, 409),
)
async def change_draft(agent_id: str, asked: DraftChange, services: Wired, program: Program) -> AgentDraftOut:
    edited = await services.agent_drafts.change(
        program.account_id, agent_id, asked.onto, revision=asked.revision, by=program.name
    )
    return AgentDraftOut.of(edited)


@router.delete(
    "/draft",
    summary="Discard the draft of an agent",
    description="Back to what is published. Discarding twice changes nothing.",
    responses=problems(404, 409),
)
async def discard_draft(
    agent_id: str,
    services: Wired,
    program: Program,
    revision: Annotated[str | None, Query(max_length=64)] = None,
) -> AgentDraftOut:
    edited = await services.agent_drafts.discard(program.account_id, agent_id, revision=revision)
    return AgentDraftOut.of(edited)


@router.post(
    "/publish",
    summary="Publish the draft of an agent",
    description="The next call is answered by the new version; running calls keep theirs.",
    response_class=Response,
    responses={200: {"model": AgentOut, "description": "Published."}, **problems(404, 409)},
)
async def publish(
    agent_id: str,
    request: Request,
    services: Wired,
    program: Program,
    seen: DraftSeen | None = None,
    key: IdempotencyKey = None,
) -> Response:
    asked = seen or DraftSeen()

    async def act() -> AgentOut:
        published = await services.agent_drafts.publish(
            program.account_id, agent_id, revision=asked.revision, by=program.name
        )
        return AgentOut.of(published)

    return await once(request, services, program, key, asked, act, status=200)


@router.get("/versions", summary="List the versions of an agent", responses=problems(404))
async def list_versions(
    agent_id: str,
    services: Wired,
    program: Program,
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
    starting_after: Annotated[
        int | None, Query(ge=1, le=_MOST, description="The version after which the page begins.")
    ] = None,
) -> ListOf[AgentVersionOut]:
    page = await services.agents.versions(program.account_id, agent_id, limit=limit, before=starting_after)
    return ListOf(data=[AgentVersionOut.of(each) for each in page.items], has_more=page.has_more)


@router.get("/versions/{version}", summary="Get a version of an agent", responses=problems(404))
async def get_version(agent_id: str, version: _Version, services: Wired, program: Program) -> AgentVersionOut:
    return AgentVersionOut.of(await services.agents.version(program.account_id, agent_id, version))


@router.post(
    "/versions/{version}/restore",
    summary="Begin a draft with an old version",
    description="Refused with the code `draft_open` where there is a draft already.",
    response_class=Response,
    responses={200: {"model": AgentDraftOut, "description": "Begun."}, **problems(404, 409)},
)
async def restore(
    agent_id: str,
    version: _Version,
    request: Request,
    services: Wired,
    program: Program,
    key: IdempotencyKey = None,
) -> Response:
    async def act() -> AgentDraftOut:
        edited = await services.agent_drafts.restore(
            program.account_id, agent_id, version, revision=None, by=program.name
        )
        return AgentDraftOut.of(edited)

    return await once(request, services, program, key, DraftSeen(), act, status=200)


@router.get("/diff", summary="Compare two versions of an agent", responses=problems(404))
async def diff(
    agent_id: str,
    services: Wired,
    program: Program,
    before: _Which = "published",
    after: _Which = "draft",
) -> AgentDiffOut:
    changes = await services.agent_drafts.changes(program.account_id, agent_id, before, after)
    return AgentDiffOut(agent_id=agent_id, changes=[AgentChangeOut.of(change) for change in changes])
