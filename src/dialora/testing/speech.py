"""Speech to text and text to speech that need no model: they read and write `testing.sound`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from dialora.domain.errors import ProviderError
from dialora.ports.speech import Transcript
from dialora.testing import sound

_PIECE_BYTES = 1_600


class ScriptedSpeech:
    """Both at once. What goes wrong may be changed while the story runs."""

    def __init__(
        self,
        *,
        transcript_s: float = 0.1,
        first_sound_s: float = 0.1,
        mishears: Mapping[str, str] | None = None,
    ) -> None:
        self.transcript_s = transcript_s
        self.first_sound_s = first_sound_s
        #: What is said, and what is understood instead.
        self.mishears = dict(mishears or {})
        #: Said, but not understood: the transcript is doubtful.
        self.mumbled: set[str] = set()
        #: Every reading fails, or never comes; every sentence fails, or stops half way.
        self.deaf = False
        self.never_hears = False
        self.mute = False
        self.stalls = False
        #: What was read and spoken so far.
        self.read: list[str] = []
        self.spoken: list[str] = []
        #: How fast each of those was spoken; the sound itself is always the same.
        self.speeds: list[float] = []

    async def transcribe(self, mulaw: bytes, *, language: str, hints: Sequence[str] = ()) -> Transcript:
        if self.never_hears:
            await asyncio.Event().wait()
        await asyncio.sleep(self.transcript_s)
        if self.deaf:
            raise ProviderError(provider="scripted", retryable=True)
        text = sound.words_in(mulaw).strip()
        text = self.mishears.get(text, text)
        self.read.append(text)
        doubtful = text in self.mumbled
        return Transcript(
            text="" if doubtful else text,
            confidence=-0.2 if text else -2.0,
            no_speech=0.0 if text else 0.9,
            took_ms=round(self.transcript_s * 1000),
            doubtful=doubtful,
        )

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[bytes]:
        await asyncio.sleep(self.first_sound_s)
        if self.mute:
            raise ProviderError(provider="scripted", retryable=True)
        self.spoken.append(text)
        self.speeds.append(speed)
        mulaw = sound.spoken(text)
        for begin in range(0, len(mulaw), _PIECE_BYTES):
            if self.stalls and begin > len(mulaw) // 2:
                await asyncio.Event().wait()
            yield mulaw[begin : begin + _PIECE_BYTES]

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        """Nothing is slow here."""
