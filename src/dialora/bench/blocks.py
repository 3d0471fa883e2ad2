"""What the parts of a call cost by themselves, each alone and warm: where the time of a core goes."""

from __future__ import annotations

import asyncio
import base64
import struct
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import uvicorn
from uvicorn.server import ServerState

from dialora.bench.ready import Archive, Sink, new_call_id, ready_apparatus, ready_call
from dialora.media.direct import DirectSocket
from dialora.ports.media import FRAME_BYTES, MediaEvent
from dialora.ports.notices import RecordingRule
from dialora.ports.sink import AudioBlock
from dialora.providers.telephony.twilio import Twilio
from dialora.voice.ear import WINDOW_BYTES, WINDOW_S, OnWindow
from dialora.voice.recorder import Recorder
from dialora.voice.recording_gate import RecordingGate
from dialora.voice.scribe import Scribe
from dialora.voice.silero import SileroEar

_FRAMES_PER_S: Final = 50.0
_WINDOWS_PER_S: Final = 1 / WINDOW_S
#: Pieces of 40 ms, half of the time.
_PIECES_PER_S: Final = 12.5
#: Calls whose windows fall into one tick of the ear when two hundred are live.
_BATCH: Final = 100
_ROUNDS: Final = 5
_SOUND: Final = bytes(range(256)) * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part."""

    name: str
    cost_us: float
    #: How often a call needs it.
    per_second: float

    @property
    def share(self) -> float:
        """Of one core, for one call."""
        return self.cost_us * self.per_second / 1_000_000


def measure() -> Sequence[Block]:
    with tempfile.TemporaryDirectory(prefix="dialora-bench-") as folder, ThreadPoolExecutor(1) as disk:
        return asyncio.run(_blocks(Path(folder), disk))


async def _blocks(folder: Path, disk: ThreadPoolExecutor) -> Sequence[Block]:
    ear, line = _StillEar(), _StillLine()
    sink = Archive(folder, disk).sink(new_call_id())
    session = ready_call(line, ready_apparatus(ear), sink)
    call = asyncio.create_task(session.run())
    # Until the call listens.
    await asyncio.sleep(0.1)
    blocks = [
        Block(
            name=f"voice detection, {_BATCH} calls at a time",
            cost_us=_windows(SileroEar(), _BATCH) / _BATCH,
            per_second=_WINDOWS_PER_S,
        ),
        Block(
            name="a frame in: WebSocket, message, memory",
            cost_us=_cost(_frame_in(line.take)),
            per_second=_FRAMES_PER_S,
        ),
        Block(name="its place in the recording", cost_us=_cost(_recorded(sink)), per_second=_FRAMES_PER_S),
        Block(
            name="a window judged: turns, conversation",
            cost_us=_cost(lambda: ear.on_window(0.01)),
            per_second=_WINDOWS_PER_S,
        ),
        Block(name="40 ms out: message", cost_us=_cost(_piece_out()), per_second=_PIECES_PER_S),
        Block(
            name="a second of both sides sealed and written",
            cost_us=await _sealed(sink),
            per_second=1.0,
        ),
    ]
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    return blocks


class _StillEar:
    """Hears nothing, and lets the bench say what it would have heard."""

    on_window: OnWindow

    def listen(self, on_window: OnWindow) -> _StillEar:
        self.on_window = on_window
        return self

    def feed(self, mulaw: bytes) -> None: ...

    def close(self) -> None: ...


class _StillLine:
    """A MediaStream on which nothing moves by itself."""

    take: Callable[[MediaEvent], None]

    def listen(self, take: Callable[[MediaEvent], None]) -> None:
        self.take = take

    async def send(self, mulaw: bytes) -> None: ...

    async def mark(self, name: str) -> None: ...

    async def clear(self) -> None: ...

    async def close(self) -> None: ...


def _cost(once: Callable[[], object], times: int = 5_000) -> float:
    """Of one, in microseconds: the best of some rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        began = perf_counter()
        for _ in range(times):
            once()
        best = min(best, perf_counter() - began)
    return best / times * 1_000_000


def _windows(ear: SileroEar, calls: int) -> float:
    """One tick of the ear with so many calls, in microseconds."""
    listening = [ear.listen(lambda _: None) for _ in range(calls)]
    window = _SOUND[:WINDOW_BYTES]

    def tick() -> None:
        for each in listening:
            each.feed(window)
        ear.judge()

    return _cost(tick, 50)


def _frame_in(take: Callable[[MediaEvent], None]) -> Callable[[], None]:
    codec = Twilio().codec()
    payload = base64.b64encode(_SOUND[:FRAME_BYTES])
    text = (
        b'{"event":"media","sequenceNumber":"4711","media":{"track":"inbound","chunk":"4710",'
        b'"timestamp":"94200","payload":"%b"},"streamSid":"MZ00000000000000000000000000000000"}' % payload
    )
    frame = struct.pack("!BBH", 0x81, 0xFE, len(text)) + bytes(4) + text
    config = uvicorn.Config(_nowhere, ws=DirectSocket)
    socket = DirectSocket(config=config, server_state=ServerState(), app_state={})
    socket.handshake_initiated = True

    def received(message: bytes) -> None:
        event = codec.decode(message)
        take(event)  # type: ignore[arg-type]

    socket.hand_over(received, lambda: None)
    return lambda: socket.data_received(frame)


async def _nowhere(scope: object, receive: object, send: object) -> None:
    """No application."""


def _recorded(sink: Sink) -> Callable[[], None]:
    gate = RecordingGate(RecordingRule.ANNOUNCE)
    gate.announcing()
    gate.announced()
    recorder = Recorder(gate, Scribe(sink, gate), 0.0)
    frame = _SOUND[:FRAME_BYTES]
    frames = iter(range(1 << 30))
    return lambda: recorder.caller(next(frames) * FRAME_BYTES, frame)


def _piece_out() -> Callable[[], bytes]:
    codec = Twilio().codec()
    piece = _SOUND[: 2 * FRAME_BYTES]
    return lambda: codec.encode_audio(piece)


async def _sealed(sink: Sink) -> float:
    block = AudioBlock(0, _SOUND * 15, _SOUND * 15)
    began = perf_counter()
    for _ in range(200):
        await sink.audio(block)
    return (perf_counter() - began) / 200 * 1_000_000
