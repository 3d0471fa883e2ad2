"""Notes, tags, links, costs and exports of calls through the API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from callbook import Callbook
from dialora.domain.calls import Call
from dialora.services.bundle import Services
from dialora.services.costs import settle
from dialora.store.scope import Store
from sites import People, bearer
from worlds import NOW, World


@pytest.fixture
async def call(store: Store, world: World, site: FastAPI) -> Call:
    services: Services = site.state.services
    book = Callbook(store=store, tenancy=world.dental, recordings=services.recordings)
    return await book.booked(NOW)


@pytest.fixture
def key(people: People) -> dict[str, str]:
    return bearer(people.dental_key)


async def test_a_note_is_the_programs_own_to_take_away(
    program: httpx.AsyncClient, key: dict[str, str], call: Call
) -> None:
    notes = f"/v1/calls/{call.id}/notes"
    asked = {"headers": key | {"Idempotency-Key": "one"}, "json": {"text": "Call back."}}
    made = (await program.post(notes, **asked)).json()
    assert (await program.post(notes, **asked)).json() == made
    assert made["object"] == "note"
    assert [note["id"] for note in (await program.get(notes, headers=key)).json()["data"]] == [made["id"]]
    assert (await program.delete(f"{notes}/{made['id']}", headers=key)).json()["deleted"]
    assert (await program.get(notes, headers=key)).json()["data"] == []
    restored = await program.post(f"{notes}/{made['id']}/restore", headers=key)
    assert not restored.json()["deleted"]


async def test_tags_are_put_on_and_taken_off(
    program: httpx.AsyncClient, key: dict[str, str], call: Call
) -> None:
    tags = f"/v1/calls/{call.id}/tags"
    assert (await program.post(tags, headers=key, json={"tag": "New Patient"})).json()["data"] == [
        "new patient"
    ]
    assert (await program.get("/v1/tags", headers=key)).json()["data"] == ["new patient"]
    assert (await program.delete(f"{tags}/new%20patient", headers=key)).json()["data"] == []


async def test_a_link_shows_its_address_once(
    program: httpx.AsyncClient, key: dict[str, str], call: Call
) -> None:
    links = f"/v1/calls/{call.id}/share-links"
    made = (await program.post(links, headers=key, json={"days": 30, "with_sound": True})).json()
    assert (await program.get(made["url"])).status_code == 200
    (listed,) = (await program.get(links, headers=key)).json()["data"]
    assert (listed["id"], listed["url"], listed["opened"]) == (made["id"], None, 1)
    assert (await program.post(links, headers=key, json={"days": 2})).status_code == 422
    ended = (await program.post(f"{links}/{made['id']}/revoke", headers=key)).json()
    assert ended["revoked_at"] is not None
    assert (await program.get(made["url"])).status_code == 410


async def test_a_cost_is_told_part_by_part_once_it_is_settled(
    program: httpx.AsyncClient, key: dict[str, str], call: Call, store: Store
) -> None:
    address = f"/v1/calls/{call.id}/cost"
    early = await program.get(address, headers=key)
    assert (early.status_code, early.json()["code"]) == (404, "cost_not_settled")
    price = {"micros_per_minute": 8_500, "currency": "USD", "source": "Price list"}
    named = await program.post("/v1/carrier-prices", headers=key, json=price)
    assert (named.status_code, named.json()["object"]) == (201, "carrier_price")
    async with store.account(call.account_id) as scope:
        await settle(scope, call, at=NOW)
    cost = (await program.get(address, headers=key)).json()
    assert (cost["total_micros"], cost["currency"]) == (17_000, "USD")
    assert [line["part"] for line in cost["lines"]] == ["carrier", "stt", "tts", "dialogue", "recording"]
    assert (await program.get("/v1/carrier-prices", headers=key)).json()["data"] == [named.json()]


async def test_an_export_holds_all_that_is_kept_but_the_sound(
    program: httpx.AsyncClient, key: dict[str, str], call: Call
) -> None:
    await program.post(f"/v1/calls/{call.id}/tags", headers=key, json={"tag": "billing"})
    await program.post(f"/v1/calls/{call.id}/notes", headers=key, json={"text": "Call back."})
    export = (await program.get(f"/v1/calls/{call.id}/export", headers=key)).json()
    assert export["object"] == "call_export"
    assert len(export["call"]["turns"]) == 6
    assert export["call"]["notices"][0]["kind"] == "recording"
    assert export["appointments"][0]["call_id"] == call.id
    assert (export["tags"], export["notes"][0]["text"]) == (["billing"], "Call back.")


async def test_the_words_come_as_lines_or_as_text(
    program: httpx.AsyncClient, key: dict[str, str], call: Call
) -> None:
    address = f"/v1/calls/{call.id}/transcript"
    lines = (await program.get(address, headers=key)).json()["lines"]
    assert (lines[0]["speaker"], lines[0]["text"]) == ("caller", "Hi, I would like to book a cleaning.")
    text = await program.get(address, params={"format": "text"}, headers=key)
    assert text.headers["content-type"].startswith("text/plain")
    assert "Caller: Hi, I would like to book a cleaning." in text.text


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/v1/calls/{id}/notes", {"text": "\x00"}),
        ("POST", "/v1/calls/{id}/notes", {"text": " "}),
        ("POST", "/v1/calls/{id}/tags", {"tag": "a/b"}),
        ("POST", "/v1/calls/{id}/tags", {"tag": "\x00"}),
        ("POST", "/v1/calls/{id}/share-links", {"days": 10**30}),
        ("POST", "/v1/carrier-prices", {"micros_per_minute": -1, "currency": "USD", "source": "x"}),
        ("POST", "/v1/carrier-prices", {"micros_per_minute": 1, "currency": "USD", "source": "\x00"}),
        ("DELETE", "/v1/calls/{id}/tags/%00", None),
    ],
)
async def test_what_cannot_be_kept_is_the_askers_mistake(
    method: str, address: str, body: Any, program: httpx.AsyncClient, key: dict[str, str], call: Call
) -> None:
    answer = await program.request(method, address.format(id=call.id), headers=key, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("part", ["notes", "tags", "share-links", "cost", "export", "transcript"])
async def test_of_a_call_that_is_not_there_nothing_is_told(
    part: str, program: httpx.AsyncClient, key: dict[str, str]
) -> None:
    for nobody, status in {"call_nobody": 404, "%F0%9F%98%80": 404, "%00": 422}.items():
        assert (await program.get(f"/v1/calls/{nobody}/{part}", headers=key)).status_code == status
