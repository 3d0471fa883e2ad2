"""Twilio's end of a media socket: 20 ms frames both ways on one clock, a playout buffer, marks and clear.

Messages are those of Twilio's "Media Streams - WebSocket Messages".
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

import websockets
from websockets.asyncio.client import ClientConnection, connect

from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE, SILENCE
from dialora.testing.carrier.twiml import Stream

FRAME_S: Final = FRAME_BYTES / SAMPLE_RATE
_FRAME_MS: Final = round(1_000 * FRAME_S)
_QUIET: Final = SILENCE * FRAME_BYTES


class LineCut(Exception):
    """Raised by a person: the line breaks here and now, without a stop or a goodbye."""


class Breaks(StrEnum):
    """Moments of the wire at which it may break."""

    CONNECTED = "connected"
    STARTED = "started"
    BEFORE_STOP = "before_stop"


class Person(Protocol):
    """Who holds the handset. Called from the event loop; must return at once."""

    @property
    def hung_up(self) -> bool: ...

    def utter(self, now: float) -> bytes:
        """The next 20 ms from their end of the line, mu-law: noise where they say nothing."""
        ...

    def receive(self, mulaw: bytes, now: float) -> None:
        """Sound has arrived and queues up to be played."""
        ...

    def hear(self, mulaw: bytes, now: float) -> None:
        """The next 20 ms that come out of the handset."""
        ...


class Playout:
    """What has arrived and was not yet played, with the marks in between."""

    def __init__(self) -> None:
        self._waiting: deque[bytes | str] = deque()
        self._part = bytearray()

    def add(self, mulaw: bytes) -> None:
        self._waiting.append(mulaw)

    def mark(self, name: str) -> None:
        self._waiting.append(name)

    def clear(self) -> list[str]:
        """Throw away what was not played. The marks among it are reached all the same."""
        marks = [entry for entry in self._waiting if isinstance(entry, str)]
        self._waiting.clear()
        self._part.clear()
        return marks

    def frame(self) -> tuple[bytes, list[str]]:
        """The next 20 ms, silence where nothing waits, and the marks that have been reached."""
        reached: list[str] = []
        while self._waiting and len(self._part) < FRAME_BYTES:
            match self._waiting.popleft():
                case str() as mark if self._part:
                    # Not reached before this frame is out.
                    self._waiting.appendleft(mark)
                    break
                case str() as mark:
                    reached.append(mark)
                case bytes() as mulaw:
                    self._part += mulaw
        frame = bytes(self._part[:FRAME_BYTES])
        del self._part[:FRAME_BYTES]
        return frame + _QUIET[len(frame) :], reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Who the stream belongs to, at the carrier."""

    account_sid: str
    call_sid: str
    stream_sid: str


class Handset:
    """One person's telephone on one media socket."""

    def __init__(self, ids: Ids, person: Person, *, breaks: Breaks | None = None) -> None:
        self._ids = ids
        self._person = person
        self._breaks = breaks
        self._taken_away = False
        #: The line broke.
        self.cut = False
        self._playout = Playout()
        self._sequence = 0
        self._chunk = 0

    def take_away(self) -> None:
        """The carrier has other plans for the call: end the stream as it does, with a stop."""
        self._taken_away = True

    async def talk(self, stream: Stream) -> bool:
        """Until somebody hangs up; whether it was the other side. Raises OSError where nobody answers."""
        async with connect(stream.url, compression=None, max_queue=None) as socket:
            try:
                await self._begin(socket, stream)
                await self._carry(socket)
            except LineCut:
                self.cut = True
                socket.transport.abort()
        return not (self._person.hung_up or self._taken_away or self.cut)

    async def _carry(self, socket: ClientConnection) -> None:
        try:
            async with asyncio.TaskGroup() as both:
                listening = both.create_task(self._listen(socket))
                clock = both.create_task(self._clock(socket))
                await asyncio.wait((listening, clock), return_when=asyncio.FIRST_COMPLETED)
                clock.cancel()
                listening.cancel()
        except* LineCut:
            raise LineCut from None

    def _reach(self, moment: Breaks) -> None:
        if self._breaks is moment:
            raise LineCut

    async def _begin(self, socket: ClientConnection, stream: Stream) -> None:
        await socket.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        self._reach(Breaks.CONNECTED)
        start = {
            "accountSid": self._ids.account_sid,
            "streamSid": self._ids.stream_sid,
            "callSid": self._ids.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": SAMPLE_RATE, "channels": 1},
            "customParameters": dict(stream.parameters),
        }
        await self._send(socket, "start", start)
        self._reach(Breaks.STARTED)

    async def _listen(self, socket: ClientConnection) -> None:
        """What the other side sends, until it closes."""
        now = asyncio.get_running_loop().time
        try:
            async for message in socket:
                await self._received(socket, json.loads(message), now())
        except websockets.ConnectionClosed:
            return

    async def _received(self, socket: ClientConnection, message: dict[str, Any], now: float) -> None:
        match message["event"]:
            case "media":
                mulaw = base64.b64decode(message["media"]["payload"])
                self._playout.add(mulaw)
                self._person.receive(mulaw, now)
            case "mark":
                self._playout.mark(message["mark"]["name"])
            case "clear":
                for mark in self._playout.clear():
                    await self._send(socket, "mark", {"name": mark})

    async def _clock(self, socket: ClientConnection) -> None:
        """Every 20 ms one frame out and one frame played, without drift, until the person hangs up."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        try:
            while not (self._person.hung_up or self._taken_away):
                await self._tick(socket, loop.time())
                due += FRAME_S
                await asyncio.sleep(due - loop.time())
            self._reach(Breaks.BEFORE_STOP)
            account = {"accountSid": self._ids.account_sid, "callSid": self._ids.call_sid}
            await self._send(socket, "stop", account)
        except websockets.ConnectionClosed:
            return

    async def _tick(self, socket: ClientConnection, now: float) -> None:
        frame, reached = self._playout.frame()
        self._person.hear(frame, now)
        for mark in reached:
            await self._send(socket, "mark", {"name": mark})
        self._chunk += 1
        payload = base64.b64encode(self._person.utter(now)).decode()
        sound = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str(self._chunk * _FRAME_MS),
            "payload": payload,
        }
        await self._send(socket, "media", sound)

    async def _send(self, socket: ClientConnection, event: str, content: dict[str, Any]) -> None:
        self._sequence += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sequence),
            "streamSid": self._ids.stream_sid,
            event: content,
        }
        await socket.send(json.dumps(message))
