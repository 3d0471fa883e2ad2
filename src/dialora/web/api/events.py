"""/v1/events: what happened, as webhooks tell it too."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dialora.domain.events import Event, EventType
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/events", tags=["Events"])


class EventOut(BaseModel):
    """Something that happened. Webhooks carry the same document."""

    id: str = Field(examples=["evt_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["event"] = "event"
    type: EventType
    timestamp: datetime = Field(description="When it happened.")
    data: dict[str, Any] = Field(description="What it happened to, as it was then; see its `object`.")

    @classmethod
    def of(cls, event: Event) -> EventOut:
        return cls(id=event.id, type=event.type, timestamp=event.created_at, data=json.loads(event.subject))


@router.get(
    "",
    summary="List events",
    description="They are kept for 30 days.",
)
async def list_events(
    services: Wired,
    program: Program,
    cursor: Paged,
    type: Annotated[EventType | None, Query(description="Only those of this type.")] = None,
    subject_id: Annotated[
        str | None, Query(max_length=64, description="Only those of this call, appointment, message ….")
    ] = None,
) -> ListOf[EventOut]:
    page = await services.news.events.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        type=type,
        subject_id=subject_id,
    )
    return ListOf(data=[EventOut.of(each) for each in page.items], has_more=page.has_more)


@router.get("/{event_id}", summary="Get an event", responses=problems(404))
async def get_event(event_id: str, services: Wired, program: Program) -> EventOut:
    return EventOut.of(await services.news.events.get(program.account_id, event_id))
