"""/v1/contacts and /v1/contact-imports, as a program uses them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from callbook import Callbook
from dialora.domain.contacts import ContactSource
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import People, bearer, recordings_in, sign_in
from worlds import NOW, World

ADA = {
    "number": "+12125550150",
    "name": "Ada Quill",
    "email": "ada@example.com",
    "postcode": "10001",
    "tags": ["VIP"],
}


async def create(program: httpx.AsyncClient, key: str, **changes: object) -> httpx.Response:
    return await program.post("/v1/contacts", json=ADA | changes, headers=bearer(key))


async def test_a_contact_is_created_once_found_by_number_changed_and_deleted(
    program: httpx.AsyncClient, people: People
) -> None:
    key = bearer(people.dental_key)
    once = key | {"Idempotency-Key": "contact-1"}
    made = await program.post("/v1/contacts", json=ADA, headers=once)
    assert made.status_code == 201, made.text
    contact = made.json()
    assert (contact["object"], contact["tags"], contact["source"]) == ("contact", ["vip"], "api")
    assert (await program.post("/v1/contacts", json=ADA, headers=once)).json() == contact
    twice = await create(program, people.dental_key)
    assert (twice.status_code, twice.json()["code"]) == (409, "contact_exists")
    listed = await program.get("/v1/contacts?number=%2B12125550150&limit=1", headers=key)
    assert listed.json()["data"] == [contact]
    assert (await program.get("/v1/contacts?tag=vip", headers=key)).json()["data"] == [contact]
    assert (await program.get("/v1/contacts?tag=other", headers=key)).json()["data"] == []
    address = f"/v1/contacts/{contact['id']}"
    changed = await program.patch(address, json={"postcode": None, "state": "NY"}, headers=key)
    assert (changed.json()["postcode"], changed.json()["state"], changed.json()["name"]) == (
        None,
        "NY",
        "Ada Quill",
    )
    assert (await program.delete(address, headers=key)).status_code == 204
    assert (await program.get(address, headers=key)).status_code == 404


async def test_pages_go_on_where_the_last_one_ended(program: httpx.AsyncClient, people: People) -> None:
    key = bearer(people.dental_key)
    for n in range(3):
        await create(program, people.dental_key, number=f"+1212555015{n}")
    first = (await program.get("/v1/contacts?limit=2", headers=key)).json()
    assert ([it["number"][-1] for it in first["data"]], first["has_more"]) == (["2", "1"], True)
    rest = await program.get(f"/v1/contacts?limit=2&starting_after={first['data'][-1]['id']}", headers=key)
    assert ([it["number"][-1] for it in rest.json()["data"]], rest.json()["has_more"]) == (["0"], False)


async def test_may_call_says_why_not_for_every_purpose(program: httpx.AsyncClient, people: People) -> None:
    contact = (await create(program, people.dental_key)).json()
    answer = await program.get(f"/v1/contacts/{contact['id']}/may-call", headers=bearer(people.dental_key))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert {each["channel"] for each in told["data"]} == {"voice", "sms"}
    for each in told["data"]:
        assert each["check"]["decision"] == "deny"
        assert "CONSENT_MISSING" in each["check"]["all_reasons"]
        assert {"name": "Address book: ZIP", "value": "10001"} in each["check"]["facts"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "555"},
        {"name": "a\u0000b"},
        {"state": "New York"},
        {"zone": "Mars/Olympus"},
        {"tags": ["a/b"]},
        {"tags": ["x"] * 21},
        {"notes": 7},
        {"more": True},
    ],
    ids=str,
)
async def test_what_cannot_be_kept_is_said_to_be_wrong(
    wrong: dict[str, object], program: httpx.AsyncClient, people: People
) -> None:
    answer = await create(program, people.dental_key, **wrong)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert not (await program.get("/v1/contacts", headers=bearer(people.dental_key))).json()["data"]


@pytest.mark.parametrize("query", ["tag=a%00b", "tag=", "number=12", "starting_after=%00", "limit=1000"])
async def test_a_list_that_cannot_be_asked_for_is_a_problem(
    query: str, program: httpx.AsyncClient, people: People
) -> None:
    answer = await program.get(f"/v1/contacts?{query}", headers=bearer(people.dental_key))
    assert answer.status_code == 422, answer.text


async def test_a_list_is_tried_and_then_imported_and_exported(
    program: httpx.AsyncClient, people: People
) -> None:
    key = bearer(people.dental_key)
    text = "number,name\n212 555 0150,Ada Quill\nnobody,Sam\n"
    csv = key | {"Content-Type": "text/csv"}
    tried = await program.post("/v1/contact-imports?dry_run=true&name=a.csv", content=text, headers=csv)
    assert tried.status_code == 201, tried.text
    assert (tried.json()["dry_run"], tried.json()["added"], tried.json()["refused"]) == (True, 1, 1)
    assert not (await program.get("/v1/contacts", headers=key)).json()["data"]
    read = (await program.post("/v1/contact-imports?name=a.csv", content=text, headers=csv)).json()
    assert (read["state"], read["added"], read["refused"]) == ("done", 1, 1)
    faults = await program.get(f"/v1/contact-imports/{read['id']}/faults", headers=key)
    assert faults.text.splitlines()[1].startswith("3,number,")
    assert (await program.get(f"/v1/contact-imports/{read['id']}", headers=key)).json() == read
    assert len((await program.get("/v1/contact-imports", headers=key)).json()["data"]) == 2
    exported = await program.get("/v1/contacts/export", headers=key)
    assert exported.headers["content-type"].startswith("text/csv")
    assert "Ada Quill" in exported.text


async def test_a_call_s_page_leads_to_whom_it_was_with(
    browser: httpx.AsyncClient,
    people: People,
    site: FastAPI,
    store: Store,
    world: World,
    tmp_path: Path,
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))
    call = await book.booked(NOW)
    await sign_in(browser, people.owner)
    assert "/contacts/" not in (await browser.get(f"/calls/{call.id}")).text.split("<main", 1)[1]
    services: Services = site.state.services
    known = await services.address_book.contacts.create(
        world.dental.account.id, PhoneNumber("+12125550147"), {"name": "Ada"}, source=ContactSource.API
    )
    assert f'href="/contacts/{known.id}">Ada</a>' in (await browser.get(f"/calls/{call.id}")).text
