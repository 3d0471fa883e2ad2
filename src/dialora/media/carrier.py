"""The carrier's audio socket: let in by a one-time token, then handed to the live call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, WebSocket, WebSocketDisconnect, status

from dialora.domain.errors import Invalid, NotFound, Unavailable
from dialora.media.direct import direct
from dialora.ports.media import Ended, MediaEvent
from dialora.ports.telephony import MediaCodec, StreamStarted
from dialora.services.bundle import Services
from dialora.services.calls import Ticket

#: How long a socket may stay open without saying which call it is for.
_START_TIMEOUT_S = 10.0


class CarrierStream:
    """A MediaStream over a carrier's socket."""

    def __init__(self, socket: WebSocket, codec: MediaCodec) -> None:
        self._socket = direct(socket)
        self._codec = codec
        self._take: Callable[[MediaEvent], None] | None = None
        self._open = True

    def listen(self, take: Callable[[MediaEvent], None]) -> None:
        first, self._take = self._take is None, take
        if first:
            self._socket.hand_over(self._received, self._lost)

    def _received(self, message: bytes) -> None:
        try:
            event = self._codec.decode(message)
        except Invalid:
            # One broken message, or a binary one, must not cost the caller the call.
            return
        if event is not None and not isinstance(event, StreamStarted) and self._take is not None:
            self._take(event)

    def _lost(self) -> None:
        self._open = False
        if self._take is not None:
            self._take(Ended(lost=True))

    async def send(self, mulaw: bytes) -> None:
        await self._send(self._codec.encode_audio(mulaw))

    async def mark(self, name: str) -> None:
        await self._send(self._codec.encode_mark(name))

    async def clear(self) -> None:
        await self._send(self._codec.encode_clear())

    async def close(self) -> None:
        """Stop sending. The door closes the socket once the call is on record: the carrier asks
        what comes next the moment it closes, and must find the answer there."""
        self._open = False

    async def _send(self, message: bytes) -> None:
        if self._open:
            await self._socket.write(message)


def carrier_router() -> APIRouter:
    """The socket `/telephony/{carrier}/media`."""
    router = APIRouter()
    router.add_api_websocket_route("/telephony/{carrier}/media", carrier_media)
    return router


async def carrier_media(socket: WebSocket, carrier: str) -> None:
    """One call's audio, from the token to the last word."""
    services: Services = socket.app.state.services
    await socket.accept()
    if carrier not in services.carriers:
        await close_socket(socket, status.WS_1008_POLICY_VIOLATION)
        return
    codec = services.carriers[carrier].codec()
    ticket = await _let_in(socket, codec, services)
    if ticket is None:
        await close_socket(socket, status.WS_1008_POLICY_VIOLATION)
        return
    try:
        await services.live.run(ticket, CarrierStream(socket, codec))
    finally:
        await close_socket(socket, status.WS_1000_NORMAL_CLOSURE)


async def _let_in(socket: WebSocket, codec: MediaCodec, services: Services) -> Ticket | None:
    """The call this socket is for, or None where it may not come in."""
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            start = await _start(socket, codec)
        # Not against the clock: a call that is connected must be carried to its end.
        return await services.calls.connect(start.token, carrier_call_id=start.carrier_call_id)
    except (TimeoutError, WebSocketDisconnect, RuntimeError, KeyError, Invalid, NotFound, Unavailable):
        return None


async def _start(socket: WebSocket, codec: MediaCodec) -> StreamStarted:
    while True:
        event = codec.decode(await socket.receive_text())
        if isinstance(event, StreamStarted):
            return event


async def close_socket(socket: WebSocket, code: int) -> None:
    """Close a socket that may be closed already."""
    try:
        await socket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        return
