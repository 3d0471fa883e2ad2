"""What is said when something goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from sites import ADDRESS, People, bearer, sign_in


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/calls/call_nobody", 404, "not_found"),
        ("/v1/nothing", 404, "not_found"),
        ("/v1/calls/call_%00", 422, "value_invalid"),
        ("/v1/calls?starting_after=%00", 422, "value_invalid"),
        ("/v1/calls?limit=0", 422, "request_invalid"),
        ("/v1/calls?limit=1000", 422, "request_invalid"),
        ("/v1/calls?status=lost", 422, "request_invalid"),
        ("/v1/calls?starting_after=" + "x" * 65, 422, "request_invalid"),
    ],
)
async def test_the_api_answers_with_a_problem_document(
    path: str, status: int, code: str, program: httpx.AsyncClient, people: People
) -> None:
    answer = await program.get(path, headers=bearer(people.dental_key))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["type"] == f"urn:dialora:problem:{code}"
    assert problem["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "api_key_missing"),
        ({"Authorization": "Basic c2s6"}, "api_key_missing"),
        ({"Authorization": "Bearer sk_live_nothing"}, "api_key_unknown"),
        ({"Authorization": "Bearer "}, "api_key_missing"),
    ],
)
async def test_without_a_key_nothing_is_told(
    headers: dict[str, str], code: str, program: httpx.AsyncClient, people: People
) -> None:
    answer = await program.get("/v1/calls", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/sign-in", "/v1/appointments"])
async def test_a_body_that_would_fill_our_memory_is_not_read(path: str, program: httpx.AsyncClient) -> None:
    pieces = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal pieces
        while pieces < 100:
            pieces += 1
            yield b"x" * 100_000

    kind = {"Content-Type": "application/x-www-form-urlencoded" if path == "/sign-in" else "application/json"}
    answer = await program.post(path, content=endless(), headers=kind)
    assert answer.status_code == 413
    assert pieces < 20


async def test_a_browser_s_session_is_no_key_to_the_api(browser: httpx.AsyncClient, people: People) -> None:
    await sign_in(browser, people.owner)
    assert (await browser.get("/v1/calls")).status_code == 401


async def test_a_page_that_is_not_there_says_so_on_a_page(browser: httpx.AsyncClient, people: People) -> None:
    await sign_in(browser, people.owner)
    answer = await browser.get("/calls/call_nobody")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_a_bug_is_on_record_and_answered_without_its_insides(site: FastAPI) -> None:
    @site.get("/v1/broken")
    async def broken() -> None:
        raise ZeroDivisionError("the secret inside")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=ADDRESS) as program:
        answer = await program.get("/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers
