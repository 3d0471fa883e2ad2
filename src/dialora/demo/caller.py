"""A simulated person on the telephone: listens until the agent has finished, speaks, and times the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dialora.demo import hearing
from dialora.demo.errand import Errand
from dialora.demo.line import QUIET_FRAME, Line
from dialora.ports.media import FRAME_BYTES
from dialora.providers.stt.whisper import Whisper
from dialora.providers.tts.reading import read_out
from dialora.testing.carrier.handset import FRAME_S
from dialora.voice import audio

#: Louder than this, 20 ms of what comes from the agent is audible.
_AUDIBLE_DB: Final = -45.0
#: The agent has finished after so much silence; after a question a person answers sooner.
_FINISHED_S: Final = 0.8
#: Less than this is a click, not speech.
_SPEECH_S: Final = 0.2
#: A pause that ends a piece of the answer: what came before may have been a filler.
_PIECE_S: Final = 0.3
#: After this long without an answer the caller asks whether anybody is there.
_NO_ANSWER_S: Final = 12.0
#: How long somebody who has said goodbye waits for the other to hang up.
_AFTER_GOODBYE_S: Final = 4.0
_LONGEST_CALL_S: Final = 240.0

#: By so much (log probability) other letters must be likelier before a caller says that they were said. Of
#: 30 names read back right 29 are then let pass; of 30 with a wrong, missing or added letter none is.
_OTHER_NAME: Final = 2.0
#: So much longer the caller waits when only a filler has been heard.
_AFTER_FILLER_S: Final = 6.0
_FILLER_WORDS: Final = 7
#: What is said only to pass the time. It does not count as an answer.
_FILLERS: Final = ("one moment", "just a moment", "let me check", "let me look", "one second", "bear with me")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One thing the caller said, and what came back."""

    #: Empty for the first: the agent speaks first.
    said: str
    #: What the caller understood.
    heard: str
    #: From the last sample that was sent to the first audible frame of the answer, fillers not counted.
    total_ms: int | None
    #: When that last sample was sent, from the beginning of the audio.
    ended_ms: int | None


