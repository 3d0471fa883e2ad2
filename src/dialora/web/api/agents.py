"""/v1/agents."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.services.agents import NewAgent
from dialora.web.agent.document import ContentChange
from dialora.web.agent.fields import BusinessName, Name
from dialora.web.agent.shown import AgentOut
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/agents", tags=["Agents"])


class NewAgentIn(BaseModel):
    """What to begin with. The rest is a receptionist's usual content, or another agent's."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="It goes by on the phone.")
    business: BusinessName | None = Field(
        default=None, description="The business as it is spoken; without it the account's name."
    )
    like: str | None = Field(default=None, max_length=64, description="An agent to copy the rest from.")
    calendar_id: str | None = Field(
        default=None, max_length=64, description="What it books on; without it a new calendar of its own."
    )


@router.get("", summary="List agents")
async def list_agents(services: Wired, program: Program, cursor: Paged) -> ListOf[AgentOut]:
    page = await services.agents.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[AgentOut.of(agent) for agent in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Make an agent",
    description="It can answer as soon as a number is assigned to it. An account has at most 50.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": AgentOut, "description": "Made."}, **problems(404, 409)},
)
async def make_agent(
    asked: NewAgentIn, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def make() -> AgentOut:
        new = NewAgent(
            name=asked.name, business=asked.business, like=asked.like, calendar_id=asked.calendar_id
        )
        return AgentOut.of(await services.agents.create(program.account_id, new, by=program.name))

    return await once(request, services, program, key, asked, make)


@router.get("/{agent_id}", summary="Get an agent", responses=problems(404))
async def get_agent(agent_id: str, services: Wired, program: Program) -> AgentOut:
    return AgentOut.of(await services.agents.get(program.account_id, agent_id))


@router.patch(
    "/{agent_id}",
    summary="Change and publish an agent",
    description="In one step: the next call is answered by the new version, running calls keep theirs."
    " Refused with the code `draft_open` while people have changes under way that are not published.",
    responses=problems(404, 409),
)
async def change_agent(agent_id: str, asked: ContentChange, services: Wired, program: Program) -> AgentOut:
    changed = await services.agent_drafts.change_published(
        program.account_id, agent_id, asked.onto, by=program.name
    )
    return AgentOut.of(changed)
