"""Messages and searches through the API."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from callbook import Callbook, recordings_in
from dialora.services.call_index import CallIndex
from dialora.store.scope import Store
from sites import People, bearer
from worlds import NOW, World


@pytest.fixture
def book(store: Store, world: World, tmp_path: Path) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))


async def test_a_message_is_read_answered_once_and_reopened(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call = await book.left_a_message(NOW)
    key = bearer(people.dental_key)
    (message,) = (await program.get("/v1/messages?answered=false", headers=key)).json()["data"]
    assert (message["object"], message["call_id"], message["phone"]) == ("message", call.id, "+13125550188")
    assert message["text"] == "Please call back about the invoice of last month."
    address = f"/v1/messages/{message['id']}"
    answered = (await program.post(f"{address}/answer", headers=key)).json()
    assert answered["answered_at"]
    assert (await program.post(f"{address}/answer", headers=key)).json() == answered
    assert (await program.get("/v1/messages?answered=false", headers=key)).json()["data"] == []
    assert (await program.post(f"{address}/reopen", headers=key)).json() == message
    assert (await program.get(address, headers=key)).json() == message


async def test_calls_are_searched_and_filtered(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    booked = await book.booked(NOW)
    await book.opted_out(NOW)
    await CallIndex(store=book.store).catch_up()
    key = bearer(people.dental_key)
    for asked, expected in (
        ({"search": "thursday quill"}, [booked.id]),
        ({"result": "booked", "created_from": "2026-11-26T00:00:00-05:00"}, [booked.id]),
        ({"search": "quill", "created_before": "2026-11-26T00:00:00-05:00"}, []),
        ({"peer": "+12125550147", "length": "short"}, [booked.id]),
    ):
        answer = await program.get("/v1/calls", params=asked, headers=key)
        assert [call["id"] for call in answer.json()["data"]] == expected, asked


@pytest.mark.parametrize(
    "asked",
    [
        {"starting_after": "call_nobody"},
        {"starting_after": "\x00"},
        {"peer": "12"},
        {"created_from": "0001-01-01T00:00:00Z"},
        {"created_before": "9999-12-31T23:59:59-12:00"},
        {"tag": "\x00"},
        {"result": "splendid"},
    ],
)
async def test_what_cannot_be_asked_is_a_problem(
    asked: dict[str, str], program: httpx.AsyncClient, people: People
) -> None:
    answer = await program.get("/v1/calls", params=asked, headers=bearer(people.dental_key))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("search", ["\x00", "\U0001f600", "'; drop table calls; --", '"', "a" * 200])
async def test_a_search_for_anything_is_answered(
    search: str, program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    await book.opted_out(NOW)
    key = bearer(people.dental_key)
    answer = await program.get("/v1/calls", params={"search": search}, headers=key)
    assert answer.status_code == 200
