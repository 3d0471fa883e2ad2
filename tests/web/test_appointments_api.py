"""Booking and canceling through the API, once and only once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from dialora.store.scope import Store
from sites import People, bearer
from worlds import World


@pytest.fixture
def wanted(world: World) -> dict[str, Any]:
    return {
        "agent_id": world.dental.agent.id,
        "service_key": "cleaning",
        "starts_at": "2026-12-03T15:00:00-05:00",
        "name": "Ada Quill",
        "phone": "+12125550147",
    }


async def test_a_free_time_is_booked_and_can_be_read_and_canceled(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any]
) -> None:
    key = bearer(people.dental_key)
    made = await program.post("/v1/appointments", json=wanted, headers=key)
    assert made.status_code == 201
    appointment = made.json()
    assert (appointment["object"], appointment["status"]) == ("appointment", "booked")
    assert appointment["ends_at"].startswith("2026-12-03T15:45:00") or "20:45" in appointment["ends_at"]
    listed = (await program.get("/v1/appointments", headers=key)).json()
    assert [each["id"] for each in listed["data"]] == [appointment["id"]]
    for _ in range(2):
        canceled = await program.post(f"/v1/appointments/{appointment['id']}/cancel", headers=key)
        assert canceled.json()["status"] == "canceled"
    assert (await program.post("/v1/appointments", json=wanted, headers=key)).status_code == 201


async def test_a_taken_time_is_a_conflict(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any]
) -> None:
    key = bearer(people.dental_key)
    await program.post("/v1/appointments", json=wanted, headers=key)
    later = wanted | {"starts_at": "2026-12-03T15:30:00-05:00"}
    answer = await program.post("/v1/appointments", json=later, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"starts_at": "2026-12-06T15:00:00-05:00"}, 422, "slot_not_offered"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, 422, "slot_not_offered"),
        ({"starts_at": "0001-01-01T00:00:00+12:00"}, 422, "slot_not_offered"),
        ({"starts_at": "2026-12-03T15:00:00"}, 422, "request_invalid"),
        ({"service_key": "haircut"}, 404, "service_not_found"),
        ({"agent_id": "agent_nobody"}, 404, "not_found"),
        ({"phone": "555-0147"}, 422, "phone_number_invalid"),
        ({"name": ""}, 422, "request_invalid"),
        ({"surprise": 1}, 422, "request_invalid"),
    ],
)
async def test_what_cannot_be_booked_says_why_and_books_nothing(
    change: dict[str, Any],
    status: int,
    code: str,
    program: httpx.AsyncClient,
    people: People,
    wanted: dict[str, Any],
) -> None:
    key = bearer(people.dental_key)
    answer = await program.post("/v1/appointments", json=wanted | change, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await program.get("/v1/appointments", headers=key)).json()["data"] == []


async def test_the_same_key_and_request_get_the_first_answer_again(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any]
) -> None:
    headers = bearer(people.dental_key) | {"Idempotency-Key": "order 1"}
    first = await program.post("/v1/appointments", json=wanted, headers=headers)
    again = await program.post("/v1/appointments", json=wanted, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    listed = await program.get("/v1/appointments", headers=headers)
    assert len(listed.json()["data"]) == 1


async def test_a_refusal_is_given_again_too(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any]
) -> None:
    headers = bearer(people.dental_key) | {"Idempotency-Key": "order 2"}
    sunday = wanted | {"starts_at": "2026-12-06T15:00:00-05:00"}
    first = await program.post("/v1/appointments", json=sunday, headers=headers)
    again = await program.post("/v1/appointments", json=sunday, headers=headers)
    assert again.status_code == 422
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json()["request_id"] != again.json()["request_id"] == again.headers["x-request-id"]


async def test_the_same_key_with_another_request_is_refused(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any]
) -> None:
    headers = bearer(people.dental_key) | {"Idempotency-Key": "order 3"}
    await program.post("/v1/appointments", json=wanted, headers=headers)
    other = await program.post("/v1/appointments", json=wanted | {"name": "Bo Reed"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_keys_of_two_accounts_do_not_meet(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any], world: World, store: Store
) -> None:
    for secret, agent in ((people.dental_key, world.dental.agent), (people.barber_key, world.barber.agent)):
        headers = bearer(secret) | {"Idempotency-Key": "order 4"}
        answer = await program.post("/v1/appointments", json=wanted | {"agent_id": agent.id}, headers=headers)
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers
