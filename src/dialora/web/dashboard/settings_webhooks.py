"""Settings, webhooks: programs that are told of events, what was sent to them, and what they answered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Conflict, DialoraError, Invalid
from dialora.domain.events import EventType
from dialora.domain.outbox import WebhookEndpoint
from dialora.services.webhooks import CHOICES, EndpointChange, body_of
from dialora.web import news_words
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page

router = APIRouter(prefix="/settings/webhooks")

_ADDRESS = "/settings/webhooks"
_A_PAGE = 20
#: From when on everything can be sent again, in words.
_SINCE = {1: "the last hour", 24: "the last day", 72: "the last 3 days", 168: "the last 7 days"}

Chosen = Annotated[list[EventType], Form(default_factory=list)]
Address = Annotated[str, Form(max_length=4000)]
Described = Annotated[str, Form(max_length=1000)]


@router.get("")
async def webhooks_page(services: Wired, here: Visiting) -> Response:
    return await _list(services, here)


@router.post("")
async def add(
    services: Wired, here: SettingUp, events: Chosen, url: Address, description: Described = ""
) -> Response:
    """The page of the new one, with its secret: the only time that it is shown."""
    try:
        added = await services.news.webhooks.add(
            here.account.id, url=url.strip(), description=description, events=events
        )
    except (Invalid, Conflict) as problem:
        typed = {"url": url, "description": description}
        return await _list(services, here, problem=problem, typed=typed, chosen=tuple(events))
    return await _one(services, here, added, secret=added.secret)


@router.get("/{endpoint_id}")
async def webhook_page(
    endpoint_id: str,
    services: Wired,
    here: Visiting,
    after: Annotated[str | None, Query(max_length=64)] = None,
    replayed: Annotated[int | None, Query(ge=0, le=10_000)] = None,
) -> Response:
    endpoint = await services.news.webhooks.get(here.account.id, endpoint_id)
    return await _one(services, here, endpoint, after=after, replayed=replayed)


@router.get("/{endpoint_id}/log")
async def log(endpoint_id: str, services: Wired, here: Visiting) -> Response:
    """The newest deliveries, for the page to show while some are under way."""
    endpoint = await services.news.webhooks.get(here.account.id, endpoint_id)
    context = await _log(services, here, endpoint, None)
    return page("settings/log.html", {"me": me(here.who), "endpoint": endpoint, **context})


@router.post("/{endpoint_id}")
async def change(
    endpoint_id: str,
    services: Wired,
    here: SettingUp,
    events: Chosen,
    url: Address,
    description: Described = "",
) -> Response:
    asked = EndpointChange(url=url.strip(), description=description, events=events)
    try:
        await services.news.webhooks.change(here.account.id, endpoint_id, asked)
    except Invalid as problem:
        endpoint = await services.news.webhooks.get(here.account.id, endpoint_id)
        typed = {"url": url, "description": description}
        return await _one(services, here, endpoint, problem=problem, typed=typed, chosen=tuple(events))
    return _to(endpoint_id)


@router.post("/{endpoint_id}/turn")
async def turn(endpoint_id: str, services: Wired, here: SettingUp, on: Annotated[bool, Form()]) -> Response:
    await services.news.webhooks.change(here.account.id, endpoint_id, EndpointChange(on=on))
    return _to(endpoint_id)


@router.post("/{endpoint_id}/secret")
async def new_secret(endpoint_id: str, services: Wired, here: SettingUp) -> Response:
    endpoint = await services.news.webhooks.rotate_secret(here.account.id, endpoint_id)
    return await _one(services, here, endpoint, secret=endpoint.secret)


@router.post("/{endpoint_id}/test")
async def send_test(endpoint_id: str, services: Wired, here: SettingUp) -> Response:
    await services.news.webhooks.test(here.account.id, endpoint_id)
    return _to(f"{endpoint_id}#log")


@router.post("/{endpoint_id}/replay")
async def replay(
    endpoint_id: str, services: Wired, here: SettingUp, hours: Annotated[int, Form(ge=1, le=720)]
) -> Response:
    since = services.clock.now() - timedelta(hours=hours)
    count = await services.news.deliveries.replay_since(here.account.id, endpoint_id, since)
    return _to(f"{endpoint_id}?replayed={count}#log")


@router.post("/{endpoint_id}/remove")
async def remove(endpoint_id: str, services: Wired, here: SettingUp) -> Response:
    await services.news.webhooks.remove(here.account.id, endpoint_id)
    return RedirectResponse(_ADDRESS, 303)


@router.get("/{endpoint_id}/deliveries/{delivery_id}")
async def delivery_page(endpoint_id: str, delivery_id: str, services: Wired, here: Visiting) -> Response:
    endpoint = await services.news.webhooks.get(here.account.id, endpoint_id)
    story = await services.news.deliveries.get(here.account.id, endpoint_id, delivery_id)
    context = {
        "endpoint": endpoint,
        "story": story,
        "body": json.dumps(json.loads(body_of(story.event)), indent=2, ensure_ascii=False),
        "zone": here.account.zone,
        "now": services.clock.now(),
        "words": news_words,
    }
    return framed("settings/delivery.html", here.who, "/settings", context)


@router.post("/{endpoint_id}/deliveries/{delivery_id}/replay")
async def replay_one(endpoint_id: str, delivery_id: str, services: Wired, here: SettingUp) -> Response:
    await services.news.deliveries.replay(here.account.id, endpoint_id, delivery_id)
    return _to(f"{endpoint_id}#log")


async def _list(
    services: Wired,
    here: Visit,
    *,
    problem: DialoraError | None = None,
    typed: dict[str, str] | None = None,
    chosen: tuple[EventType, ...] = CHOICES,
) -> Response:
    context = {
        "endpoints": (await services.news.webhooks.page(here.account.id, limit=100)).items,
        "problem": problem.message if problem else None,
        "typed": typed or {"url": "", "description": ""},
        "chosen": chosen,
        "kinds": _kinds(),
        "zone": here.account.zone,
        "now": services.clock.now(),
        "tab": _ADDRESS,
        "words": news_words,
    }
    status = 422 if problem else 200
    return framed("settings/webhooks.html", here.who, "/settings", context, status=status)


async def _one(
    services: Wired,
    here: Visit,
    endpoint: WebhookEndpoint,
    *,
    after: str | None = None,
    replayed: int | None = None,
    secret: str | None = None,
    problem: DialoraError | None = None,
    typed: dict[str, str] | None = None,
    chosen: tuple[EventType, ...] | None = None,
) -> Response:
    context = {
        "endpoint": endpoint,
        "secret": secret,
        "problem": problem.message if problem else None,
        "typed": typed or {"url": endpoint.url, "description": endpoint.description},
        "chosen": chosen or endpoint.events,
        "kinds": _kinds(),
        "since": _SINCE,
        "replayed": replayed,
        **await _log(services, here, endpoint, after),
    }
    status = 422 if problem else 200
    return framed("settings/webhook.html", here.who, "/settings", context, status=status)


async def _log(
    services: Wired, here: Visit, endpoint: WebhookEndpoint, after: str | None
) -> dict[str, object]:
    found = await services.news.deliveries.page(
        here.account.id, target_id=endpoint.id, limit=_A_PAGE, starting_after=after
    )
    attempts = await services.news.deliveries.attempts_of(here.account.id, found.items)
    now = services.clock.now()
    return {
        "deliveries": found.items,
        "newest": {id: of_one[0] for id, of_one in attempts.items()},
        "older": f"{_ADDRESS}/{endpoint.id}?after={found.items[-1].id}#log" if found.has_more else None,
        "watching": after is None
        and any(each.status.open and news_words.is_near(each.due_at, now) for each in found.items),
        "zone": here.account.zone,
        "now": now,
        "words": news_words,
    }


def _kinds() -> list[tuple[EventType, str]]:
    return [(each, news_words.EVENTS[each]) for each in CHOICES]


def _to(place: str) -> Response:
    return RedirectResponse(f"{_ADDRESS}/{place}", 303)
