"""A socket that a door has taken over: every message arrives once and whole, however the network cuts it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from dialora.media.direct import DirectSocket, direct

_KEY = b"\x11\x22\x33\x44"
PATIENCE_S = 10.0


class Door:
    """Greets, waits to be told to go on, then takes the socket over and notes what comes."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.takes_over = asyncio.Event()
        self.socket: DirectSocket | None = None

    async def __call__(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive_text()
        await self.takes_over.wait()
        self.socket = direct(socket)
        gone = asyncio.Event()

        def lost() -> None:
            self.heard.put_nowait(None)
            gone.set()

        self.socket.hand_over(self.heard.put_nowait, lost)
        await self.socket.write(b"hello")
        await gone.wait()

    async def hears(self) -> bytes | None:
        async with asyncio.timeout(PATIENCE_S):
            return await self.heard.get()


@asynccontextmanager
async def door(**config: Any) -> AsyncIterator[tuple[Door, int]]:
    it = Door()
    app = FastAPI()
    app.add_api_websocket_route("/", it)
    server = uvicorn.Server(
        uvicorn.Config(app, ws=DirectSocket, lifespan="off", log_level="critical", **config)
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        serving = asyncio.create_task(server.serve([listening]))
        yield it, listening.getsockname()[1]
        server.should_exit = True
        await serving


def _frame(payload: bytes, *, kind: int = 0x1, last: bool = True) -> bytes:
    size = len(payload)
    head = bytes([kind | (0x80 if last else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65_536:
        head += struct.pack("!BH", 0x80 | 126, size)
    else:
        head += struct.pack("!BQ", 0x80 | 127, size)
    return head + _KEY + bytes(byte ^ _KEY[at % 4] for at, byte in enumerate(payload))


@asynccontextmanager
async def raw(port: int) -> AsyncIterator[tuple[Callable[[bytes], None], asyncio.StreamReader]]:
    """Bytes as they are, after the handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    writer.write(_frame(b"start"))
    yield writer.write, reader
    writer.close()


async def test_messages_that_came_before_the_take_over_are_heard_first() -> None:
    async with door() as (it, port), connect(f"ws://127.0.0.1:{port}") as caller:
        for word in ("start", "one", "two", "three"):
            await caller.send(word)
        await asyncio.sleep(0.05)
        it.takes_over.set()
        assert await caller.recv() == "hello"
        await caller.send("four")
        assert [await it.hears() for _ in range(4)] == [b"one", b"two", b"three", b"four"]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 200, 65_535, 65_536])
async def test_a_message_of_any_length_is_heard(size: int) -> None:
    async with door() as (it, port), connect(f"ws://127.0.0.1:{port}") as caller:
        await caller.send("start")
        it.takes_over.set()
        await caller.recv()
        await caller.send("x" * size)
        assert await it.hears() == b"x" * size


async def test_every_length_is_written_so_that_it_can_be_read() -> None:
    async with door() as (it, port), connect(f"ws://127.0.0.1:{port}") as caller:
        await caller.send("start")
        it.takes_over.set()
        await caller.recv()
        assert it.socket is not None
        for size in (0, 125, 126, 65_535, 65_536):
            await it.socket.write(b"y" * size)
            assert await caller.recv() == "y" * size


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 500])
async def test_it_does_not_matter_where_the_network_cuts(piece: int) -> None:
    said = [b"a", b"b" * 300, b"c" * 125]
    stream = b"".join(map(_frame, said))
    async with door() as (it, port), raw(port) as (write, reader):
        # Half of the first message is there before anybody takes over.
        write(stream[:3])
        await asyncio.sleep(0.05)
        it.takes_over.set()
        await reader.readexactly(2 + len(b"hello"))
        for at in range(3, len(stream), piece):
            write(stream[at : at + piece])
            await asyncio.sleep(0)
        assert [await it.hears() for _ in said] == said


async def test_fragments_control_frames_and_binary_messages_are_understood() -> None:
    async with door() as (it, port), raw(port) as (write, reader):
        it.takes_over.set()
        await reader.readexactly(2 + len(b"hello"))
        write(_frame(b"half ", last=False) + _frame(b"ping", kind=0x9) + _frame(b"whole", kind=0x0))
        assert await reader.readexactly(2 + len(b"ping")) == b"\x8a\x04ping"
        write(_frame(b"\x00\xff", kind=0x2) + _frame(b"text"))
        assert [await it.hears() for _ in range(3)] == [b"half whole", b"\x00\xff", b"text"]


@pytest.mark.parametrize(
    "bad",
    [b"\x81\x02hi", b"\xc1\x82" + _KEY + b"xx", _frame(b"x" * 2_000), b"\x81\xff" + b"\xff" * 8 + _KEY],
    ids=["unmasked", "reserved bit", "too long", "absurdly long"],
)
async def test_what_breaks_the_protocol_ends_the_connection(bad: bytes) -> None:
    async with door(ws_max_size=1_000) as (it, port), raw(port) as (write, reader):
        it.takes_over.set()
        await reader.readexactly(2 + len(b"hello"))
        write(bad)
        assert await it.hears() is None
        assert (await reader.read())[:1] == b"\x88"


async def test_nothing_is_written_to_a_caller_who_is_gone() -> None:
    async with door() as (it, port):
        async with connect(f"ws://127.0.0.1:{port}") as caller:
            await caller.send("start")
            it.takes_over.set()
            await caller.recv()
        assert await it.hears() is None
        assert it.socket is not None
        await it.socket.write(b"anybody there?")
        with pytest.raises(ConnectionClosed):
            await caller.recv()


async def test_who_does_not_read_makes_us_wait_and_not_remember() -> None:
    async with door() as (it, port), raw(port) as (_, reader):
        it.takes_over.set()
        await reader.readexactly(2 + len(b"hello"))
        assert it.socket is not None

        async def talk() -> None:
            while it.socket is not None:
                await it.socket.write(b"z" * 60_000)

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(talk(), 1.0)
        assert it.socket.transport.get_write_buffer_size() < 1_000_000