class Caller:
    """Holds the handset and runs an errand. `told` is called with every finished exchange."""

    def __init__(
        self,
        errand: Errand,
        line: Line,
        ears: Whisper,
        *,
        voice_pool: ThreadPoolExecutor,
        told: Callable[[Exchange], None],
    ) -> None:
        self._errand = errand
        self._line = line
        self._ears = ears
        self._pool = voice_pool
        self._told = told
        self.hung_up = False
        self.exchanges: list[Exchange] = []
        self._saying: NDArray[np.float32] = QUIET_FRAME[:0]
        #: What was said and not yet answered; None once it was.
        self._said: str | None = ""
        self._began = 0.0
        self._spoke_at = 0.0
        self._heard = bytearray()
        self._audible_frames = 0
        self._quiet_s = 0.0
        self._patience = _FINISHED_S
        #: Arrivals of the first audible frame after each pause since the caller last spoke.
        self._arrivals: list[float] = []
        self._last_arrival = 0.0
        self._woken = asyncio.Event()

    def utter(self, now: float) -> bytes:
        self._began = self._began or now
        frame, self._saying = self._saying[:FRAME_BYTES], self._saying[FRAME_BYTES:]
        if len(frame):
            self._spoke_at = now
            frame = np.pad(frame, (0, FRAME_BYTES - len(frame)))
        self._woken.set()
        return self._line.carry(frame if len(frame) else QUIET_FRAME)

    def receive(self, mulaw: bytes, now: float) -> None:
        if audio.level_db(mulaw) <= _AUDIBLE_DB or len(self._saying):
            return
        if now - self._last_arrival > _PIECE_S or not self._arrivals:
            self._arrivals.append(now)
        # What arrives faster than it is played sounds for longer than until now.
        self._last_arrival = max(self._last_arrival, now) + audio.seconds(mulaw)

    def hear(self, mulaw: bytes, now: float) -> None:
        self._heard += mulaw
        if audio.level_db(mulaw) > _AUDIBLE_DB:
            self._audible_frames += 1
            self._quiet_s = 0.0
        else:
            self._quiet_s += audio.seconds(mulaw)

    async def run(self) -> None:
        """The whole conversation, until the caller hangs up; cancelled when the other side does."""
        ends = asyncio.get_running_loop().time() + _LONGEST_CALL_S
        while asyncio.get_running_loop().time() < ends:
            heard = await self._listen()
            if heard is None:
                answer = None if self._errand.said_goodbye else self._errand.wording.still_there()
            else:
                self._note(heard)
                answer = self._errand.answer(heard)
            if answer is None:
                await self._until(lambda: self._quiet_s > _AFTER_GOODBYE_S)
                break
            await self._say(answer)
            self._said = answer
        self.hung_up = True

    async def last_words(self) -> None:
        """Note what the agent said before it hung up."""
        if self._heard_speech and self._said is not None:
            transcript = await self._ears.transcribe(bytes(self._heard), language="en-US")
            self._note(transcript.text)

    async def _listen(self) -> str | None:
        """What the agent says until it has finished; None where it says nothing."""
        self._patience = _FINISHED_S
        while True:
            await self._until(self._finished)
            if not self._heard_speech:
                return None
            frames = self._audible_frames
            wish = self._errand.wish
            hints = (wish.first_name, wish.last_name, *self._errand.services)
            transcript = await self._ears.transcribe(bytes(self._heard), language="en-US", hints=hints)
            text = await self._certain(bytes(self._heard), transcript.text)
            if frames != self._audible_frames:
                continue
            if not _only_filler(text) or self._patience == _AFTER_FILLER_S:
                return text
            self._patience = _AFTER_FILLER_S

    async def _certain(self, sound: bytes, text: str) -> str:
        """What was spelled, heard with one's own name in mind, as people do."""
        wish = self._errand.wish
        readings = hearing.readings(text, wish.first_name, wish.last_name)
        if len(readings) < 2:
            return readings[0] if readings else text
        own, *others = await self._ears.likelihoods(sound, readings)
        best = max(range(len(others)), key=others.__getitem__)
        return readings[best + 1] if others[best] > own + _OTHER_NAME else readings[0]

    @property
    def _heard_speech(self) -> bool:
        return self._audible_frames * FRAME_S >= _SPEECH_S

    def _finished(self) -> bool:
        if not self._heard_speech:
            return self._quiet_s > (_AFTER_GOODBYE_S if self._errand.said_goodbye else _NO_ANSWER_S)
        return self._quiet_s >= self._patience

    async def _say(self, text: str) -> None:
        """Speak, until the last sample is sent; what is heard meanwhile belongs to what comes next."""
        spoken = read_out(text)
        loop = asyncio.get_running_loop()
        sound = await loop.run_in_executor(self._pool, self._line.utter, spoken)
        self._forget()
        self._saying = sound
        await self._until(lambda: not len(self._saying))
        self._forget()

    def _forget(self) -> None:
        self._heard.clear()
        self._audible_frames = 0
        self._quiet_s = 0.0
        self._arrivals.clear()

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Wait, frame by frame."""
        while not holds():
            self._woken.clear()
            await self._woken.wait()

    def _note(self, heard: str) -> None:
        said, self._said = self._said or "", None
        arrivals = self._arrivals
        if len(arrivals) > 1 and heard.lower().startswith(_FILLERS):
            arrivals = arrivals[1:]
        exchange = Exchange(
            said=said,
            heard=heard,
            total_ms=round(1_000 * (arrivals[0] - self._spoke_at)) if said and arrivals else None,
            ended_ms=round(1_000 * (self._spoke_at - self._began)) if said else None,
        )
        self.exchanges.append(exchange)
        self._told(exchange)


def _only_filler(heard: str) -> bool:
    return heard.lower().startswith(_FILLERS) and len(heard.split()) <= _FILLER_WORDS
