"""Audio sockets: who is let in, and what a whole call over the wire leaves behind."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dialora.domain.calls import Call, CallStatus, EndReason
from dialora.domain.phone import PhoneNumber
from dialora.media import carrier
from dialora.ports.telephony import IncomingCall
from dialora.services.bundle import Services
from dialora.services.calls import Answer
from dialora.store.scope import Store
from worlds import Tenancy, World

PATIENCE_S = 20.0


async def _answer(services: Services, tenancy: Tenancy, call: str = "CA01") -> Answer:
    answer = await services.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id=call,
            carrier_account_id=tenancy.number.carrier_account_id,
            called=tenancy.number.number,
            caller=PhoneNumber("+12025550147"),
        )
    )
    assert isinstance(answer, Answer)
    return answer


def _start(token: str, call: str = "CA01") -> str:
    start = {"streamSid": "MZ01", "callSid": call, "customParameters": {"token": token}}
    return json.dumps({"event": "start", "streamSid": "MZ01", "start": start})


async def _closed_with(socket: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            async for _ in socket:
                pass
    return socket.close_code


@asynccontextmanager
async def _carrier(address: str) -> AsyncIterator[ClientConnection]:
    async with connect(f"ws://{address}/telephony/twilio/media") as socket:
        await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
        yield socket


async def _stored(services: Services, answer: Answer, tenancy: Tenancy) -> Call:
    """The call once it has ended."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            story = await services.call_history.get(tenancy.account.id, answer.call_id)
            if story.call.end_reason is not None:
                return story.call
            await asyncio.sleep(0.05)


async def test_a_socket_without_a_good_token_is_closed(
    address: str, services: Services, world: World
) -> None:
    for token in ("", "guessed"):
        async with _carrier(address) as socket:
            await socket.send(_start(token))
            assert await _closed_with(socket) == 1008


async def test_a_socket_of_a_carrier_nobody_knows_is_closed(address: str, world: World) -> None:
    async with connect(f"ws://{address}/telephony/nobody/media") as socket:
        assert await _closed_with(socket) == 1008


@pytest.mark.parametrize("garbage", ["{", "[]", "hello", '{"event":"start"}', '{"event":"media"}'])
async def test_garbage_before_the_start_lets_nobody_in(
    address: str, services: Services, world: World, garbage: str
) -> None:
    async with connect(f"ws://{address}/telephony/twilio/media") as socket:
        await socket.send(garbage)
        await socket.send(_start("guessed"))
        assert await _closed_with(socket) == 1008


async def test_a_token_opens_its_call_once(address: str, services: Services, world: World) -> None:
    answer = await _answer(services, world.dental)
    async with _carrier(address) as socket, _carrier(address) as second:
        await socket.send(_start(answer.token))
        heard = json.loads(await socket.recv())
        assert heard["event"] == "media"
        assert heard["streamSid"] == "MZ01"
        assert len(base64.b64decode(heard["media"]["payload"])) % 160 == 0
        await second.send(_start(answer.token))
        assert await _closed_with(second) == 1008


async def test_a_slow_database_lets_the_caller_in_late(
    address: str, services: Services, store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "_START_TIMEOUT_S", 0.3)
    answer = await _answer(services, world.dental)
    async with _carrier(address) as socket:
        async with store.account(world.dental.account.id) as scope:
            await scope.calls.lock(answer.call_id)
            await socket.send(_start(answer.token))
            await asyncio.sleep(0.6)
        assert json.loads(await socket.recv())["event"] == "media"


async def test_a_caller_who_hangs_up_ends_the_call(address: str, services: Services, world: World) -> None:
    answer = await _answer(services, world.dental)
    async with _carrier(address) as socket:
        await socket.send(_start(answer.token))
        await socket.recv()
        await socket.send('{"event":"stop","streamSid":"MZ01","stop":{"callSid":"CA01"}}')
        assert await _closed_with(socket) == 1000
    call = await _stored(services, answer, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.COMPLETED, EndReason.CALLER_HUNG_UP)


async def test_a_line_that_is_cut_ends_the_call_as_lost(
    address: str, services: Services, world: World
) -> None:
    answer = await _answer(services, world.dental)
    async with _carrier(address) as socket:
        await socket.send(_start(answer.token))
        await socket.recv()
        socket.transport.abort()
    call = await _stored(services, answer, world.dental)
    assert (call.status, call.end_reason) == (CallStatus.FAILED, EndReason.LINE_LOST)
    assert await services.calls.after_stream("CA01", frozenset({call.account_id})) is not None


async def test_broken_messages_cost_nobody_the_call(address: str, services: Services, world: World) -> None:
    answer = await _answer(services, world.dental)
    async with _carrier(address) as socket:
        await socket.send(_start(answer.token))
        for broken in ("{", '{"event":"media","media":{"payload":"@"}}', b"\x00binary", '{"event":"new"}'):
            await socket.send(broken)
        await socket.send('{"event":"stop","streamSid":"MZ01"}')
        assert await _closed_with(socket) == 1000
    call = await _stored(services, answer, world.dental)
    assert call.end_reason is EndReason.CALLER_HUNG_UP


async def test_a_browser_hears_the_agent_and_reads_along(
    address: str, services: Services, world: World
) -> None:
    answer = await services.calls.try_agent(world.dental.account.id, world.dental.agent.id)
    sound, said, ended = 0, [], None
    async with connect(f"ws://{address}/talk/media") as socket, asyncio.timeout(PATIENCE_S):
        await socket.send(json.dumps({"type": "start", "token": answer.token}))
        async for message in socket:
            if isinstance(message, bytes):
                sound += len(message)
                continue
            told = json.loads(message)
            if told["type"] == "mark":
                await socket.send(json.dumps(told))
            elif told["type"] == "agent":
                said.append(told["text"])
                if len(said) == 3:
                    await socket.send('{"type":"stop"}')
            elif told["type"] == "ended":
                ended = told
    assert sound > 0
    assert "AI assistant" in " ".join(said)
    assert ended == {"type": "ended", "reason": "caller_hung_up", "call_id": answer.call_id}


async def test_a_browser_without_a_token_is_shut_out(address: str, world: World) -> None:
    for first in ('{"type":"start","token":"guessed"}', '{"type":"hello"}', "{", "[]"):
        async with connect(f"ws://{address}/talk/media") as socket:
            await socket.send(first)
            assert await _closed_with(socket) == 1008


async def test_a_phone_calls_token_does_not_open_a_browser_call(
    address: str, services: Services, world: World
) -> None:
    answer = await _answer(services, world.dental)
    async with connect(f"ws://{address}/talk/media") as socket:
        await socket.send(json.dumps({"type": "start", "token": answer.token}))
        assert await _closed_with(socket) == 1008
