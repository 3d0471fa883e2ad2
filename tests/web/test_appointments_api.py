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


@pytest.fixture
async def booked(program: httpx.AsyncClient, people: People, wanted: dict[str, Any]) -> dict[str, Any]:
    made = await program.post("/v1/appointments", json=wanted, headers=bearer(people.dental_key))
    answer: dict[str, Any] = made.json()
    return answer


async def test_an_appointment_is_moved_and_renamed_at_the_version_that_is_known(
    program: httpx.AsyncClient, people: People, booked: dict[str, Any]
) -> None:
    key, address = bearer(people.dental_key), f"/v1/appointments/{booked['id']}"
    # Sunday: a program may move to any time, as a person may.
    asked = {"starts_at": "2026-12-06T10:00:00-05:00", "minutes": 60, "name": "Ada Q.", "phone": None}
    moved = (await program.patch(address, json=asked | {"version": 1}, headers=key)).json()
    assert (moved["starts_at"], moved["ends_at"]) == ("2026-12-06T15:00:00Z", "2026-12-06T16:00:00Z")
    assert (moved["name"], moved["phone"], moved["version"]) == ("Ada Q.", None, 2)
    late = await program.patch(address, json={"name": "Late", "version": 1}, headers=key)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert (await program.get(address, headers=key)).json() == moved


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, 422, "time_too_far"),
        ({"starts_at": "0001-01-01T00:00:00+12:00"}, 422, "time_too_far"),
        ({"starts_at": "2026-12-03T15:00:00"}, 422, "request_invalid"),
        ({"minutes": 0}, 422, "request_invalid"),
        ({"calendar_id": "cal_nobody"}, 404, "not_found"),
        ({"name": "a\x00b"}, 422, "value_invalid"),
        ({"version": 10**30}, 422, "request_invalid"),
        ({"status": "canceled"}, 422, "request_invalid"),
    ],
)
async def test_what_cannot_be_changed_says_why_and_changes_nothing(
    change: dict[str, Any],
    status: int,
    code: str,
    program: httpx.AsyncClient,
    people: People,
    booked: dict[str, Any],
) -> None:
    key, address = bearer(people.dental_key), f"/v1/appointments/{booked['id']}"
    answer = await program.patch(address, json=change, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await program.get(address, headers=key)).json() == booked


async def test_a_list_is_of_a_stretch_of_time_a_calendar_and_a_state(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any], booked: dict[str, Any]
) -> None:
    key = bearer(people.dental_key)
    friday = wanted | {"starts_at": "2026-12-04T09:00:00-05:00"}
    later = (await program.post("/v1/appointments", json=friday, headers=key)).json()

    async def ids(**query: str) -> list[str]:
        answer = (await program.get("/v1/appointments", params=query, headers=key)).json()
        return [each["id"] for each in answer["data"]]

    assert await ids() == [later["id"], booked["id"]]
    assert await ids(**{"from": "2026-12-03T20:30:00Z", "to": "2026-12-04T00:00:00Z"}) == [booked["id"]]
    assert await ids(**{"from": "2026-12-03T20:45:00Z"}) == [later["id"]]
    assert await ids(calendar_id=booked["calendar_id"], status="booked") == [later["id"], booked["id"]]
    assert await ids(calendar_id="cal_other") == []
    assert await ids(status="canceled") == []


@pytest.mark.parametrize("query", ["from=2026-12-03", "to=soon", "from=0001-01-01T00:00:00%2B12:00"])
async def test_a_stretch_of_time_nobody_can_reckon_with_is_the_askers_mistake(
    query: str, program: httpx.AsyncClient, people: People
) -> None:
    answer = await program.get(f"/v1/appointments?{query}", headers=bearer(people.dental_key))
    assert answer.status_code == 422


async def test_free_times_are_those_that_can_be_booked(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any], booked: dict[str, Any]
) -> None:
    key = bearer(people.dental_key)
    asked = {"agent_id": wanted["agent_id"], "service_key": "cleaning", "first_day": "2026-12-03"}
    free = (await program.get("/v1/appointments/slots", params=asked, headers=key)).json()["data"]
    assert {each["object"] for each in free} == {"slot"}
    starts = [each["starts_at"] for each in free]
    assert starts[0] == "2026-12-03T13:00:00Z"
    assert starts == sorted(starts)
    assert "2026-12-03T20:00:00Z" not in starts
    made = await program.post(
        "/v1/appointments",
        json=wanted | {"starts_at": starts[-1], "calendar_id": free[-1]["calendar_ids"][0]},
        headers=key,
    )
    assert made.status_code == 201


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"last_day": "2026-12-02"}, 422),
        ({"last_day": "2027-01-03"}, 422),
        ({"first_day": "9999-12-31"}, 422),
        ({"service_key": "haircut"}, 404),
        ({"agent_id": "agent_nobody"}, 404),
        ({"agent_id": "a\x00b"}, 422),
    ],
)
async def test_free_times_of_nothing_or_for_ever_are_refused(
    change: dict[str, str], status: int, program: httpx.AsyncClient, people: People, world: World
) -> None:
    asked = {"agent_id": world.dental.agent.id, "service_key": "cleaning", "first_day": "2026-12-03"}
    answer = await program.get(
        "/v1/appointments/slots", params=asked | change, headers=bearer(people.dental_key)
    )
    assert answer.status_code == status


async def test_a_closed_time_is_booked_where_that_is_said(
    program: httpx.AsyncClient, people: People, wanted: dict[str, Any]
) -> None:
    sunday = wanted | {"starts_at": "2026-12-06T15:10:00-05:00", "any_time": True}
    made = await program.post("/v1/appointments", json=sunday, headers=bearer(people.dental_key))
    assert made.status_code == 201


async def test_calendars_are_listed(program: httpx.AsyncClient, people: People, world: World) -> None:
    listed = (await program.get("/v1/calendars", headers=bearer(people.dental_key))).json()
    assert [each["name"] for each in listed["data"]] == ["Chair 1"]
    one = await program.get(f"/v1/calendars/{world.dental.calendar.id}", headers=bearer(people.dental_key))
    assert one.json() == listed["data"][0]
