"""Text to speech: one file, one vendor, found by the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dialora.catalog import Catalog
from dialora.ports.speech import TextToSpeech


class Engine(TextToSpeech, Protocol):
    """What a provider gives the process that runs it, besides a voice."""

    async def warm_up(self) -> None:
        """Load whatever the first call would otherwise wait for. May be called twice."""
        ...

    def close(self) -> None:
        """Let go of threads and connections."""
        ...


#: Called with the provider's own settings, or with nothing for their defaults.
TTS: Catalog[Callable[..., Engine]] = Catalog("text-to-speech")
