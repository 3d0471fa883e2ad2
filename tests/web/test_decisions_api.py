"""/v1/decisions: what was decided, by what it came to; and what would be, without a call."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from dialora.compliance.book import load_rulebook
from dialora.compliance.intent import CallIntent
from dialora.services.gate import CallRefused, Gate
from dialora.store.scope import Store
from sites import People, bearer
from worlds import World

CALLEE = "+12125550160"


async def test_a_check_says_what_would_be_decided_and_keeps_nothing(
    program: httpx.AsyncClient, people: People, world: World, store: Store
) -> None:
    asked = {"to": CALLEE, "purpose": "telemarketing", "agent_id": world.dental.agent.id}
    answer = await program.post("/v1/decisions/check", json=asked, headers=bearer(people.dental_key))
    assert answer.status_code == 200, answer.text
    checked = answer.json()
    assert (checked["object"], checked["decision"]) == ("decision_check", "deny")
    assert "CONSENT_MISSING" in checked["all_reasons"]
    assert CALLEE in {fact["value"] for fact in checked["facts"]}
    async with store.account(world.dental.account.id) as scope:
        assert (await scope.decisions.page()).items == ()
        assert [entry async for entry in scope.ledger.entries()] == []


async def test_another_accounts_agent_is_not_there(
    program: httpx.AsyncClient, people: People, world: World
) -> None:
    asked = {"to": CALLEE, "purpose": "informational", "agent_id": world.barber.agent.id}
    answer = await program.post("/v1/decisions/check", json=asked, headers=bearer(people.dental_key))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "911"},
        {"to": 12125550160},
        {"purpose": "inbound"},
        {"subject": "a\u0000b"},
        {"callback_requested_at": "0001-01-01T00:00:00+14:00"},
        {"callback_requested_at": "tomorrow"},
        {"more": True},
    ],
    ids=str,
)
async def test_what_cannot_be_checked_is_said_to_be_wrong(
    wrong: dict[str, object], program: httpx.AsyncClient, people: People
) -> None:
    asked = {"to": CALLEE, "purpose": "informational"} | wrong
    answer = await program.post("/v1/decisions/check", json=asked, headers=bearer(people.dental_key))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_decisions_are_listed_by_what_they_came_to(
    site: FastAPI, program: httpx.AsyncClient, people: People, world: World
) -> None:
    gate: Gate = site.state.services.outgoing.gate
    ours = world.dental
    intent = CallIntent.from_carrier(
        account_id=ours.account.id,
        agent_id=ours.agent.id,
        number_id=ours.number.id,
        caller=None,
        recording_wanted=False,
    )
    await gate.clear(intent)
    with pytest.raises(CallRefused):
        await gate.clear(
            CallIntent.from_carrier(
                account_id=ours.account.id,
                agent_id=ours.agent.id,
                number_id=world.barber.number.id,
                caller=None,
                recording_wanted=False,
            )
        )

    async def reasons(query: str) -> list[str]:
        answer = await program.get(f"/v1/decisions?{query}", headers=bearer(people.dental_key))
        assert answer.status_code == 200, answer.text
        return [it["reason"] for it in answer.json()["data"]]

    assert await reasons("") == ["CALLER_ID_NOT_OWNED", "OK"]
    assert await reasons("decision=deny") == ["CALLER_ID_NOT_OWNED"]
    assert await reasons("reason=OK") == ["OK"]
    assert await reasons("created_before=2000-01-01T00:00:00Z") == []
    assert len(await reasons("created_from=2000-01-01T00:00:00Z")) == 2
    assert await reasons("purpose=telemarketing") == []
    assert len(await reasons("purpose=inbound")) == 2
    assert await reasons("number=%2B12125550160") == []
    wrong = await program.get("/v1/decisions?reason=it's", headers=bearer(people.dental_key))
    assert wrong.status_code == 422


def test_the_rulebook_of_the_house_is_what_checks_are_made_by(site: FastAPI) -> None:
    assert site.state.services.foresight.rulebook == load_rulebook()
