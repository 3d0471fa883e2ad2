"""Webhook endpoints and events over the API."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from dialora.domain.outbox import DeliveryStatus
from dialora.services.bundle import Services
from dialora.store.scope import Store
from listeners import Listener, answering, listening
from sites import People, bearer
from worlds import World

ENDPOINTS = "/v1/webhook-endpoints"


@pytest.fixture
def services(site: FastAPI) -> Services:
    known: Services = site.state.services
    return known


@pytest.fixture
async def dental(program: httpx.AsyncClient, people: People) -> httpx.AsyncClient:
    """A program with the practice's key."""
    program.headers.update(bearer(people.dental_key))
    return program


async def added(program: httpx.AsyncClient, listener: Listener, **more: Any) -> dict[str, Any]:
    answer = await program.post(ENDPOINTS, json={"url": listener.url, **more})
    assert answer.status_code == 201, answer.text
    endpoint: dict[str, Any] = answer.json()
    return endpoint


async def take_message(services: Services, world: World) -> None:
    await services.messages.take(
        world.dental.account.id, name="Ada Quill", text="Call me.", phone=None, call_id=None
    )


async def deliver_all(services: Services, store: Store, world: World) -> list[DeliveryStatus | None]:
    async with store.account(world.dental.account.id) as scope:
        known = (await scope.deliveries.page(limit=100)).items
    return [await services.news.outbox.deliver(each.account_id, each.id) for each in reversed(known)]


async def test_a_secret_is_shown_when_it_is_made_and_never_again(dental: httpx.AsyncClient) -> None:
    async with listening() as listener:
        made = await added(dental, listener, events=["message.taken"], description="Ours")
    assert made["secret"].startswith("whsec_")
    shown = (await dental.get(f"{ENDPOINTS}/{made['id']}")).json()
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    rotated = (await dental.post(f"{ENDPOINTS}/{made['id']}/rotate-secret")).json()
    assert rotated["secret"] not in (made["secret"], "")
    assert rotated["old_secret_until"] == "2026-11-27T14:00:00Z"
    listed = (await dental.get(ENDPOINTS)).text
    assert "whsec_" not in listed


async def test_a_repeated_request_makes_one_endpoint_and_its_secret_lies_sealed(
    dental: httpx.AsyncClient, store: Store, world: World
) -> None:
    asked = {"json": {"url": "https://hooks.example.com/"}, "headers": {"Idempotency-Key": "once"}}
    first, again = [await dental.post(ENDPOINTS, **asked) for _ in range(2)]  # type: ignore[arg-type]
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert len((await dental.get(ENDPOINTS)).json()["data"]) == 1
    async with store.account(world.dental.account.id) as scope:
        connection = scope._tenant.connection
        kept = (await connection.exec_driver_sql("select body_sealed from idempotency_keys")).scalar_one()
    assert first.json()["secret"].encode() not in kept


async def test_events_read_as_they_were_sent(
    dental: httpx.AsyncClient, services: Services, store: Store, world: World
) -> None:
    async with listening() as listener:
        await added(dental, listener)
        await take_message(services, world)
        assert await deliver_all(services, store, world) == [DeliveryStatus.DELIVERED]
        sent = json.loads(listener.requests[0].body)
    [listed] = (await dental.get("/v1/events", params={"type": "message.taken"})).json()["data"]
    assert listed == sent
    assert (await dental.get(f"/v1/events/{sent['id']}")).json() == sent
    of_it = await dental.get("/v1/events", params={"subject_id": sent["data"]["id"]})
    assert of_it.json()["data"] == [sent]


async def test_what_an_event_tells_of_a_thing_is_what_the_api_shows_of_it(
    dental: httpx.AsyncClient, world: World
) -> None:
    booking = {
        "agent_id": world.dental.agent.id,
        "service_key": "cleaning",
        "starts_at": "2026-12-03T15:00:00-05:00",
        "name": "Ada Quill",
        "phone": "+12125550147",
    }
    shown = (await dental.post("/v1/appointments", json=booking)).json()
    [event] = (await dental.get("/v1/events")).json()["data"]
    assert event["type"] == "appointment.booked"
    assert {name: shown[name] for name in event["data"]} == event["data"]


