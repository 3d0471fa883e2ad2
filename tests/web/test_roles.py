"""Who sees which account, and who may change something."""

from __future__ import annotations

import httpx

from dialora.store.scope import Store
from sites import People, csrf_token, sign_in
from worlds import World


async def test_an_agency_admin_chooses_among_the_agency_s_own_accounts(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.agency_admin)
    assert (await browser.get("/")).headers["location"] == "/accounts"
    assert (await browser.get("/calls")).headers["location"] == "/accounts"
    page = (await browser.get("/accounts")).text
    assert world.dental.account.name in page
    assert world.barber.account.name not in page


async def test_looking_at_an_account_is_a_new_session_and_reads_only(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.agency_admin)
    before = browser.cookies["dialora_session"]
    form = {"csrf_token": await csrf_token(browser, "/accounts")}
    chosen = await browser.post(f"/accounts/{world.dental.account.id}", data=form)
    assert chosen.headers["location"] == "/"
    assert browser.cookies["dialora_session"] != before
    page = (await browser.get("/calls")).text
    assert "change nothing" in page
    token = {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}
    refused = await browser.post("/talk/calls", json={"agent_id": world.dental.agent.id}, headers=token)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_forbidden")


async def test_another_agency_s_account_is_not_there(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.agency_admin)
    form = {"csrf_token": await csrf_token(browser, "/accounts")}
    assert (await browser.post(f"/accounts/{world.barber.account.id}", data=form)).status_code == 404


async def test_the_operator_may_look_at_every_account(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.operator)
    page = (await browser.get("/accounts")).text
    assert world.dental.account.name in page
    assert world.barber.account.name in page


async def test_who_has_an_account_never_learns_of_the_agency(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.owner)
    assert (await browser.get("/accounts")).status_code == 404
    form = {"csrf_token": await csrf_token(browser)}
    assert (await browser.post(f"/accounts/{world.dental.account.id}", data=form)).status_code == 404
    assert world.dental.agency.name not in (await browser.get("/calls")).text


async def test_a_viewer_reads_and_cannot_call(
    browser: httpx.AsyncClient, people: People, world: World, store: Store
) -> None:
    await sign_in(browser, people.viewer)
    page = (await browser.get("/talk")).text
    assert "data-talk-button" not in page
    token = {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}
    refused = await browser.post("/talk/calls", json={"agent_id": world.dental.agent.id}, headers=token)
    assert refused.json()["code"] == "role_forbidden"
    async with store.account(world.dental.account.id) as scope:
        assert (await scope.calls.page()).items == ()
