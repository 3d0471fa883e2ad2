"""Where a call's record goes while the call runs: each closed turn and each second of sound at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dialora.domain.calls import EndReason, RecordingState, SpokenNotice, Turn


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Up to a second of both tracks, mu-law 8 kHz, aligned and of equal length."""

    start_ms: int
    caller: bytes
    agent: bytes


class CallSink(Protocol):
    """What the engine hands over is already allowed: it never hands over what may not be kept."""

    async def turn(self, turn: Turn) -> None: ...

    async def audio(self, block: AudioBlock) -> None: ...

    async def notice(self, notice: SpokenNotice) -> None: ...

    async def recording(self, state: RecordingState) -> None:
        """The recording is now kept, or refused: then everything kept of this call so far is deleted,
        audio and text, before this returns."""
        ...


class CallObserver(Protocol):
    """Who watches a call as it happens. Must return at once; sees speech whether or not it may be kept."""

    def heard(self, text: str, *, final: bool) -> None: ...

    def said(self, text: str) -> None: ...

    def state(self, listening: bool, speaking: bool) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """The summary of a call; turns and audio have gone to the sink before."""

    reason: EndReason
    outcome: str | None
    duration_ms: int
    turns: int
    recording: RecordingState
    #: What the sink could not take in time, to be written later.
    unwritten: tuple[Turn | SpokenNotice, ...] = ()
