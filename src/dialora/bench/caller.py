"""One caller of a load: speaks, waits for the agent, and sometimes talks over it.

Measured at the caller: from the last sample of speech sent to the first audio received, from the first
sample of an interruption to `clear`, and how often the playout buffer of a phone would have run dry in the
middle of a sentence.
"""

from __future__ import annotations

import base64
import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from dialora.bench.wire import Wire
from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE, SILENCE

#: The agent has finished when nothing came for this long after its last sound was played.
_FINISHED_S = 0.5
#: A hole in the playout longer than this is a pause between sentences, not an underrun.
_PAUSE_S = 0.3
#: How often a caller talks over the agent, and how long after its first sound.
_INTERRUPTS = 0.25
_INTERRUPTS_AFTER_S = (0.4, 0.9)
#: How long a caller thinks before speaking again.
_THINKS_S = (0.1, 1.0)
#: Who has waited so long for an answer gives up and says something else.
PATIENCE_S = 3.0


@dataclass(slots=True)
class Tally:
    """What all callers saw."""

    answers_ms: list[float] = field(default_factory=list)
    clears_ms: list[float] = field(default_factory=list)
    gaps_ms: list[float] = field(default_factory=list)
    frames: int = 0
    underruns: int = 0
    #: Turns of the caller that nobody answered in time.
    unanswered: int = 0
    #: Calls that the server ended, or never took.
    dropped: int = 0
    #: How late the callers themselves were with their frames: what the load adds to what it measures.
    late_ms: list[float] = field(default_factory=list)

    def underruns_per_thousand(self) -> float:
        return 1000 * self.underruns / max(1, self.frames)

    def unanswered_share(self) -> float:
        return self.unanswered / max(1, self.unanswered + len(self.answers_ms))

    def clear(self) -> None:
        """Forget what was seen while the calls were being set up; who was dropped stays dropped."""
        fresh = Tally(dropped=self.dropped)
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))


class _Media(msgspec.Struct):
    payload: bytes = b""


class _Mark(msgspec.Struct):
    name: str = ""


class _Message(msgspec.Struct):
    event: str
    media: _Media | None = None
    mark: _Mark | None = None


class Line(Protocol):
    """What a caller speaks into."""

    def send(self, text: bytes) -> None: ...

    def close(self) -> None: ...


_decode = msgspec.json.Decoder(_Message).decode


def payloads(mulaw: bytes) -> tuple[bytes, ...]:
    """Sound as the carrier writes it: a base64 text for each 20 ms."""
    frames = range(0, len(mulaw) - FRAME_BYTES + 1, FRAME_BYTES)
    return tuple(base64.b64encode(mulaw[at : at + FRAME_BYTES]) for at in frames)


_QUIET = payloads(SILENCE * FRAME_BYTES)[0]


