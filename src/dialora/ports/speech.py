"""Ears and voice: speech to text and text to speech, whoever provides them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was understood. `text` is empty for noise, silence and anything not believed."""

    text: str
    #: Mean log probability per token, 0 is certain, below -1 is a guess.
    confidence: float
    #: Probability that nobody spoke, 0 to 1.
    no_speech: float
    #: Time the model took, in milliseconds.
    took_ms: int
    #: True where a guess was thrown away: ask again rather than act.
    doubtful: bool = False


class SpeechToText(Protocol):
    """Understands one utterance at a time."""

    async def transcribe(self, mulaw: bytes, *, language: str, hints: Sequence[str] = ()) -> Transcript:
        """Mu-law at 8 kHz in, text out. `hints` are words that are likely. Cancelling gives up the result.

        Raises ProviderError.
        """
        ...


class TextToSpeech(Protocol):
    """Speaks."""

    def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[bytes]:
        """Mu-law at 8 kHz, in pieces as they are ready, the first as soon as possible. A speed of 1.2 is
        a fifth faster than the voice is by itself.

        Numbers, money, times and dates may be written as figures: they are read out as people say them.
        Raises ProviderError.
        """
        ...

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        """Render what is said often, so that it starts at once later."""
        ...
