"""Sentences to sound: one voice, its patience and its second chance."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dialora.domain.errors import ProviderError, ProviderTimeout
from dialora.ports.speech import TextToSpeech
from dialora.voice import words
from dialora.voice.clip import Clip
from dialora.voice.limits import Limits
from dialora.voice.mouth import Mouth
from dialora.voice.moves import Hold


class Speaking:
    """Renders faster than it is played, so sentences are rendered one after the other."""

    def __init__(
        self, tts: TextToSpeech, mouth: Mouth, language: str, limits: Limits, *, speed: float = 1.0
    ) -> None:
        self._tts = tts
        self._mouth = mouth
        self._language = language
        self._limits = limits
        self._speed = speed

    async def say(
        self,
        text: str,
        hold: Hold,
        on_clip: Callable[[Clip], None],
        *,
        language: str | None = None,
    ) -> None:
        """Returns when all of its sound has been handed to the mouth. Raises ProviderError."""
        for sentence in words.sentences(text):
            clip = Clip(sentence, hold)
            on_clip(clip)
            self._mouth.add(clip)
            try:
                await self._render(clip, language or self._language)
            finally:
                # Whatever became of the voice: a clip that waits for more would silence all after it.
                clip.finish()
                self._mouth.wake()

    async def _render(self, clip: Clip, language: str) -> None:
        try:
            await self._attempt(clip, language)
        except ProviderTimeout:
            raise
        except ProviderError as error:
            if not error.retryable or clip.sounds:
                raise
            await self._attempt(clip, language)

    async def _attempt(self, clip: Clip, language: str) -> None:
        loop = asyncio.get_running_loop()
        begins_by = self._limits.voice_begins_s + self._mouth.sounds_for
        try:
            async with asyncio.timeout(begins_by) as patience:
                async for piece in self._tts.speak(clip.text, language=language, speed=self._speed):
                    clip.add(piece)
                    self._mouth.wake()
                    # Time that the caller spends listening is not spent waiting.
                    patience.reschedule(loop.time() + self._mouth.sounds_for + self._limits.voice_s)
        except TimeoutError as error:
            raise ProviderTimeout(provider="tts", retryable=True) from error
