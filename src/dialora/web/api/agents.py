"""/v1/agents."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dialora.domain.agents import Agent, Purpose
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/agents", tags=["Agents"])

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ServiceOut(BaseModel):
    """Something callers can book."""

    key: str
    name: str
    minutes: int
    price_cents: int | None = Field(description="Null where the price depends.")


class SpanOut(BaseModel):
    opens: time
    closes: time


class HoursOut(BaseModel):
    """Opening hours in the business's own time zone."""

    week: dict[str, list[SpanOut]] = Field(description="By weekday; a day that is missing is closed.")
    holidays: dict[date, str] = Field(description="Closed days and what they are called.")


class AnswerOut(BaseModel):
    topic: str
    questions: list[str]
    text: str


class BusinessOut(BaseModel):
    """What the agent knows. All of it may be spoken to any caller."""

    name: str
    zone: str = Field(description="IANA time zone.", examples=["America/New_York"])
    currency: str
    hours: HoursOut
    services: list[ServiceOut]
    answers: list[AnswerOut]


class AgentOut(BaseModel):
    """An AI agent: one voice, one purpose, one business."""

    id: str = Field(examples=["agent_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["agent"] = "agent"
    name: str
    purpose: Purpose
    language: str = Field(description="BCP 47.", examples=["en-US"])
    greeting: str
    recording_wanted: bool
    business: BusinessOut
    version: int = Field(description="Raised by every change.")
    created_at: datetime

    @classmethod
    def of(cls, agent: Agent) -> AgentOut:
        business, hours = agent.business, agent.business.hours
        return cls(
            id=agent.id,
            name=agent.name,
            purpose=agent.purpose,
            language=agent.language,
            greeting=agent.greeting,
            recording_wanted=agent.recording_wanted,
            business=BusinessOut(
                name=business.name,
                zone=business.zone,
                currency=business.currency,
                hours=HoursOut(
                    week={
                        _DAYS[day]: [SpanOut(opens=span.opens, closes=span.closes) for span in spans]
                        for day, spans in sorted(hours.week.items())
                    },
                    holidays=dict(hours.holidays),
                ),
                services=[
                    ServiceOut(key=s.key, name=s.name, minutes=s.minutes, price_cents=s.price_cents)
                    for s in business.services
                ],
                answers=[
                    AnswerOut(topic=a.topic, questions=list(a.questions), text=a.text)
                    for a in business.answers
                ],
            ),
            version=agent.version,
            created_at=agent.created_at,
        )


@router.get("", summary="List agents")
async def list_agents(services: Wired, program: Program, cursor: Paged) -> ListOf[AgentOut]:
    page = await services.agents.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[AgentOut.of(agent) for agent in page.items], has_more=page.has_more)


@router.get("/{agent_id}", summary="Get an agent", responses=problems(404))
async def get_agent(agent_id: str, services: Wired, program: Program) -> AgentOut:
    return AgentOut.of(await services.agents.get(program.account_id, agent_id))
