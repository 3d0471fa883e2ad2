"""The socket of a member who listens in: both sides of a running call, as they sound."""

from __future__ import annotations

import asyncio
import struct
from contextlib import aclosing
from typing import Final

import msgspec
from fastapi import APIRouter, WebSocket, WebSocketDisconnect, status

from dialora.domain.errors import DialoraError
from dialora.media.carrier import close_socket
from dialora.services.bundle import Services
from dialora.services.running_call import Side, Sound
from dialora.services.supervision import Pass
from dialora.voice import audio

_START_TIMEOUT_S: Final = 10.0
#: How often it is looked whether the listener is still signed in.
_LOOK_S: Final = 5.0
#: Which side, and the position in samples; 16-bit PCM follows, 8 kHz, little endian.
_HEAD: Final = struct.Struct("<II")


class _Message(msgspec.Struct):
    type: str
    token: str = ""


_decoder = msgspec.json.Decoder(_Message)
_encoder = msgspec.json.Encoder()


class _Left(Exception):
    """The browser, or its right to hear, is gone."""


def listening_router() -> APIRouter:
    """The socket `/live/media`."""
    router = APIRouter()
    router.add_api_websocket_route("/live/media", live_media)
    return router


async def live_media(socket: WebSocket) -> None:
    """From the pass to the last sound."""
    services: Services = socket.app.state.services
    await socket.accept()
    try:
        given = await _let_in(socket, services)
    except (DialoraError, TimeoutError, WebSocketDisconnect, RuntimeError, KeyError, msgspec.MsgspecError):
        await close_socket(socket, status.WS_1008_POLICY_VIOLATION)
        return
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_leave_with_browser(socket))
            tasks.create_task(_leave_with_session(services, given))
            await _hand_on(socket, services, given)
            raise _Left
    except* _Left:
        await close_socket(socket, status.WS_1000_NORMAL_CLOSURE)


async def _let_in(socket: WebSocket, services: Services) -> Pass:
    async with asyncio.timeout(_START_TIMEOUT_S):
        start = _decoder.decode(await socket.receive_text())
        return await services.supervision.enter(start.token)


async def _hand_on(socket: WebSocket, services: Services, given: Pass) -> None:
    try:
        async with aclosing(services.supervision.listen(given)) as sounds:
            async for sound in sounds:
                if sound is None:
                    await _tell(socket, {"type": "listening"})
                else:
                    await socket.send_bytes(_packed(sound))
        await _tell(socket, {"type": "over"})
    except DialoraError as refused:
        await _tell(socket, {"type": "refused", "code": refused.code, "detail": refused.message})
    except (WebSocketDisconnect, RuntimeError):
        # Starlette raises RuntimeError when the socket has closed meanwhile.
        return


async def _leave_with_browser(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
    raise _Left


async def _leave_with_session(services: Services, given: Pass) -> None:
    """Whoever signs out hears no more, and neither does anybody of a process that stops."""
    while True:
        if services.live.feed.closed or not await services.identity.lives(given.session):
            raise _Left
        await asyncio.sleep(_LOOK_S)


async def _tell(socket: WebSocket, told: dict[str, str]) -> None:
    await socket.send_text(_encoder.encode(told).decode())


def _packed(sound: Sound) -> bytes:
    head = _HEAD.pack(sound.side, max(0, sound.position))
    if sound.side is Side.AGENT_CUT:
        return head
    return head + audio.decode(sound.mulaw).astype("<i2").tobytes()
