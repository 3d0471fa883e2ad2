"""What another site can make a signed-in browser do: nothing."""

from __future__ import annotations

import httpx
import pytest

from sites import ADDRESS, People, csrf_token, sign_in


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ADDRESS, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ADDRESS, "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_site_changes_nothing(
    headers: dict[str, str], browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    form = {"csrf_token": await csrf_token(browser)}
    answer = await browser.post("/sign-out", data=form, headers=headers)
    assert answer.status_code == 403
    assert (await browser.get("/calls")).status_code == 200


async def test_nobody_can_be_signed_in_from_another_site(browser: httpx.AsyncClient, people: People) -> None:
    form = {"email": people.owner.email, "password": "whatever"}
    answer = await browser.post("/sign-in", data=form, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["", "wrong", None])
async def test_a_change_without_the_session_s_own_token_is_refused(
    token: str | None, browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    answer = await browser.post("/sign-out", data={} if token is None else {"csrf_token": token})
    assert answer.status_code == 403
    assert (await browser.get("/calls")).status_code == 200


async def test_the_token_of_one_session_is_no_good_in_another(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    await sign_in(program, people.viewer)
    stolen = await csrf_token(program)
    assert (await browser.post("/sign-out", data={"csrf_token": stolen})).status_code == 403


async def test_every_answer_is_closed_to_frames_and_inline_scripts(
    browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    for path in ("/sign-in", "/calls", "/nowhere", "/v1/calls", "/static/tokens.css"):
        headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-request-id"].startswith("req_")
