"""/v1/webhook-endpoints/{id}/deliveries: what was sent to an endpoint, to read and to send again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dialora.domain.events import EventType
from dialora.domain.outbox import Delivery, DeliveryAttempt, DeliveryStatus
from dialora.services.deliveries import MOST_REPLAYED, DeliveryStory
from dialora.web.api.events import EventOut
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/webhook-endpoints/{endpoint_id}", tags=["Webhook endpoints"])


class DeliveryOut(BaseModel):
    """One event on its way to one endpoint."""

    id: str = Field(examples=["dlv_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["delivery"] = "delivery"
    event_id: str
    event_type: EventType
    status: DeliveryStatus
    attempts: int
    next_attempt_at: datetime | None = Field(description="Null once it is over.")
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryOut:
        return cls.model_validate(_shown(delivery))


class AttemptOut(BaseModel):
    """What came of one attempt."""

    number: int
    at: datetime
    took_ms: int
    status: int | None = Field(description="Of the answer; null where there was none.")
    problem: str | None = Field(description="Why it failed, for people; null where it did not.")
    answer: str = Field(description="At most the first 1,024 bytes of the answer.")

    @classmethod
    def of(cls, attempt: DeliveryAttempt) -> AttemptOut:
        return cls(
            number=attempt.number,
            at=attempt.at,
            took_ms=attempt.took_ms,
            status=attempt.status,
            problem=attempt.problem,
            answer=attempt.answer,
        )


class WholeDeliveryOut(DeliveryOut):
    """With what it carries, and every attempt."""

    event: EventOut
    log: list[AttemptOut] = Field(description="The newest attempt first.")

    @classmethod
    def of_story(cls, story: DeliveryStory) -> WholeDeliveryOut:
        carried = {
            "event": EventOut.of(story.event),
            "log": [AttemptOut.of(each) for each in story.attempts],
        }
        return cls.model_validate(_shown(story.delivery) | carried)


class ReplayAsked(BaseModel):
    """From when on."""

    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime = Field(description="With an offset.", examples=["2026-11-26T09:00:00-05:00"])


class ReplayBegun(BaseModel):
    """What is sent again."""

    object: Literal["replay"] = "replay"
    deliveries: int = Field(description=f"How many; {MOST_REPLAYED} at most, the oldest first.")


@router.get("/deliveries", summary="List what was sent to a webhook endpoint", responses=problems(404))
async def list_deliveries(
    endpoint_id: str,
    services: Wired,
    program: Program,
    cursor: Paged,
    status: Annotated[DeliveryStatus | None, Query(description="Only those in this state.")] = None,
) -> ListOf[DeliveryOut]:
    await services.news.webhooks.get(program.account_id, endpoint_id)
    page = await services.news.deliveries.page(
        program.account_id,
        target_id=endpoint_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        status=status,
    )
    return ListOf(data=[DeliveryOut.of(each) for each in page.items], has_more=page.has_more)


@router.get("/deliveries/{delivery_id}", summary="Get a delivery and its attempts", responses=problems(404))
async def get_delivery(
    endpoint_id: str, delivery_id: str, services: Wired, program: Program
) -> WholeDeliveryOut:
    story = await services.news.deliveries.get(program.account_id, endpoint_id, delivery_id)
    return WholeDeliveryOut.of_story(story)


@router.post(
    "/deliveries/{delivery_id}/replay",
    summary="Send one delivery again",
    description="Whatever came of it, with the same `webhook-id`.",
    responses=problems(404, 409),
)
async def replay_delivery(
    endpoint_id: str, delivery_id: str, services: Wired, program: Program
) -> DeliveryOut:
    return DeliveryOut.of(await services.news.deliveries.replay(program.account_id, endpoint_id, delivery_id))


@router.post(
    "/replay",
    summary="Send everything since a time again",
    description="Also what happened before the endpoint was there, as far as events are kept.",
    responses=problems(404, 409),
)
async def replay_since(
    endpoint_id: str, asked: ReplayAsked, services: Wired, program: Program
) -> ReplayBegun:
    count = await services.news.deliveries.replay_since(program.account_id, endpoint_id, asked.since)
    return ReplayBegun(deliveries=count)


@router.post(
    "/test",
    summary="Send a test to a webhook endpoint",
    description="An event of the type `test.sent`, to this endpoint alone.",
    responses=problems(404, 409),
)
async def send_test(endpoint_id: str, services: Wired, program: Program) -> DeliveryOut:
    return DeliveryOut.of(await services.news.webhooks.test(program.account_id, endpoint_id))


def _shown(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "event_type": delivery.event_type,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "next_attempt_at": delivery.due_at,
        "created_at": delivery.created_at,
        "ended_at": delivery.ended_at,
    }
