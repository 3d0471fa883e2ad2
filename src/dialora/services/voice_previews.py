"""A sentence as a caller would hear it, for somebody who chooses how fast a voice speaks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from dialora.domain.errors import Throttled
from dialora.ports.speech import TextToSpeech

#: Seconds after which somebody who was turned away may press again.
_COME_BACK_S = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePreviews:
    """One at a time in a process: callers share the voice."""

    voice: TextToSpeech
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def sound(self, text: str, *, language: str, speed: float) -> bytes:
        """Mu-law at 8 kHz. Raises Throttled while another one is made, ProviderError."""
        if self._turn.locked():
            message = "Another preview is being made. Press again in a moment."
            raise Throttled(message, wait_s=_COME_BACK_S, code="preview_busy")
        async with self._turn:
            pieces = [piece async for piece in self.voice.speak(text, language=language, speed=speed)]
        return b"".join(pieces)
