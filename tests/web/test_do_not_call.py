"""Putting numbers on the do-not-call list and releasing them: API and pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from dialora.domain.number_lists import ListKind
from dialora.services.bundle import Services
from dialora.services.number_lists import ListFile, NumberLists
from dialora.store.scope import Store
from sites import Clock, People, bearer, csrf_token, sign_in
from worlds import NOW

ADA = "+12125550150"


async def test_a_number_is_listed_found_and_released_with_a_reason(
    program: httpx.AsyncClient, people: People
) -> None:
    key = bearer(people.dental_key)
    asked = {"number": ADA, "reason": "Wrote to us"}
    added = await program.post("/v1/dnc-entries", json=asked, headers=key)
    assert added.status_code == 201, added.text
    entry = added.json()
    assert (entry["object"], entry["number"], entry["scope"], entry["source"]) == (
        "dnc_entry",
        ADA,
        "all",
        "api",
    )
    assert (entry.pop("calls_taken_back"), entry.pop("calls_leaving")) == (0, 0)
    address = f"/v1/dnc-entries/{entry['id']}"
    assert (await program.get(address, headers=key)).json() == entry
    found = await program.get("/v1/dnc-entries", params={"number": ADA}, headers=key)
    assert found.json()["data"] == [entry]
    other = await program.get("/v1/dnc-entries", params={"number": "+12125550199"}, headers=key)
    assert other.json()["data"] == []
    assert (await program.delete(address, headers=key)).status_code == 422
    released = await program.delete(address, params={"reason": "Asked us to call"}, headers=key)
    assert released.json()["release_reason"] == "Asked us to call"
    assert (await program.get("/v1/dnc-entries?released=false", headers=key)).json()["data"] == []
    assert (await program.get("/v1/dnc-entries?released=true", headers=key)).json()["data"] == [
        released.json()
    ]


async def test_the_same_key_adds_once(program: httpx.AsyncClient, people: People) -> None:
    headers = bearer(people.dental_key) | {"Idempotency-Key": "once"}
    first = await program.post("/v1/dnc-entries", json={"number": ADA}, headers=headers)
    again = await program.post("/v1/dnc-entries", json={"number": ADA}, headers=headers)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "212 555 0150"},
        {"number": ADA, "scope": "mornings"},
        {"number": ADA, "reason": "x" * 501},
        {"number": ADA, "reason": "\x00"},
        {},
    ],
)
async def test_what_cannot_be_understood_is_said(
    wrong: dict[str, str], program: httpx.AsyncClient, people: People
) -> None:
    answer = await program.post("/v1/dnc-entries", json=wrong, headers=bearer(people.dental_key))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_owner_adds_and_releases_on_the_page(browser: httpx.AsyncClient, people: People) -> None:
    await sign_in(browser, people.owner)
    empty = (await browser.get("/do-not-call")).text
    assert "Nobody asked yet" in empty
    token = {"csrf_token": await csrf_token(browser, "/do-not-call")}
    added = await browser.post(
        "/do-not-call", data=token | {"number": "(212) 555-0150", "reason": "By letter"}
    )
    assert added.status_code == 303
    page = (await browser.get("/do-not-call")).text
    assert "By letter" in page
    assert f"Entered by {people.owner.name}" in page
    entry_id = added.headers["location"].split("#")[1]
    unsaid = await browser.post(f"/do-not-call/{entry_id}/release", data=token | {"reason": " "})
    assert unsaid.status_code == 422
    await browser.post(f"/do-not-call/{entry_id}/release", data=token | {"reason": "Came back"})
    assert "By letter" not in (await browser.get("/do-not-call")).text
    released = (await browser.get("/do-not-call?released=true")).text
    assert "Came back" in released
    wrong = await browser.post("/do-not-call", data=token | {"number": "nobody"})
    assert wrong.status_code == 422
    assert "That is no phone number" in wrong.text


async def test_a_viewer_reads_the_list_and_changes_nothing(
    browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.viewer)
    page = (await browser.get("/do-not-call")).text
    assert "Add a number" not in page
    token = {"X-CSRF-Token": await csrf_token(browser, "/do-not-call"), "Accept": "application/json"}
    refused = await browser.post("/do-not-call", data={"number": ADA}, headers=token)
    assert refused.status_code == 403


async def test_the_page_says_how_old_the_registries_are(
    browser: httpx.AsyncClient, people: People, store: Store, clock: Clock, site: FastAPI, tmp_path: Path
) -> None:
    await sign_in(browser, people.owner)
    assert "There is no national registry" in (await browser.get("/do-not-call/lists")).text
    file = tmp_path / "dnc.txt"
    file.write_text("2125550150\n3105550151\n")
    lists = NumberLists(store=store, clock=clock)
    day = NOW.date() - timedelta(days=3)
    await lists.read_in(ListFile(path=file, kind=ListKind.NATIONAL, list_date=day), told=lambda _: None)
    page = (await browser.get("/do-not-call/lists")).text
    assert "3 days old" in page
    assert "another 28 days" in page
    assert "2 numbers" in page
    services: Services = site.state.services
    assert [
        each.rows_kept for each in await services.suppression.do_not_call.lists(people.owner.account_id or "")
    ] == [2]
    clock.move(timedelta(days=40))
    await sign_in(browser, people.owner)
    too_old = (await browser.get("/do-not-call/lists")).text
    assert "may be used for 31" in too_old
    assert "Too old for sales calls" in too_old