class LoadCaller:
    """A script of speech and silence, driven a frame at a time by the clock of the crowd."""

    def __init__(
        self,
        number: int,
        speech: Sequence[tuple[bytes, ...]],
        tally: Tally,
        seed: int,
        time: Callable[[], float],
    ) -> None:
        self._stream = f"MZ{number:032d}"
        self._call = f"CA{number:032d}"
        self._speech = speech
        self._tally = tally
        self._random = random.Random(f"{seed}:{number}")
        self._time = time
        self._line: Line | None = None
        self._saying: Iterator[bytes] = iter(())
        self._speaking = False
        #: When the last sample of speech went out, until it is answered.
        self._asked: float | None = None
        self._interrupted: float | None = None
        self._interrupt_at: float | None = None
        self._speak_at: float | None = None
        self._plays_until = 0.0
        self._heard_at = 0.0
        self._sequence = 0
        self._marks: deque[tuple[float, str]] = deque()

    async def call(self, url: str) -> None:
        """Returns when the server has been told which call this is."""
        try:
            self.begin(await Wire.open(url, self.received, self.lost))
        except OSError:
            self.lost()

    def begin(self, line: Line) -> None:
        """On an open line."""
        self._line = line
        line.send(b'{"event":"connected","protocol":"Call","version":"1.0.0"}')
        line.send(self._start())

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.send(msgspec.json.encode({"event": "stop", "streamSid": self._stream}))
            self._line.close()
            self._line = None

    def lost(self) -> None:
        self._line = None
        self._tally.dropped += 1

    # Speaking

    def tick(self, now: float) -> None:
        """Send the next 20 ms."""
        if self._line is None:
            return
        frame = next(self._saying, None)
        if frame is None:
            if self._speaking:
                self._speaking, self._asked = False, now
            self._decide(now)
            frame = next(self._saying, _QUIET)
        self._line.send(self._media(frame))
        while self._marks and self._marks[0][0] <= now:
            mark = {"event": "mark", "streamSid": self._stream, "mark": {"name": self._marks.popleft()[1]}}
            self._line.send(msgspec.json.encode(mark))

    def _decide(self, now: float) -> None:
        """Whether to begin to speak with this frame."""
        if self._interrupt_at is not None and self._interrupt_at <= now < self._plays_until:
            self._interrupt_at, self._interrupted = None, now
            self._speak()
        elif self._asked is not None:
            if now > self._asked + PATIENCE_S:
                self._tally.unanswered += 1
                self._speak()
        elif self._heard_at and now > max(self._plays_until, self._heard_at) + _FINISHED_S:
            if self._speak_at is None:
                self._speak_at = now + self._random.uniform(*_THINKS_S)
            elif now >= self._speak_at:
                self._speak()

    def _speak(self) -> None:
        self._saying = iter(self._random.choice(self._speech))
        self._speaking, self._asked, self._speak_at = True, None, None

    # Listening

    def received(self, text: bytes) -> None:
        now = self._time()
        message = _decode(text)
        if message.media is not None:
            self._heard(len(message.media.payload), now)
        elif message.mark is not None:
            self._marks.append((max(now, self._plays_until), message.mark.name))
        elif message.event == "clear":
            self._cleared(now)

    def _heard(self, samples: int, now: float) -> None:
        if self._asked is not None:
            self._tally.answers_ms.append(1000 * (now - self._asked))
            self._asked = None
            if self._random.random() < _INTERRUPTS:
                self._interrupt_at = now + self._random.uniform(*_INTERRUPTS_AFTER_S)
        if 0 < now - self._plays_until < _PAUSE_S:
            self._tally.underruns += 1
        if now - self._heard_at < _PAUSE_S:
            self._tally.gaps_ms.append(1000 * (now - self._heard_at))
        self._heard_at = now
        self._tally.frames += max(1, samples // FRAME_BYTES)
        self._plays_until = max(now, self._plays_until) + samples / SAMPLE_RATE

    def _cleared(self, now: float) -> None:
        if self._interrupted is not None:
            self._tally.clears_ms.append(1000 * (now - self._interrupted))
            self._interrupted = None
        # Whatever comes next begins anew: the phone's buffer was emptied on purpose.
        self._plays_until = now - _PAUSE_S
        self._marks = deque((now, name) for _, name in self._marks)

    # The carrier's words

    def _start(self) -> bytes:
        start = {
            "accountSid": "AC" + "0" * 32,
            "streamSid": self._stream,
            "callSid": self._call,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": SAMPLE_RATE, "channels": 1},
            "customParameters": {},
        }
        message = {"event": "start", "sequenceNumber": "1", "streamSid": self._stream, "start": start}
        return msgspec.json.encode(message)

    def _media(self, payload: bytes) -> bytes:
        self._sequence += 1
        return (
            b'{"event":"media","sequenceNumber":"%d","media":{"track":"inbound","chunk":"%d",'
            b'"timestamp":"%d","payload":"%b"},"streamSid":"%b"}'
            % (self._sequence + 1, self._sequence, 20 * self._sequence, payload, self._stream.encode())
        )
