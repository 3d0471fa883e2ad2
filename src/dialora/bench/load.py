"""A load generator: many callers on the carrier's wire, in real time, on one clock.

Every caller speaks, waits for the agent, and sometimes talks over it. Measured at the caller: from the last
sample of speech sent to the first audio received, from the first sample of an interruption to `clear`, and
how often the playout buffer of a phone would have run dry in the middle of a sentence.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import websockets
from websockets.asyncio.client import ClientConnection

from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE, SILENCE

FRAME_S = FRAME_BYTES / SAMPLE_RATE
_QUIET = SILENCE * FRAME_BYTES
#: The agent has finished when nothing came for this long after its last sound was played.
_FINISHED_S = 0.5
#: A hole in the playout longer than this is a pause between sentences, not an underrun.
_PAUSE_S = 0.3


@dataclass(slots=True)
class Tally:
    """What all callers saw."""

    answers_ms: list[float] = field(default_factory=list)
    clears_ms: list[float] = field(default_factory=list)
    frames: int = 0
    underruns: int = 0
    gaps_ms: list[float] = field(default_factory=list)
    dropped: int = 0

    def underruns_per_thousand(self) -> float:
        return 1000 * self.underruns / max(1, self.frames)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0 where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class LoadCaller:
    """One caller: a script of speech and silence, driven a frame at a time by the shared clock."""

    def __init__(self, number: int, url: str, speech: Sequence[bytes], tally: Tally, seed: int) -> None:
        self._number = number
        self._url = url
        self._speech = speech
        self._tally = tally
        self._random = random.Random(f"{seed}:{number}")
        self._saying: Iterator[bytes] = iter(())
        self._speech_ended: float | None = None
        self._interrupted: float | None = None
        self._interrupt_at: float | None = None
        self._speak_at: float | None = None
        self._buffered_until = 0.0
        self._heard_at = 0.0
        self._socket: ClientConnection | None = None
        self._sequence = 0
        self._last_arrival = 0.0
        self._marks: list[tuple[float, str]] = []

    async def run(self, started: asyncio.Event, seconds: float) -> None:
        """Call, and stay for this long."""
        loop = asyncio.get_running_loop()
        async with websockets.connect(self._url, compression=None, max_queue=None) as socket:
            self._socket = socket
            await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
            await socket.send(self._start())
            started.set()
            try:
                async with asyncio.timeout(seconds):
                    async for message in socket:
                        await self._received(message, loop.time())
                    self._tally.dropped += 1
            except TimeoutError:
                pass
            except websockets.ConnectionClosed:
                self._tally.dropped += 1
            self._socket = None
            await socket.send(json.dumps({"event": "stop", "streamSid": self._stream}))

    async def tick(self, now: float) -> None:
        """Send the next 20 ms."""
        if self._socket is None:
            return
        frame = next(self._saying, None)
        if frame is None:
            if self._speech_ended is not None and self._speech_ended < 0:
                self._speech_ended = now
            self._decide(now)
            frame = next(self._saying, _QUIET)
        try:
            await self._socket.send(self._media(frame))
            while self._marks and self._marks[0][0] <= now:
                await self._socket.send(self._mark(self._marks.pop(0)[1]))
        except websockets.ConnectionClosed:
            self._socket = None

    def _decide(self, now: float) -> None:
        """Whether to begin to speak with this frame."""
        if self._interrupt_at is not None and now >= self._interrupt_at and now < self._buffered_until:
            self._interrupt_at = None
            self._interrupted = now
            self._say(now)
            return
        waiting = self._speech_ended is not None
        finished = self._heard_at and now > max(self._buffered_until, self._heard_at) + _FINISHED_S
        if not waiting and finished:
            if self._speak_at is None:
                self._speak_at = now + self._random.uniform(0.1, 1.0)
            elif now >= self._speak_at:
                self._speak_at = None
                self._say(now)

    def _say(self, now: float) -> None:
        words = self._random.choice(self._speech)
        frames = range(0, len(words) - FRAME_BYTES + 1, FRAME_BYTES)
        self._saying = (words[i : i + FRAME_BYTES] for i in frames)
        #: Negative until the last frame is out.
        self._speech_ended = -1.0

    async def _received(self, message: str | bytes, now: float) -> None:
        parsed = json.loads(message)
        match parsed["event"]:
            case "media":
                self._heard(len(base64.b64decode(parsed["media"]["payload"])), now)
            case "clear":
                self._cleared(now)
            case "mark":
                self._marks.append((max(now, self._buffered_until), parsed["mark"]["name"]))

    def _heard(self, samples: int, now: float) -> None:
        if self._speech_ended is not None and self._speech_ended > 0:
            self._tally.answers_ms.append(1000 * (now - self._speech_ended))
            self._speech_ended = None
            if self._random.random() < 0.25:
                self._interrupt_at = now + self._random.uniform(0.4, 0.9)
        hole = now - self._buffered_until
        if 0 < hole < _PAUSE_S:
            self._tally.underruns += 1
        if self._last_arrival and now - self._last_arrival < _PAUSE_S:
            self._tally.gaps_ms.append(1000 * (now - self._last_arrival))
        self._last_arrival = now
        self._tally.frames += max(1, samples // FRAME_BYTES)
        self._buffered_until = max(now, self._buffered_until) + samples / SAMPLE_RATE
        self._heard_at = now

    def _cleared(self, now: float) -> None:
        if self._interrupted is not None:
            self._tally.clears_ms.append(1000 * (now - self._interrupted))
            self._interrupted = None
        self._buffered_until = now
        self._marks = [(now, name) for _, name in self._marks]

    @property
    def _stream(self) -> str:
        return f"MZ{self._number:032d}"

    def _start(self) -> str:
        start = {
            "accountSid": "AC" + "0" * 32,
            "streamSid": self._stream,
            "callSid": f"CA{self._number:032d}",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": SAMPLE_RATE, "channels": 1},
            "customParameters": {},
        }
        return json.dumps(
            {"event": "start", "sequenceNumber": "1", "streamSid": self._stream, "start": start}
        )

    def _media(self, frame: bytes) -> str:
        self._sequence += 1
        payload = base64.b64encode(frame).decode()
        return (
            f'{{"event":"media","sequenceNumber":"{self._sequence + 1}","media":{{"track":"inbound",'
            f'"chunk":"{self._sequence}","timestamp":"{self._sequence * 20}","payload":"{payload}"}},'
            f'"streamSid":"{self._stream}"}}'
        )

    def _mark(self, name: str) -> str:
        return json.dumps({"event": "mark", "streamSid": self._stream, "mark": {"name": name}})


async def load(url: str, speech: Sequence[bytes], *, callers: int, seconds: float, seed: int) -> Tally:
    """Run this many callers at once against a media socket and return what they saw.

    `speech` is mu-law at 8 kHz with no silence at its end: latency counts from its last sample.
    """
    tally = Tally()
    crowd = [LoadCaller(n, url, speech, tally, seed) for n in range(callers)]
    clock = asyncio.create_task(_clock(crowd))
    async with asyncio.TaskGroup() as calls:
        for caller in crowd:
            started = asyncio.Event()
            calls.create_task(caller.run(started, seconds))
            await started.wait()
    clock.cancel()
    return tally


async def _clock(crowd: Sequence[LoadCaller]) -> None:
    """Every caller's next frame, every 20 ms, without drift; callers are spread over the interval."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    groups = [crowd[i::4] for i in range(4)]
    while True:
        for group in groups:
            due += FRAME_S / len(groups)
            await asyncio.sleep(max(0.0, due - loop.time()))
            for caller in group:
                await caller.tick(loop.time())
