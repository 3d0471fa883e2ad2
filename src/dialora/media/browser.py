"""The browser's audio socket: PCM frames and JSON, the same engine and the same gate as a phone call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import msgspec
import numpy as np
from fastapi import APIRouter, WebSocket, WebSocketDisconnect, status

from dialora.domain.errors import NotFound
from dialora.media.carrier import close_socket
from dialora.ports.media import Audio, Digit, Ended, MediaEvent, Played
from dialora.services.bundle import Services
from dialora.services.calls import Ticket
from dialora.voice import audio

_START_TIMEOUT_S = 10.0
#: What waits to be sent to a browser that does not read: about twenty seconds of sound.
_LONGEST_OUTBOX = 500
#: A frame of 20 ms is 320 bytes; nothing a browser sends is larger than a second.
_LARGEST_FRAME_BYTES = 16_000


class _Message(msgspec.Struct):
    type: str
    token: str = ""
    name: str = ""
    key: str = ""


_decoder = msgspec.json.Decoder(_Message)
_encoder = msgspec.json.Encoder()


class BrowserStream:
    """A MediaStream and CallObserver over a browser's socket. One task writes, so that what an
    observer reports never overtakes or tears what is sent."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._outbox: asyncio.Queue[bytes | str | None] = asyncio.Queue(_LONGEST_OUTBOX)
        self._take: Callable[[MediaEvent], None] = _unheard
        self._reading: asyncio.Task[None] | None = None

    def listen(self, take: Callable[[MediaEvent], None]) -> None:
        self._take = take
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        """Hand on what the browser sends, until it is gone."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                self._take(Ended(lost=message.get("code") not in (1000, 1001, 1005)))
                return
            event = _event(message.get("bytes"), message.get("text"))
            if event is not None:
                self._take(event)

    async def send(self, mulaw: bytes) -> None:
        self._put(audio.decode(mulaw).astype("<i2").tobytes())

    async def mark(self, name: str) -> None:
        self.tell({"type": "mark", "name": name})

    async def clear(self) -> None:
        self.tell({"type": "clear"})

    async def close(self) -> None:
        """Listen no more; the door says goodbye and closes once the call is on record."""
        if self._reading is not None:
            self._reading.cancel()

    def heard(self, text: str, *, final: bool) -> None:
        self.tell({"type": "caller", "text": text, "final": final})

    def said(self, text: str) -> None:
        self.tell({"type": "agent", "text": text})

    def state(self, listening: bool, speaking: bool) -> None:
        self.tell({"type": "state", "listening": listening, "speaking": speaking})

    def tell(self, message: Mapping[str, str | bool | None]) -> None:
        self._put(_encoder.encode(message).decode())

    def finish(self) -> None:
        self._put(None)

    def _put(self, item: bytes | str | None) -> None:
        """A browser that has not read for so long has nobody in front of it: the oldest goes."""
        if self._outbox.full():
            self._outbox.get_nowait()
        self._outbox.put_nowait(item)

    async def write(self) -> None:
        """Send until `finish`, or until the browser is gone."""
        try:
            while (item := await self._outbox.get()) is not None:
                if isinstance(item, bytes):
                    await self._socket.send_bytes(item)
                else:
                    await self._socket.send_text(item)
        except (WebSocketDisconnect, RuntimeError):
            return


def _unheard(event: MediaEvent) -> None:
    """Nobody listens yet."""


def browser_router() -> APIRouter:
    """The socket `/talk/media`."""
    router = APIRouter()
    router.add_api_websocket_route("/talk/media", browser_media)
    return router


async def browser_media(socket: WebSocket) -> None:
    """A test call, from the token to the last word."""
    services: Services = socket.app.state.services
    await socket.accept()
    ticket = await _let_in(socket, services)
    if ticket is None:
        await close_socket(socket, status.WS_1008_POLICY_VIOLATION)
        return
    stream = BrowserStream(socket)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stream.write())
        try:
            record = await services.live.run(ticket, stream, observer=stream)
            stream.tell({"type": "ended", "reason": record.reason.value, "call_id": ticket.call_id})
        finally:
            stream.finish()
    await close_socket(socket, status.WS_1000_NORMAL_CLOSURE)


async def _let_in(socket: WebSocket, services: Services) -> Ticket | None:
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            start = _decoder.decode(await socket.receive_text())
        if start.type != "start":
            return None
        # Not against the clock: a call that is connected must be carried to its end.
        return await services.calls.connect(start.token, carrier_call_id=None)
    except (TimeoutError, WebSocketDisconnect, RuntimeError, KeyError, msgspec.MsgspecError, NotFound):
        return None


def _event(frame: bytes | None, text: str | None) -> MediaEvent | None:
    if frame:
        return _sound(frame)
    try:
        message = _decoder.decode(text or "")
    except msgspec.MsgspecError:
        return None
    match message.type:
        case "mark":
            return Played(message.name)
        case "digit":
            return Digit(message.key)
        case "stop":
            return Ended()
    return None


def _sound(frame: bytes) -> Audio | None:
    if len(frame) > _LARGEST_FRAME_BYTES or len(frame) % 2:
        return None
    return Audio(audio.encode(np.frombuffer(frame, dtype="<i2")))
