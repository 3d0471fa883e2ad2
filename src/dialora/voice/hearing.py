"""The caller's side of the line: sound to the ear, the recorder and memory; keys and marks passed on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dialora.ports.media import SAMPLE_RATE, SILENCE, Audio, Digit, Ended, MediaEvent, Played
from dialora.voice.ear import WINDOW_BYTES, Ear, Listening
from dialora.voice.limits import Limits
from dialora.voice.playout import PlayoutClock
from dialora.voice.recorder import Recorder

#: Sound before an utterance's first window that belongs to it: soft beginnings are heard late.
_LEAD_IN_S: Final = 0.3
#: The longest piece a model reads at once.
_LONGEST_S: Final = 28.0
_WATCH_S: Final = 0.25
#: A line that stalled sends what it owes at once. What runs further ahead of time is no telephone's, and
#: would only fill our memory.
_AHEAD_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Window:
    """32 ms of the caller's sound, ending at this second of the call, judged."""

    at: float
    probability: float


class Hearing:
    """Positions are samples since the call began. Sound that never comes is silence: time goes on."""

    def __init__(
        self,
        ear: Ear,
        recorder: Recorder,
        playout: PlayoutClock,
        report: Callable[[Window | Digit | Played | Ended], None],
        limits: Limits,
        began: float,
    ) -> None:
        self._ear = ear
        self._recorder = recorder
        self._playout = playout
        self._report = report
        self._limits = limits
        self._began = began
        self._time = asyncio.get_running_loop().time
        self._listening: Listening | None = None
        #: Up to where the caller's sound has come, and been judged.
        self._position = 0
        self._judged = 0
        self._kept = bytearray()
        self._kept_from = 0
        self._last_sound = began

    def open(self) -> None:
        """From now on what the line brings is heard."""
        self._listening = self._ear.listen(self._judge)

    def close(self) -> None:
        """Nothing is heard any more."""
        if self._listening is not None:
            self._listening.close()

    def take(self, event: MediaEvent) -> None:
        """What the line brings."""
        if isinstance(event, Audio):
            self._last_sound = now = self._time()
            if self._position <= (now - self._began + _AHEAD_S) * SAMPLE_RATE:
                self._hear(event.mulaw)
        else:
            self._report(event)

    async def watch(self) -> None:
        """Fill with silence what a stalled line leaves out, and notice a line that is dead."""
        loop = asyncio.get_running_loop()
        while True:
            await self._playout.until(loop.time() + _WATCH_S)
            now = loop.time()
            if now - self._last_sound > self._limits.line_lost_s:
                self._report(Ended(lost=True))
                return
            if now - self._last_sound > self._limits.line_quiet_s:
                missing = round((now - self._began) * SAMPLE_RATE) - self._position
                if missing > 0:
                    self._hear(SILENCE * missing)

    def sound(self, start: float, end: float) -> bytes:
        """The caller's sound between two seconds of the call, with a little lead-in."""
        start = max(start - _LEAD_IN_S, end - _LONGEST_S)
        begin = max(0, round(start * SAMPLE_RATE) - self._kept_from)
        return bytes(self._kept[begin : max(0, round(end * SAMPLE_RATE) - self._kept_from)])

    def forget(self, before: float) -> None:
        """Sound before this second of the call is not asked for any more."""
        old = round((before - _LEAD_IN_S) * SAMPLE_RATE) - self._kept_from
        # In whole seconds, so that the memory is not moved with every window.
        if old > SAMPLE_RATE:
            del self._kept[:old]
            self._kept_from += old

    def _hear(self, mulaw: bytes) -> None:
        if self._position == 0:
            begin = max(0, round((self._time() - self._began) * SAMPLE_RATE) - len(mulaw))
            self._position = self._judged = self._kept_from = begin
        self._recorder.caller(self._position, mulaw)
        self._kept += mulaw
        self._position += len(mulaw)
        if self._listening is not None:
            self._listening.feed(mulaw)

    def _judge(self, probability: float) -> None:
        self._judged += WINDOW_BYTES
        self._report(Window(self._judged / SAMPLE_RATE, probability))
