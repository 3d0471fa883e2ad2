"""Utterances to readings: the words, and how they sound to the dialogue."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dialora.domain.errors import ProviderError
from dialora.ports.dialogue import Dialogue
from dialora.ports.speech import SpeechToText, Transcript
from dialora.voice.limits import Limits, Phrases
from dialora.voice.moves import Reading

#: An utterance longer than this is read in parts: models take 30 s at most.
_PART_S: Final = 15.0
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read for a take, and when (event loop time)."""

    take: int
    reading: Reading
    at: float


@dataclass(frozen=True, slots=True)
class _Part:
    """The text of the first part of an utterance that began at `start`, up to `end`."""

    start: float
    end: float
    text: str


class Understanding:
    """One reading at a time: a newer one makes the older pointless."""

    def __init__(
        self,
        stt: SpeechToText,
        dialogue: Dialogue,
        report: Callable[[Understood], None],
        *,
        language: str,
        hints: Sequence[str],
        phrases: Phrases,
        limits: Limits,
    ) -> None:
        self._stt = stt
        self._dialogue = dialogue
        self._report = report
        self._language = language
        self._hints = tuple(hints)
        self._phrases = phrases
        self._limits = limits
        self._task: asyncio.Task[None] | None = None
        self._part: _Part | None = None
        #: Readings that failed in a row.
        self.failures = 0

    def begin_of(self, start: float) -> float:
        """From where the utterance that began at `start` has still to be read."""
        return self._part.end if self._part is not None and self._part.start == start else start

    def read(self, group: asyncio.TaskGroup, take: int, start: float, end: float, mulaw: bytes) -> None:
        """Begin to read the sound of an utterance from `begin_of(start)` to `end`."""
        if self._task is not None:
            self._task.cancel()
        self._task = group.create_task(self._read(take, start, end, mulaw))

    async def _read(self, take: int, start: float, end: float, mulaw: bytes) -> None:
        began = self.begin_of(start)
        before = self._part.text + " " if self._part is not None and began != start else ""
        transcript = await self._transcribe(mulaw)
        text = (before + transcript.text).strip() if transcript is not None else before.strip()
        if text and end - began > _PART_S:
            self._part = _Part(start, end, text)
        doubtful = transcript is None or transcript.doubtful
        reading = Reading(
            text=text,
            confidence=transcript.confidence if transcript is not None else 0.0,
            doubtful=doubtful,
            pause=self._dialogue.pause_after(text),
            urgent=self._dialogue.urgent(text) if text else None,
            backchannel=bool(text) and not self._hard(text) and self._dialogue.backchannel(text),
        )
        self._report(Understood(take, reading, asyncio.get_running_loop().time()))

    async def _transcribe(self, mulaw: bytes) -> Transcript | None:
        try:
            async with asyncio.timeout(self._limits.transcript_s):
                transcript = await self._stt.transcribe(mulaw, language=self._language, hints=self._hints)
        except (ProviderError, TimeoutError):
            self.failures += 1
            return None
        self.failures = 0
        return transcript

    def _hard(self, text: str) -> bool:
        words = {word.replace("’", "'") for word in _WORD.findall(text.casefold())}
        return not words.isdisjoint(self._phrases.hard_words)
