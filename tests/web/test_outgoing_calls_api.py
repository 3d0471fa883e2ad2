"""POST /v1/calls: decided, refused with the whole decision, and never twice under one key."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from dialling import CALLEE, OTHER, Denials, rulebook_of
from dialora.domain.accounts import KeyMode
from dialora.services.bundle import Services
from dialora.services.identity import new_api_key
from dialora.store.scope import Store
from sites import People, bearer
from worlds import NOW, World

ASKED = {"to": CALLEE.e164, "about": "your appointment"}


@pytest.fixture
def services(site: FastAPI) -> Services:
    it: Services = site.state.services
    return it


@pytest.fixture
def denials(services: Services) -> Denials:
    """The test's own rule instead of the law."""
    it = Denials(numbers={OTHER})
    object.__setattr__(services.outgoing.gate, "rulebook", rulebook_of(it))
    return it


async def ask(
    program: httpx.AsyncClient, key: str, world: World, *, once: str | None = None, **changes: object
) -> httpx.Response:
    headers = bearer(key) | ({} if once is None else {"Idempotency-Key": once})
    body = {"agent_id": world.dental.agent.id, **ASKED, **changes}
    return await program.post("/v1/calls", json=body, headers=headers)


async def test_a_test_key_gets_a_decision_and_calls_nobody(
    program: httpx.AsyncClient, people: People, world: World, denials: Denials
) -> None:
    answer = await ask(program, people.dental_key, world)
    assert answer.status_code == 201, answer.text
    call = answer.json()
    assert (call["direction"], call["peer"], call["test"]) == ("outbound", CALLEE.e164, True)
    assert (call["status"], call["end_reason"]) == ("canceled", "test_key")
    decision = await program.get(f"/v1/decisions/{call['decision_id']}", headers=bearer(people.dental_key))
    assert decision.json()["decision"] == "allow_with_conditions"


async def test_a_refusal_carries_the_whole_decision(
    program: httpx.AsyncClient, people: People, world: World, denials: Denials
) -> None:
    answer = await ask(program, people.dental_key, world, to=OTHER.e164)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "call_refused"
    assert problem["decision"]["reason"] == "INTERNAL_DNC"
    listed = (await program.get("/v1/calls?status=refused", headers=bearer(people.dental_key))).json()
    assert [it["decision_id"] for it in listed["data"]] == [problem["decision_id"]]


async def test_asked_again_under_the_same_key_the_first_answer_comes_back(
    program: httpx.AsyncClient, people: People, world: World, denials: Denials
) -> None:
    first = await ask(program, people.dental_key, world, once="a")
    again = await ask(program, people.dental_key, world, once="a")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    other = await ask(program, people.dental_key, world, once="a", to=OTHER.e164)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "911"},
        {"to": "+1212555\u0000"},
        {"to": 12125550160},
        {"about": "x" * 81},
        {"about": "two\nlines"},
        {"purpose": "emergency"},
        {"from": "+12125550123"},
        {"agent_id": None},
    ],
)
async def test_what_cannot_be_understood_calls_nobody(
    program: httpx.AsyncClient, people: People, world: World, denials: Denials, wrong: dict[str, object]
) -> None:
    answer = await ask(program, people.dental_key, world, **wrong)
    assert answer.status_code == 422
    listed = (await program.get("/v1/calls", headers=bearer(people.dental_key))).json()
    assert listed["data"] == []


async def test_a_number_is_verified_with_a_live_key_only(
    program: httpx.AsyncClient, store: Store, people: People, world: World
) -> None:
    path = f"/v1/phone-numbers/{world.dental.number.id}/verify"
    refused = await program.post(path, headers=bearer(people.dental_key))
    assert (refused.status_code, refused.json()["code"]) == (403, "test_key")
    key, secret = new_api_key(world.dental.account.id, KeyMode.LIVE, NOW)
    async with store.account(world.dental.account.id) as scope:
        await scope.api_keys.add(key)
    # No carrier can be asked from here.
    assert (await program.post(path, headers=bearer(secret))).status_code == 502
