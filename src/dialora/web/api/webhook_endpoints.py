"""/v1/webhook-endpoints: addresses that are told of events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.events import EventType
from dialora.domain.outbox import OffReason, WebhookEndpoint
from dialora.services.webhooks import CHOICES, EndpointChange
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/webhook-endpoints", tags=["Webhook endpoints"])

_ABOUT = """
Deliveries are signed as [Standard Webhooks](https://www.standardwebhooks.com) says: check
`webhook-signature` with the endpoint's secret, and take each `webhook-id` once. Answer with a 2xx within 15
seconds. Anything else is tried again for about three days; a 410 turns the endpoint off, and so does failing
for three days.
"""

_Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="https, on port 443 or 8443, and no address of an inner network.",
        examples=["https://hooks.example.com/dialora"],
    ),
]
_Description = Annotated[str, Field(max_length=200, description="For people.")]
_Events = Annotated[
    list[EventType],
    Field(min_length=1, max_length=len(EventType), description="What it is told of."),
]


class WebhookEndpointOut(BaseModel):
    """An address that is told of events."""

    id: str = Field(examples=["whe_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    url: str
    description: str
    events: list[EventType]
    on: bool
    off_reason: OffReason | None = Field(description="Why it is off; null where it is on.")
    failing_since: datetime | None = Field(description="Since when no delivery has succeeded.")
    old_secret_until: datetime | None = Field(
        description="Until when deliveries are signed with the secret before this one too."
    )
    created_at: datetime

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> WebhookEndpointOut:
        return cls.model_validate(_shown(endpoint))


class WebhookEndpointWithSecret(WebhookEndpointOut):
    """With its secret, which is shown this once."""

    secret: str = Field(description="Keep it: it is not shown again.", examples=["whsec_…"])

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> WebhookEndpointWithSecret:
        return cls.model_validate(_shown(endpoint) | {"secret": endpoint.secret})


class NewWebhookEndpoint(BaseModel):
    """Whom to tell, and of what."""

    model_config = ConfigDict(extra="forbid")

    url: _Url
    events: _Events = Field(default=list(CHOICES), description="Left out, everything.")
    description: _Description = ""


class ChangedWebhookEndpoint(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    url: _Url | None = None
    events: _Events | None = None
    description: _Description | None = None
    on: bool | None = None


@router.get("", summary="List webhook endpoints")
async def list_endpoints(services: Wired, program: Program, cursor: Paged) -> ListOf[WebhookEndpointOut]:
    page = await services.news.webhooks.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[WebhookEndpointOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Add a webhook endpoint",
    description=_ABOUT,
    status_code=201,
    response_class=Response,
    responses={201: {"model": WebhookEndpointWithSecret, "description": "Added."}, **problems(409)},
)
async def add_endpoint(
    asked: NewWebhookEndpoint, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def add() -> WebhookEndpointWithSecret:
        return WebhookEndpointWithSecret.of(
            await services.news.webhooks.add(
                program.account_id, url=asked.url, description=asked.description, events=asked.events
            )
        )

    return await once(request, services, program, key, asked, add)


@router.get("/{endpoint_id}", summary="Get a webhook endpoint", responses=problems(404))
async def get_endpoint(endpoint_id: str, services: Wired, program: Program) -> WebhookEndpointOut:
    return WebhookEndpointOut.of(await services.news.webhooks.get(program.account_id, endpoint_id))


@router.patch(
    "/{endpoint_id}",
    summary="Change a webhook endpoint",
    description="Turned on again, it starts without a history of failing. What it missed can be replayed.",
    responses=problems(404),
)
async def change_endpoint(
    endpoint_id: str, asked: ChangedWebhookEndpoint, services: Wired, program: Program
) -> WebhookEndpointOut:
    change = EndpointChange(url=asked.url, description=asked.description, events=asked.events, on=asked.on)
    return WebhookEndpointOut.of(await services.news.webhooks.change(program.account_id, endpoint_id, change))


@router.delete(
    "/{endpoint_id}",
    summary="Remove a webhook endpoint",
    description="Nothing more is sent to it.",
    status_code=204,
    responses=problems(404),
)
async def remove_endpoint(endpoint_id: str, services: Wired, program: Program) -> None:
    await services.news.webhooks.remove(program.account_id, endpoint_id)


@router.post(
    "/{endpoint_id}/rotate-secret",
    summary="Give a webhook endpoint a new secret",
    description="For 24 hours deliveries are signed with the old one too.",
    responses=problems(404),
)
async def rotate_secret(endpoint_id: str, services: Wired, program: Program) -> WebhookEndpointWithSecret:
    return WebhookEndpointWithSecret.of(
        await services.news.webhooks.rotate_secret(program.account_id, endpoint_id)
    )


def _shown(endpoint: WebhookEndpoint) -> dict[str, object]:
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "description": endpoint.description,
        "events": list(endpoint.events),
        "on": endpoint.off is None,
        "off_reason": endpoint.off,
        "failing_since": endpoint.failing_since,
        "old_secret_until": endpoint.old_secret_until,
        "created_at": endpoint.created_at,
    }
