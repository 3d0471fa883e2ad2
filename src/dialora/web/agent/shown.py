"""Agents, their drafts and versions as the API shows them. What was kept is shown whatever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from dialora.domain.agent_rules import WEEKDAYS
from dialora.domain.agents import Agent, Business, OpeningHours, PublishedAgent, Purpose, Reachable, Span
from dialora.domain.drafts import EditedAgent
from dialora.services.agent_changes import AgentChange, ChangeKind

_ID = "agent_01k5gm0x0pe0r9f7vsq9z5ew7n"


class ServiceOut(BaseModel):
    """Something callers can book."""

    key: str
    name: str
    minutes: int
    price_cents: int | None = Field(description="Null where the price depends.")
    price_from: bool = Field(description="The price is the least it costs.")
    also_called: list[str]


#: What RFC 3339 calls a time has a zone; this one is on the business's wall.
_Wall = Annotated[
    time,
    WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d:\d\d$", "examples": ["09:30:00"]}),
]


class SpanOut(BaseModel):
    opens: _Wall
    closes: _Wall = Field(description="00:00 is the end of the day.")


class SpecialDayOut(BaseModel):
    """A day with hours of its own; closed where it has none."""

    name: str
    spans: list[SpanOut]


class HoursOut(BaseModel):
    """Opening hours in the business's own time zone."""

    week: dict[str, list[SpanOut]] = Field(description="By weekday; a day that is missing is closed.")
    special_days: dict[date, SpecialDayOut] = Field(description="By date; instead of the weekday's hours.")


class AnswerOut(BaseModel):
    topic: str
    questions: list[str]
    text: str


class TransferOut(BaseModel):
    """Somebody calls may be handed to."""

    name: str
    number: str = Field(description="E.164.")
    reachable: Reachable
    week: dict[str, list[SpanOut]] = Field(description="Hours of their own.")


class BusinessOut(BaseModel):
    """What the agent knows. All of it may be spoken to any caller."""

    name: str
    zone: str = Field(description="IANA time zone.", examples=["America/New_York"])
    currency: str
    hours: HoursOut
    services: list[ServiceOut]
    answers: list[AnswerOut]
    transfers: list[TransferOut]
    horizon_days: int = Field(description="Days ahead that may be booked.")
    lead_minutes: int = Field(description="Minutes before a time at which it can no longer be booked.")
    grid_minutes: int


class AgentOut(BaseModel):
    """An AI agent: one voice, one purpose, one business."""

    id: str = Field(examples=[_ID])
    object: Literal["agent"] = "agent"
    name: str
    purpose: Purpose
    language: str = Field(description="BCP 47.", examples=["en-US"])
    greeting: str = Field(description="Follows the notices that the law wants.")
    voice_speed: float = Field(description="1 is the voice's own speed.")
    recording_wanted: bool
    calendar_id: str
    business: BusinessOut
    version: int = Field(description="Raised whenever it is published; pinned to each call.")
    created_at: datetime

    @classmethod
    def of(cls, agent: Agent) -> AgentOut:
        return cls(
            id=agent.id,
            name=agent.name,
            purpose=agent.purpose,
            language=agent.language,
            greeting=agent.greeting,
            voice_speed=agent.voice_speed,
            recording_wanted=agent.recording_wanted,
            calendar_id=agent.calendar_id,
            business=_business(agent.business),
            version=agent.version,
            created_at=agent.created_at,
        )


class AgentDraftOut(BaseModel):
    """An agent with the changes that are not published."""

    object: Literal["agent_draft"] = "agent_draft"
    agent_id: str = Field(examples=[_ID])
    revision: str = Field(description="Send it with a change: if it has moved on, nothing is changed.")
    changed_at: datetime | None = Field(description="Null where nothing is changed.")
    changed_by: str | None
    agent: AgentOut

    @classmethod
    def of(cls, edited: EditedAgent) -> AgentDraftOut:
        draft = edited.draft
        return cls(
            agent_id=edited.published.id,
            revision=edited.revision,
            changed_at=draft.changed_at if draft else None,
            changed_by=draft.changed_by if draft else None,
            agent=AgentOut.of(edited.agent),
        )


class AgentVersionOut(BaseModel):
    """An agent as it was published once."""

    object: Literal["agent_version"] = "agent_version"
    agent_id: str = Field(examples=[_ID])
    version: int
    published_at: datetime | None
    published_by: str | None
    agent: AgentOut

    @classmethod
    def of(cls, it: PublishedAgent) -> AgentVersionOut:
        return cls(
            agent_id=it.agent.id,
            version=it.agent.version,
            published_at=it.published_at,
            published_by=it.published_by,
            agent=AgentOut.of(it.agent),
        )


class AgentChangeOut(BaseModel):
    """One line that is not the same."""

    section: str
    field: str = Field(description="A JSON pointer; things in lists are named by key, topic or name.")
    label: str
    kind: ChangeKind
    before: str
    after: str

    @classmethod
    def of(cls, change: AgentChange) -> AgentChangeOut:
        return cls(
            section=change.section,
            field=change.field,
            label=change.label,
            kind=change.kind,
            before=change.before,
            after=change.after,
        )


def _business(business: Business) -> BusinessOut:
    return BusinessOut(
        name=business.name,
        zone=business.zone,
        currency=business.currency,
        hours=_hours(business.hours),
        services=[
            ServiceOut(
                key=it.key,
                name=it.name,
                minutes=it.minutes,
                price_cents=it.price_cents,
                price_from=it.price_from,
                also_called=list(it.also_called),
            )
            for it in business.services
        ],
        answers=[
            AnswerOut(topic=a.topic, questions=list(a.questions), text=a.text) for a in business.answers
        ],
        transfers=[
            TransferOut(name=it.name, number=it.number.e164, reachable=it.reachable, week=_week(it.week))
            for it in business.transfers
        ],
        horizon_days=business.horizon_days,
        lead_minutes=business.lead_minutes,
        grid_minutes=business.grid_minutes,
    )


def _hours(hours: OpeningHours) -> HoursOut:
    closed = {day: SpecialDayOut(name=name, spans=[]) for day, name in hours.holidays.items()}
    other = {day: SpecialDayOut(name=it.name, spans=_spans(it.spans)) for day, it in hours.special.items()}
    return HoursOut(week=_week(hours.week), special_days=dict(sorted((closed | other).items())))


def _week(week: Mapping[int, Sequence[Span]]) -> dict[str, list[SpanOut]]:
    return {WEEKDAYS[day]: _spans(spans) for day, spans in sorted(week.items()) if spans}


def _spans(spans: Sequence[Span]) -> list[SpanOut]:
    return [SpanOut(opens=span.opens, closes=span.closes) for span in spans]
