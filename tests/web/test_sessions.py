"""Signing in and out, and what a session may do."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from dialora.domain.accounts import Role
from dialora.store.scope import Store
from sites import ADDRESS, PASSWORD, Clock, People, csrf_token, make_services, make_site, sign_in
from worlds import World

COOKIE = "dialora_session"


async def test_signing_in_leads_to_today(browser: httpx.AsyncClient, people: People) -> None:
    answer = await sign_in(browser, people.owner)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Bright Smile Dental" in (await browser.get("/")).text


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    browser: httpx.AsyncClient, people: People
) -> None:
    cookie = (await sign_in(browser, people.owner)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie


async def test_over_https_the_cookie_is_for_https_alone(
    store: Store, clock: Clock, people: People, tmp_path
) -> None:
    address = "https://dialora.example.com"
    site = make_site(make_services(store, clock, tmp_path, address))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=address) as browser:
        cookie = (await sign_in(browser, people.owner)).headers["set-cookie"]
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert (await browser.get("/calls")).status_code == 200


async def test_only_the_hash_of_the_cookie_is_kept(
    browser: httpx.AsyncClient, people: People, store: Store
) -> None:
    await sign_in(browser, people.owner)
    token = browser.cookies[COOKIE]
    async with store.platform() as platform:
        assert await platform.sessions.by_token_hash(token.encode()) is None


async def test_whatever_was_wrong_the_answer_is_the_same(browser: httpx.AsyncClient, people: People) -> None:
    answers = [
        await browser.post("/sign-in", data={"email": email, "password": password})
        for email, password in (
            (people.owner.email, "a wrong password"),
            ("nobody@example.com", PASSWORD),
            (people.disabled.email, PASSWORD),
        )
    ]
    assert {answer.status_code for answer in answers} == {401}
    said = {answer.text.split('role="alert">')[1].split("<")[0] for answer in answers}
    assert said == {"That e-mail and password do not belong together."}
    assert COOKIE not in browser.cookies


async def test_a_sixth_attempt_waits_even_with_the_right_password(
    browser: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    for _ in range(5):
        assert (await sign_in(browser, people.owner, "wrong")).status_code == 401
    refused = await sign_in(browser, people.owner)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "900"
    clock.move(timedelta(minutes=15))
    assert (await sign_in(browser, people.owner)).status_code == 303


async def test_guessing_for_somebody_who_does_not_exist_is_slowed_just_the_same(
    browser: httpx.AsyncClient,
) -> None:
    attempt = {"email": "nobody@example.com", "password": "guess"}
    statuses = [(await browser.post("/sign-in", data=attempt)).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_the_right_password_clears_the_count(browser: httpx.AsyncClient, people: People) -> None:
    for _ in range(3):
        for _ in range(4):
            await sign_in(browser, people.owner, "wrong")
        assert (await sign_in(browser, people.owner)).status_code == 303


async def test_signing_in_again_is_a_new_session_and_ends_the_old(
    browser: httpx.AsyncClient, site: FastAPI, people: People
) -> None:
    await sign_in(browser, people.owner)
    old = browser.cookies[COOKIE]
    await sign_in(browser, people.owner)
    assert browser.cookies[COOKIE] != old
    assert await _is_dead(site, old)


async def test_signing_out_ends_the_session_and_not_just_the_cookie(
    browser: httpx.AsyncClient, site: FastAPI, people: People
) -> None:
    await sign_in(browser, people.owner)
    token = browser.cookies[COOKIE]
    answer = await browser.post("/sign-out", data={"csrf_token": await csrf_token(browser)})
    assert answer.headers["location"] == "/sign-in?signed_out=true"
    assert COOKIE not in browser.cookies
    assert await _is_dead(site, token)


@pytest.mark.parametrize("how", ["disabled", "role"])
async def test_a_member_who_is_disabled_or_gets_another_role_is_signed_out_everywhere(
    how: str, browser: httpx.AsyncClient, site: FastAPI, people: People, world: World
) -> None:
    await sign_in(browser, people.viewer)
    identity = site.state.services.identity
    if how == "disabled":
        await identity.disable(world.dental.account.id, people.viewer.id)
    else:
        await identity.set_role(world.dental.account.id, people.viewer.id, Role.ADMIN)
    assert await _is_dead(site, browser.cookies[COOKIE])


async def test_a_session_ends_when_it_is_not_used_and_at_the_latest_after_thirty_days(
    browser: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    await sign_in(browser, people.owner)
    for _ in range(5):
        clock.move(timedelta(days=5, hours=20))
        assert (await browser.get("/calls")).status_code == 200
    clock.move(timedelta(days=1))
    assert (await browser.get("/calls")).status_code == 303
    await sign_in(browser, people.owner)
    clock.move(timedelta(days=7, seconds=1))
    assert (await browser.get("/calls")).status_code == 303


async def test_signing_in_leads_back_to_where_one_was_going_but_never_to_another_site(
    browser: httpx.AsyncClient, people: People
) -> None:
    asked = await browser.get("/calls?after=call_1")
    assert asked.headers["location"] == "/sign-in?next=/calls%3Fafter%3Dcall_1"
    form = {"email": people.owner.email, "password": PASSWORD}
    for target, leads_to in (
        ("/calls?after=call_1", "/calls?after=call_1"),
        ("https://elsewhere.example", "/"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ):
        answer = await browser.post("/sign-in", data=form | {"next": target})
        assert answer.headers["location"] == leads_to


async def test_a_script_asking_for_json_is_told_rather_than_sent_to_a_page(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.get("/calls", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"


async def _is_dead(site: FastAPI, token: str) -> bool:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site), base_url=ADDRESS, cookies={COOKIE: token}
    ) as other:
        answer = await other.get("/calls")
    return answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
