"""Sentences kept as sound, for when the voice is slow or dead."""

from __future__ import annotations

from collections.abc import Iterable

from dialora.domain.errors import ProviderError
from dialora.ports.speech import TextToSpeech
from dialora.voice.limits import phrases_for


class Spare:
    """Empty until `render` was called: then the engine says nothing where it would have used one."""

    def __init__(self) -> None:
        self._sounds: dict[str, bytes] = {}

    async def render(self, tts: TextToSpeech, *, language: str = "en") -> None:
        """While the voice is well. One that is not leaves things as they are."""
        phrases = phrases_for(language)
        await self.keep((phrases.patience, phrases.trouble), tts, language=language)

    async def keep(self, texts: Iterable[str], tts: TextToSpeech, *, language: str = "en") -> None:
        """These too."""
        try:
            for text in texts:
                pieces = [piece async for piece in tts.speak(text, language=language)]
                self._sounds[text] = b"".join(pieces)
        except ProviderError:
            return

    def sound(self, text: str) -> bytes | None:
        return self._sounds.get(text)