async def test_the_log_shows_every_attempt_and_one_can_be_sent_again(
    dental: httpx.AsyncClient, services: Services, store: Store, world: World
) -> None:
    answers = iter([answering(500, "fell over"), answering(200, "taken")])
    async with listening(lambda request: next(answers)(request)) as listener:
        endpoint = await added(dental, listener)
        await take_message(services, world)
        await deliver_all(services, store, world)
        [listed] = (await dental.get(f"{ENDPOINTS}/{endpoint['id']}/deliveries")).json()["data"]
        assert (listed["status"], listed["attempts"]) == ("pending", 1)
        address = f"{ENDPOINTS}/{endpoint['id']}/deliveries/{listed['id']}"
        assert (await dental.post(f"{address}/replay")).status_code == 200
        await deliver_all(services, store, world)
    whole = (await dental.get(address)).json()
    assert (whole["status"], whole["next_attempt_at"]) == ("delivered", None)
    assert [(each["status"], each["answer"]) for each in whole["log"]] == [(200, "taken"), (500, "fell over")]
    assert whole["event"]["data"]["text"] == "Call me."


async def test_everything_since_a_time_is_sent_again(
    dental: httpx.AsyncClient, services: Services, store: Store, world: World
) -> None:
    await take_message(services, world)
    async with listening() as listener:
        endpoint = await added(dental, listener)
        begun = await dental.post(
            f"{ENDPOINTS}/{endpoint['id']}/replay", json={"since": "2026-11-26T08:00:00-05:00"}
        )
        assert begun.json() == {"object": "replay", "deliveries": 1}
        await deliver_all(services, store, world)
        assert len(listener.requests) == 1


async def test_an_endpoint_is_changed_turned_off_tested_and_removed(dental: httpx.AsyncClient) -> None:
    async with listening() as listener:
        endpoint = await added(dental, listener)
    address = f"{ENDPOINTS}/{endpoint['id']}"
    assert (await dental.post(f"{address}/test")).json()["event_type"] == "test.sent"
    changed = (await dental.patch(address, json={"on": False, "events": ["call.completed"]})).json()
    assert (changed["on"], changed["off_reason"]) == (False, "by_hand")
    assert (changed["events"], changed["url"]) == (["call.completed"], listener.url)
    refused = await dental.post(f"{address}/test")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_off")
    assert (await dental.patch(address, json={"on": True})).json()["on"] is True
    assert (await dental.delete(address)).status_code == 204
    assert (await dental.get(address)).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"url": ""},
        {"url": "ftp://hooks.example.com"},
        {"url": "http://0x7f.1/"},
        {"url": "https://hooks.example.com/\x00"},
        {"url": "https://hooks.example.com", "events": []},
        {"url": "https://hooks.example.com", "events": ["call.imagined"]},
        {"url": "https://hooks.example.com", "events": ["test.sent"]},
        {"url": "https://hooks.example.com", "description": "x" * 201},
        {"url": "https://hooks.example.com", "description": "\x00"},
        {"url": "https://hooks.example.com", "secret": "mine"},
    ],
)
async def test_what_cannot_be_is_refused(asked: dict[str, Any], dental: httpx.AsyncClient) -> None:
    answer = await dental.post(ENDPOINTS, json=asked)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59"]
)
async def test_a_time_beyond_every_calendar_is_no_fault_of_ours(
    since: str, dental: httpx.AsyncClient
) -> None:
    async with listening() as listener:
        endpoint = await added(dental, listener)
    answer = await dental.post(f"{ENDPOINTS}/{endpoint['id']}/replay", json={"since": since})
    assert answer.status_code in (200, 422), answer.text
