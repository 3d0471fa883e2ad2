"""A sentence as a caller would hear it, for somebody who chooses how fast a voice speaks."""

from __future__ import annotations

import asyncio
import io
import wave
from dataclasses import dataclass, field

from dialora.domain.errors import Throttled
from dialora.ports.media import SAMPLE_RATE
from dialora.ports.speech import TextToSpeech
from dialora.voice import audio

#: Seconds after which somebody who was turned away may press again.
_COME_BACK_S = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePreviews:
    """One at a time in a process: callers share the voice."""

    voice: TextToSpeech
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def sound(self, text: str, *, language: str, speed: float) -> bytes:
        """A WAV file. Raises Throttled while another one is made, ProviderError."""
        if self._turn.locked():
            message = "Another preview is being made. Press again in a moment."
            raise Throttled(message, wait_s=_COME_BACK_S, code="preview_busy")
        async with self._turn:
            pieces = [piece async for piece in self.voice.speak(text, language=language, speed=speed)]
        return _wav(b"".join(pieces))


def _wav(mulaw: bytes) -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(audio.decode(mulaw).astype("<i2").tobytes())
    return sound.getvalue()
