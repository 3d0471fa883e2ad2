"""A message taken without any model: what is said was rendered beforehand, what the caller says is kept as
sound and never read.

For calls above capacity. The notices and the recording gate are those of every call: nothing is kept before
the caller was told, and where the law wants a clear yes, only after a key was pressed for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from dialora.domain.calls import EndReason, RecordingState
from dialora.domain.errors import ProviderError
from dialora.ports.media import SAMPLE_RATE, Audio, Digit, Ended, MediaEvent, MediaStream, Played
from dialora.ports.notices import Opening
from dialora.ports.sink import CallRecord, CallSink
from dialora.voice import audio
from dialora.voice.clip import Clip
from dialora.voice.limits import Limits
from dialora.voice.message_phrases import MessagePhrases
from dialora.voice.mouth import Began, Mouth, Silent
from dialora.voice.moves import Hold, Reading
from dialora.voice.overhearing import Overhearing
from dialora.voice.playout import PlayoutClock
from dialora.voice.prologue import Prologue, PrologueOver
from dialora.voice.recorder import Recorder
from dialora.voice.recording_gate import RecordingGate
from dialora.voice.scribe import Scribe
from dialora.voice.spare import Spare
from dialora.voice.speaking import Speaking

#: The key that says yes to a recording.
YES: Final = "1"
LONGEST_S: Final = 120.0
#: A caller who has not begun by then has nothing to say; a pause this long ends a message.
_BEGINS_S: Final = 8.0
_PAUSE_S: Final = 5.0
#: Less speech than this is a click, and no message.
_SPEECH_S: Final = 0.6
_AUDIBLE_DB: Final = -38.0
_LOOK_S: Final = 0.25
#: From the first word of the notices to the last of the goodbye, whatever happens.
_ALL_S: Final = LONGEST_S + 60.0


class _SpareVoice:
    """Speaks what was rendered before, and nothing else."""

    def __init__(self, spare: Spare) -> None:
        self._spare = spare

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[bytes]:
        sound = self._spare.sound(text)
        if sound is None:
            raise ProviderError(provider="spare", retryable=False)
        yield sound

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        """All there will be is there."""


@dataclass(kw_only=True)
class MessageTaking:
    """Used once: `run` is the call."""

    stream: MediaStream
    playout: PlayoutClock
    spare: Spare
    sink: CallSink
    opening: Opening
    phrases: MessagePhrases
    language: str = "en"
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._began = loop.time()
        self._told: asyncio.Future[PrologueOver] = loop.create_future()
        self._gate = RecordingGate(self.opening.recording)
        self._scribe = Scribe(self.sink, self._gate)
        #: Whoever listens in.
        self.overhearing = Overhearing()
        self._recorder = Recorder(self._gate, self._scribe, self._began, self.overhearing)
        self._mouth = Mouth(self.stream, self.playout, self._recorder, self._reported, self.limits)
        voice = Speaking(_SpareVoice(self.spare), self._mouth, self.language, self.limits)
        self._speaking = voice
        self._prologue = Prologue(
            self.opening, voice, self._recorder, self._scribe, self._told.set_result, self.limits, self._began
        )
        self._position = 0
        self._spoken_s = 0.0
        self._listens_from: float | None = None
        self._last_loud = 0.0
        self._silent = asyncio.Event()
        self._done = asyncio.Event()
        self._gone = asyncio.Event()
        self._reason = EndReason.AT_CAPACITY

    @property
    def left_one(self) -> bool:
        """Whether there is something to listen to."""
        return self._gate.keeps and self._spoken_s >= _SPEECH_S

    @property
    def recording(self) -> RecordingState:
        """What becomes of the recording, as of now."""
        return self._gate.state

    def end(self, reason: EndReason, sentence: str) -> None:
        """Thank whoever is leaving a message, and hang up; anybody else is hung up on at once. The sentence
        was not rendered beforehand and cannot be said."""
        self._reason = reason
        self._done.set()
        if self._listens_from is None or reason is EndReason.TRANSFERRED:
            self._gone.set()

    async def run(self) -> CallRecord:
        """Returns when the caller has finished or is gone. The stream is closed whatever happens."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._scribe.run())
                await self._until_gone()
                self._recorder.flush()
                self._scribe.finish()
        finally:
            await self.stream.close()
        ms = round((asyncio.get_running_loop().time() - self._began) * 1000)
        return CallRecord(
            reason=self._reason,
            outcome="Left a spoken message" if self.left_one else None,
            duration_ms=ms,
            turns=0,
            recording=self._gate.state,
        )

    # The call

    async def _until_gone(self) -> None:
        """All of it, unless the caller leaves before."""
        self.stream.listen(self._take)
        async with asyncio.TaskGroup() as group:
            speaks = group.create_task(self._mouth.run())
            talks = group.create_task(self._whole())
            gone = group.create_task(self._gone.wait())
            await asyncio.wait((talks, gone), timeout=_ALL_S, return_when=asyncio.FIRST_COMPLETED)
            for task in (speaks, talks, gone):
                task.cancel()

    async def _whole(self) -> None:
        told = await self._notices()
        if told.failed:
            return
        if not self._gate.keeps:
            await self._say(self.phrases.nothing_taken)
            return
        await self._tone()
        await self._listen()
        await self._say(self.phrases.taken if self.left_one else self.phrases.nothing_taken)

    async def _notices(self) -> PrologueOver:
        await self._prologue.run(lambda: False)
        return self._told.result()

    async def _say(self, text: str) -> None:
        await self._speaking.say(text, Hold.SENTENCE, _nobody_asks)
        await self._heard_to_the_end()

    async def _tone(self) -> None:
        self._mouth.add(Clip.ready("(tone)", _TONE, Hold.SENTENCE))
        await self._heard_to_the_end()

    async def _heard_to_the_end(self) -> None:
        self._silent.clear()
        if not self._mouth.silent:
            await self._silent.wait()

    async def _listen(self) -> None:
        """Until the caller has finished, or did not begin."""
        loop = asyncio.get_running_loop()
        begins = self._listens_from = self._last_loud = loop.time()
        while not self._done.is_set():
            now = loop.time()
            quiet, spoke = now - self._last_loud, self._spoken_s >= _SPEECH_S
            if quiet > (_PAUSE_S if spoke else _BEGINS_S) or now - begins > LONGEST_S:
                break
            await self.playout.until(now + _LOOK_S)
        self._listens_from = None

    # What happens

    def _take(self, event: MediaEvent) -> None:
        match event:
            case Audio(mulaw):
                self._hear(mulaw)
            case Played(mark):
                self._mouth.played(mark)
            case Digit(key):
                self._pressed(key)
            case Ended():
                self._gone.set()

    def _pressed(self, key: str) -> None:
        if self._prologue.asks:
            self._prologue.replied(Reading(text="yes" if key == YES else "no"))
        elif self._listens_from is not None:
            self._done.set()

    def _hear(self, mulaw: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if self._position == 0:
            self._position = max(0, round((now - self._began) * SAMPLE_RATE) - len(mulaw))
        self._recorder.caller(self._position, mulaw)
        self._position += len(mulaw)
        if self._listens_from is not None and audio.level_db(mulaw) > _AUDIBLE_DB:
            self._last_loud = now
            self._spoken_s += audio.seconds(mulaw)

    def _reported(self, event: Began | Silent) -> None:
        if isinstance(event, Silent) and self._mouth.silent:
            self._prologue.heard()
            self._silent.set()


def _nobody_asks(clip: Clip) -> None:
    """What became of this sentence is in nobody's minutes."""


def _tone() -> bytes:
    """Half a second of 880 Hz, faded at both ends, and made up to whole frames."""
    time = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    fade = np.clip(np.minimum(time, time[::-1]) / 0.02, 0, 1)
    return audio.encode((np.sin(2 * np.pi * 880 * time) * fade * 6_000).astype(np.int16))


_TONE: Final = _tone()
