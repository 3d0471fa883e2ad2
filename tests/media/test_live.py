"""The Live page's two lines: events of calls in progress, and the sound of one that is listened to."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dialora.domain.calls import EndReason
from dialora.media import listening
from dialora.services import live_feed
from dialora.services.bundle import Services
from dialora.store.scope import Store
from dialora.testing import sound
from dialora.voice import audio
from sites import People, csrf_token, sign_in
from worlds import World

PATIENCE_S = 90.0


@pytest.fixture(autouse=True)
async def feed(services: Services) -> AsyncIterator[None]:
    running = asyncio.create_task(services.live.feed.run())
    await services.live.feed.hears.wait()
    yield
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture
async def browser(address: str) -> AsyncIterator[httpx.AsyncClient]:
    base = f"http://{address}"
    async with httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=PATIENCE_S) as client:
        yield client


@asynccontextmanager
async def told(browser: httpx.AsyncClient, after: str = "") -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The stream as a browser reads it."""
    headers = {"Last-Event-ID": after} if after else {}
    async with browser.stream("GET", "/live/events", headers=headers) as answer:
        assert answer.status_code == 200, answer
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _messages(answer)


async def _messages(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    message: dict[str, Any] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if not line and "event" in message:
            yield message | {"data": json.loads(message["data"])}
            message = {}
        elif line:
            message[name] = value


async def until(messages: AsyncIterator[dict[str, Any]], kind: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_S):
        async for message in messages:
            if message["event"] == kind or message["data"].get("kind") == kind:
                return message
    raise AssertionError(f"the stream ended before {kind}")


@asynccontextmanager
async def talk(address: str, services: Services, world: World) -> AsyncIterator[str]:
    """Somebody talks to the agent from a browser, and says nothing; the call's id."""
    answer = await services.calls.try_agent(world.dental.account.id, world.dental.agent.id)
    async with connect(f"ws://{address}/talk/media") as socket:
        await socket.send(json.dumps({"type": "start", "token": answer.token}))

        async def listen() -> None:
            with suppress(ConnectionClosed):
                async for message in socket:
                    if isinstance(message, str) and json.loads(message)["type"] == "mark":
                        await socket.send(message)

        async def speak() -> None:
            with suppress(ConnectionClosed):
                while True:
                    await socket.send(bytes(320))
                    await asyncio.sleep(0.02)

        tasks = [asyncio.create_task(listen()), asyncio.create_task(speak())]
        try:
            yield answer.call_id
        finally:
            with suppress(ConnectionClosed):
                await socket.send('{"type":"stop"}')
            await asyncio.wait([tasks[0]], timeout=PATIENCE_S)
            tasks[1].cancel()
            await asyncio.wait(tasks)


async def _pass(browser: httpx.AsyncClient, call_id: str) -> httpx.Response:
    token = {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}
    return await browser.post(f"/live/calls/{call_id}/listen", headers=token)


async def _closed(socket: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            async for _ in socket:
                pass
    return socket.close_code


async def test_a_call_is_watched_and_listened_to_until_its_watcher_signs_out(
    address: str,
    services: Services,
    store: Store,
    browser: httpx.AsyncClient,
    people: People,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dialora.web.live_events._PULSE_S", 0.3)
    monkeypatch.setattr(listening, "_LOOK_S", 0.3)
    await sign_in(browser, people.owner)
    async with told(browser) as messages:
        assert (await until(messages, "calls"))["data"] == {"calls": []}
        async with talk(address, services, world) as call_id:
            started = await until(messages, "started")
            card = started["data"]["card"]
            assert (card["id"], card["agent"], card["who"]) == (call_id, "Robin", "Test call in the browser")
            too_early = await _pass(browser, call_id)
            assert (too_early.status_code, too_early.json()["code"]) == (409, "listening_not_allowed")
            kept = await until(messages, "recording")
            assert kept["data"]["recording"] == "kept"
            # A browser that comes back goes on where it was: from the event it names, or from what is kept.
            async with told(browser, after=started["id"]) as again:
                assert (await until(again, "happened"))["data"]["kind"] != "started"
            async with told(browser, after="call_unknown.7") as anew:
                (known,) = (await until(anew, "calls"))["data"]["calls"]
                assert len(known["notices"]) == 2

            given = (await _pass(browser, call_id)).json()
            async with connect(f"ws://{address}{given['url']}") as socket:
                await socket.send(json.dumps({"type": "start", "token": given["token"]}))
                assert json.loads(await socket.recv()) == {"type": "listening"}
                assert "help you?" in await _agent_says(socket, "you?")
                await until(messages, "alive")
                await browser.post("/sign-out", data={"csrf_token": await csrf_token(browser)})
                await until(messages, "signed-out")
                assert await _closed(socket) == 1000
    async with store.account(world.dental.account.id) as scope:
        entries = [it async for it in scope.ledger.entries() if it.kind == "call_listened_to"]
    assert [(it.subject_id, json.loads(it.payload)["by"]) for it in entries] == [(call_id, people.owner.id)]


async def _agent_says(socket: ClientConnection, last: str) -> str:
    heard = bytearray()
    async with asyncio.timeout(PATIENCE_S):
        async for message in socket:
            assert isinstance(message, bytes)
            side, _ = struct.unpack_from("<II", message)
            if side == 1:
                heard += audio.encode(np.frombuffer(message[8:], dtype="<i2"))
            if last in sound.words_in(bytes(heard)):
                break
    return sound.words_in(bytes(heard))


async def test_a_viewer_watches_and_neither_listens_nor_ends_nor_puts_through(
    address: str, services: Services, browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.viewer)
    async with talk(address, services, world) as call_id, told(browser) as messages:
        await until(messages, "calls")
        token = {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}
        for verb in ("listen", "end", "put-through"):
            refused = await browser.post(f"/live/calls/{call_id}/{verb}", headers=token)
            assert (refused.status_code, refused.json()["code"]) == (403, "role_forbidden"), verb


async def test_a_member_ends_a_call_from_the_page(
    address: str, services: Services, browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.owner)
    token = {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}
    async with told(browser) as messages, talk(address, services, world) as call_id:
        await until(messages, "started")
        through = await browser.post(f"/live/calls/{call_id}/put-through", headers=token)
        assert (through.status_code, through.json()["code"]) == (409, "browser_call")
        assert (await browser.post(f"/live/calls/{call_id}/end", headers=token)).status_code == 204
        assert (await until(messages, "ended"))["data"]["how"] == "Ended by one of your people"
    story = await services.call_history.get(world.dental.account.id, call_id)
    assert story.call.end_reason is EndReason.ENDED_BY_MEMBER


async def test_watchers_leave_a_process_that_stops_and_too_many_are_told_to_wait(
    services: Services, browser: httpx.AsyncClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_feed, "MOST_OF_ACCOUNT", 1)
    await sign_in(browser, people.owner)
    async with told(browser) as messages:
        await until(messages, "calls")
        turned_away = await browser.get("/live/events", headers={"Accept": "application/json"})
        assert (turned_away.status_code, turned_away.json()["code"]) == (429, "too_many_watchers")
        services.live.feed.close()
        async with asyncio.timeout(PATIENCE_S):
            assert [it async for it in messages] == []


@pytest.mark.parametrize(
    "first", ['{"type":"start","token":"guessed"}', "{", "[]", '{"type":"start"}', "\x00"]
)
async def test_without_a_pass_nobody_listens(address: str, world: World, first: str) -> None:
    async with connect(f"ws://{address}/live/media") as socket:
        await socket.send(first)
        assert await _closed(socket) == 1008
