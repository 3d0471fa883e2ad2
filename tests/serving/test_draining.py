"""A process that is told to stop lets its calls end first, and takes no new ones."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from dialora.serving import draining
from dialora.serving.draining import DrainingServer
from dialora.serving.listening import take_sockets
from serving.server import free_port

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def echo(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """A call: says back what it hears."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    while (heard := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": heard["text"]})


@asynccontextmanager
async def serving(
    farewell: Callable[[], None] = lambda: None,
) -> AsyncIterator[tuple[DrainingServer, str, asyncio.Task[None]]]:
    """A server on the calls above, its address, and its end."""
    reads, writes = os.pipe()
    sockets = take_sockets("127.0.0.1", free_port())
    address = f"ws://127.0.0.1:{sockets[0].getsockname()[1]}"
    config = uvicorn.Config(echo, ws="websockets-sansio", lifespan="off", log_config=None)
    server = DrainingServer(config, writes, farewell)
    end = asyncio.create_task(server.serve(sockets))
    with os.fdopen(reads) as said:
        assert await asyncio.to_thread(said.readline) == "ready\n"
    try:
        yield server, address, end
    finally:
        server.should_exit = server.force_exit = True
        await end


async def says(call: Any, text: str) -> str:
    await call.send(text)
    return str(await call.recv())


async def test_live_calls_go_on_until_they_end() -> None:
    async with serving() as (server, address, end), connect(address) as call:
        assert await says(call, "before") == "before"
        server.should_exit = True
        while True:
            try:
                async with connect(address):
                    await asyncio.sleep(0.01)
            except OSError:
                break
        assert await says(call, "after") == "after"
        assert not end.done()
        await call.close()
        await asyncio.wait_for(end, 5)


async def test_told_twice_it_cuts_them() -> None:
    async with serving() as (server, address, end), connect(address) as call:
        server.should_exit = True
        assert await says(call, "still here") == "still here"
        server.force_exit = True
        with pytest.raises(ConnectionClosed):
            await call.recv()
        await asyncio.wait_for(end, 5)


async def test_those_who_talk_to_the_end_of_the_time_are_told_before_they_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draining, "DRAIN_SECONDS", 3.0)
    monkeypatch.setattr(draining, "FAREWELL_SECONDS", 2.5)
    told = asyncio.Event()
    async with serving(told.set) as (server, address, end), connect(address) as call:
        server.should_exit = True
        await asyncio.wait_for(told.wait(), 5)
        assert await says(call, "goodbye then") == "goodbye then"
        await asyncio.wait_for(end, 20)
