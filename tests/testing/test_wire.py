"""The carrier's side of a call, against a server that speaks only the carrier's wire."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from twilio.request_validator import RequestValidator
from websockets.asyncio.server import ServerConnection, serve

from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.resources import CarrierAccount
from dialora.testing.carrier.twiml import Stream
from dialora.testing.carrier.wire import CarrierCall

PUBLIC = "https://phone.example.com"
ACCOUNT = CarrierAccount(sid="AC00000000000000000000000000000001", auth_token="secret")
TWIML = (
    '<Response><Connect action="https://phone.example.com/telephony/twilio/action">'
    '<Stream url="wss://phone.example.com/media"><Parameter name="token" value="t1"/>'
    "</Stream></Connect></Response>"
)


@dataclass
class Listener:
    """Somebody who says the same frame over and over and hangs up after so many."""

    frames: int
    uttered: int = 0
    heard: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)

    @property
    def hung_up(self) -> bool:
        return self.uttered >= self.frames

    def utter(self, now: float) -> bytes:
        self.uttered += 1
        return b"\x10" * 160

    def receive(self, mulaw: bytes, now: float) -> None:
        self.received += mulaw

    def hear(self, mulaw: bytes, now: float) -> None:
        self.heard += mulaw


Answering = Callable[[ServerConnection, list[dict[str, Any]]], Any]


@asynccontextmanager
async def answering(answer: Answering) -> AsyncIterator[tuple[Stream, list[dict[str, Any]]]]:
    """A media socket, and everything that it received."""
    messages: list[dict[str, Any]] = []

    async def handle(socket: ServerConnection) -> None:
        await answer(socket, messages)

    async with serve(handle, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Stream(url=f"ws://127.0.0.1:{port}/media", action=None, parameters={"token": "t1"}), messages


def a_call(http: httpx.AsyncClient) -> CarrierCall:
    return CarrierCall(
        http,
        server_url="http://127.0.0.1:1",
        public_url=PUBLIC,
        account=ACCOUNT,
        caller=PhoneNumber("+12125550138"),
        called=PhoneNumber("+12125550123"),
    )


async def _listen(socket: ServerConnection, messages: list[dict[str, Any]]) -> None:
    async for message in socket:
        messages.append(json.loads(message))


async def test_every_webhook_is_signed_for_the_public_address() -> None:
    asked: list[tuple[str, dict[str, str]]] = []

    def product(request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode()))
        url = PUBLIC + request.url.path
        assert RequestValidator(ACCOUNT.auth_token).validate(url, form, request.headers["x-twilio-signature"])
        asked.append((request.url.path, form))
        return httpx.Response(200, text=TWIML)

    async with httpx.AsyncClient(transport=httpx.MockTransport(product)) as http:
        call = a_call(http)
        instructions = await call.ring()
        assert instructions.stream is not None
        assert instructions.stream.parameters == {"token": "t1"}
        await call.after(instructions.stream)
        await call.completed(12.4)
    assert [path for path, _ in asked] == [
        "/telephony/twilio/voice",
        "/telephony/twilio/action",
        "/telephony/twilio/status",
    ]
    assert len({form["CallSid"] for _, form in asked}) == 1
    assert asked[0][1]["From"] == "+12125550138"
    assert (asked[2][1]["CallStatus"], asked[2][1]["CallDuration"]) == ("completed", "12")


async def test_a_refused_webhook_is_an_error() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(403))) as http:
        with pytest.raises(httpx.HTTPStatusError):
            await a_call(http).ring()


async def test_the_socket_gets_frames_of_20_ms_in_real_time() -> None:
    async with answering(_listen) as (stream, messages), httpx.AsyncClient() as http:
        began = asyncio.get_running_loop().time()
        they_hung_up = await a_call(http).talk(stream, Listener(frames=25))
        took = asyncio.get_running_loop().time() - began
    assert not they_hung_up
    assert 0.45 < took < 2.0
    assert [message["event"] for message in messages] == ["connected", "start", *["media"] * 25, "stop"]
    start = messages[1]["start"]
    assert start["customParameters"] == {"token": "t1"}
    assert start["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    media = [message["media"] for message in messages if message["event"] == "media"]
    assert [frame["chunk"] for frame in media] == [str(number) for number in range(1, 26)]
    assert media[-1]["timestamp"] == "500"
    assert base64.b64decode(media[0]["payload"]) == b"\x10" * 160
    assert [message["sequenceNumber"] for message in messages[1:]] == [str(n) for n in range(1, 28)]


async def test_sound_is_played_in_real_time_and_its_mark_answered_then() -> None:
    async def answer(socket: ServerConnection, messages: list[dict[str, Any]]) -> None:
        payload = base64.b64encode(b"\x20" * 1_600).decode()
        await socket.send(json.dumps({"event": "media", "media": {"payload": payload}}))
        await socket.send(json.dumps({"event": "mark", "mark": {"name": "said"}}))
        await _listen(socket, messages)

    person = Listener(frames=25)
    async with answering(answer) as (stream, messages), httpx.AsyncClient() as http:
        await a_call(http).talk(stream, person)
    assert bytes(person.received) == b"\x20" * 1_600
    assert person.heard.count(b"\x20" * 1_600) == 1
    events = [message["event"] for message in messages]
    mark = events.index("mark")
    assert messages[mark]["mark"] == {"name": "said"}
    assert 10 <= events[:mark].count("media") <= 20


async def test_what_is_cleared_is_not_heard() -> None:
    async def answer(socket: ServerConnection, messages: list[dict[str, Any]]) -> None:
        payload = base64.b64encode(b"\x20" * 80_000).decode()
        await socket.send(json.dumps({"event": "media", "media": {"payload": payload}}))
        await socket.send(json.dumps({"event": "mark", "mark": {"name": "cut"}}))
        await socket.send(json.dumps({"event": "clear"}))
        await _listen(socket, messages)

    person = Listener(frames=20)
    async with answering(answer) as (stream, messages), httpx.AsyncClient() as http:
        await a_call(http).talk(stream, person)
    assert person.heard.count(b"\x20") <= 2 * 160
    assert [message["mark"] for message in messages if message["event"] == "mark"] == [{"name": "cut"}]


async def test_the_other_side_may_hang_up() -> None:
    async def answer(socket: ServerConnection, messages: list[dict[str, Any]]) -> None:
        await socket.recv()
        await socket.close()

    async with answering(answer) as (stream, _), httpx.AsyncClient() as http:
        async with asyncio.timeout(5):
            assert await a_call(http).talk(stream, Listener(frames=10_000))
