"""Reading agents and calls through the API."""

from __future__ import annotations

import io
import json
import wave
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from callbook import Callbook, recordings_in
from dialora.domain.accounts import KeyMode
from dialora.services.hearings import ONE_HEARING
from dialora.services.identity import new_api_key
from dialora.store.scope import Store
from sites import Clock, People, bearer, sign_in
from worlds import NOW, World


@pytest.fixture
def book(store: Store, world: World, tmp_path: Path) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))


async def test_lists_are_newest_first_and_go_on_where_they_stopped(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    made = [(await book.in_the_browser(NOW + timedelta(minutes=n))).id for n in range(5)]
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = await program.get(
            "/v1/calls", params={"limit": 2} | after, headers=bearer(people.dental_key)
        )
        body = answer.json()
        assert body["object"] == "list"
        seen += [call["id"] for call in body["data"]]
        if not body["has_more"]:
            break
        after = {"starting_after": seen[-1]}
    assert seen == made[::-1]


async def test_a_call_comes_with_its_turns_notices_and_latency(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    made = await book.booked(NOW)
    call = (await program.get(f"/v1/calls/{made.id}", headers=bearer(people.dental_key))).json()
    assert (call["object"], call["peer"], call["status"]) == ("call", "+12125550147", "completed")
    assert call["turns"][0]["caller_text"] == "Hi, I would like to book a cleaning."
    assert call["turns"][2]["latency"]["total_ms"] == 1720
    assert call["turns"][3]["interrupted"]
    assert call["notices"][0]["kind"] == "recording"
    assert len(call["appointment_ids"]) == 1


async def test_calls_can_be_asked_for_by_state(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    refused = await book.refused(NOW)
    await book.in_the_browser(NOW)
    found = await program.get("/v1/calls?status=refused", headers=bearer(people.dental_key))
    assert [call["id"] for call in found.json()["data"]] == [refused.id]


async def test_the_recording_is_a_wav_of_two_channels(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    made = await book.booked(NOW)
    answer = await program.get(f"/v1/calls/{made.id}/recording", headers=bearer(people.dental_key))
    assert answer.headers["content-type"] == "audio/wav"
    assert int(answer.headers["content-length"]) == len(answer.content)
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (2, 8000, 2)
        assert sound.getnframes() > 40 * 8000


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=30000-70000", 30000, 70000), ("bytes=-500", -500, None)],
)
async def test_a_part_of_a_recording_is_those_very_bytes(
    asked: str, first: int, last: int | None, program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    made = await book.booked(NOW)
    address, key = f"/v1/calls/{made.id}/recording", bearer(people.dental_key)
    whole = (await program.get(address, headers=key)).content
    part = await program.get(address, headers=key | {"Range": asked})
    assert part.status_code == 206
    assert part.content == (whole[first:] if last is None else whole[first : last + 1])


async def test_bytes_beyond_the_end_are_refused(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    made = await book.booked(NOW)
    key = bearer(people.dental_key) | {"Range": "bytes=99999999-"}
    assert (await program.get(f"/v1/calls/{made.id}/recording", headers=key)).status_code == 416


async def test_a_call_that_was_not_recorded_has_no_recording(
    program: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    made = await book.left_a_message(NOW)
    answer = await program.get(f"/v1/calls/{made.id}/recording", headers=bearer(people.dental_key))
    assert (answer.status_code, answer.json()["code"]) == (404, "recording_not_found")


async def test_an_agent_comes_with_all_it_knows(
    program: httpx.AsyncClient, people: People, world: World
) -> None:
    answer = await program.get(f"/v1/agents/{world.dental.agent.id}", headers=bearer(people.dental_key))
    agent = answer.json()
    assert agent["business"]["services"][0] == {
        "key": "cleaning",
        "name": "cleaning",
        "minutes": 45,
        "price_cents": 12000,
        "price_from": False,
        "also_called": [],
    }
    assert agent["business"]["hours"]["week"]["saturday"] == [{"opens": "09:00:00", "closes": "12:00:00"}]
    assert "sunday" not in agent["business"]["hours"]["week"]


async def test_who_hears_a_recording_is_in_the_ledger_once(
    program: httpx.AsyncClient, browser: httpx.AsyncClient, people: People, book: Callbook, clock: Clock
) -> None:
    made = await book.booked(NOW)
    address, key = f"/v1/calls/{made.id}/recording", bearer(people.dental_key)
    for _ in range(2):
        assert (await program.get(address, headers=key | {"Range": "bytes=100-199"})).status_code == 206
    await sign_in(browser, people.owner)
    assert (await browser.get(f"/calls/{made.id}/recording")).status_code == 200
    clock.move(ONE_HEARING)
    assert (await program.get(address, headers=key)).status_code == 200
    async with book.store.account(made.account_id) as scope:
        entries = [it async for it in scope.ledger.entries() if it.kind == "recording_heard"]
    assert {it.subject_id for it in entries} == {made.id}
    by = [json.loads(it.payload)["by"] for it in entries]
    assert by[0] == by[2] != by[1] == people.owner.id
    assert by[0].startswith("key_")


async def test_a_live_key_is_told_what_cannot_be_ended_or_put_through(
    program: httpx.AsyncClient, people: People, book: Callbook, world: World
) -> None:
    over, running, key = await book.booked(NOW), await book.running(NOW), bearer(people.dental_key)
    for verb in ("hangup", "transfer"):
        ended = await program.post(f"/v1/calls/{over.id}/{verb}", headers=key)
        test_key = await program.post(f"/v1/calls/{running.id}/{verb}", headers=key)
        nobody = await program.post(f"/v1/calls/call_nobody/{verb}", headers=key)
        assert (ended.status_code, ended.json()["code"]) in ((409, "call_over"), (403, "test_key"))
        assert (test_key.status_code, test_key.json()["code"]) == (403, "test_key")
        assert nobody.status_code == 404
    new, secret = new_api_key(world.dental.account.id, KeyMode.LIVE, NOW)
    async with book.store.account(world.dental.account.id) as scope:
        await scope.api_keys.add(new)
    for verb in ("hangup", "transfer"):
        for call in (over, running):
            answer = await program.post(f"/v1/calls/{call.id}/{verb}", headers=bearer(secret))
            assert (answer.status_code, answer.json()["code"]) == (409, "call_over"), verb
