"""Who decides what the agent says. The voice engine asks; a receptionist or a model answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dialora.domain.calls import EndReason, ToolUse


class Source(StrEnum):
    VOICE = "voice"
    KEYPAD = "keypad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One utterance of the other party, or the keys they pressed."""

    text: str
    source: Source = Source.VOICE
    confidence: float = 0.0
    #: Speech was there but was not understood.
    doubtful: bool = False
    #: What the agent was saying when it was interrupted, as far as it had been heard.
    interrupted: str | None = None
    #: The other party went on: this is the utterance before and more, nothing of the answer to that
    #: was heard, and no tool was used for it. It stands in its place: the one before was never said.
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence for the agent to speak."""

    text: str
    #: Nothing the other party says cuts it: notices, confirmations that must be heard.
    to_the_end: bool = False


@dataclass(frozen=True, slots=True)
class Did:
    """A tool was used; kept with the turn."""

    use: ToolUse


@dataclass(frozen=True, slots=True)
class StopRecording:
    """The other party does not want to be recorded: recorder off, and what was kept so far deleted."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call once everything said before has been heard."""

    reason: EndReason
    #: One sentence on what came of the call, for the owner.
    outcome: str | None = None


Act = Say | Did | StopRecording | HangUp


class Pause(StrEnum):
    """How finished a text sounds: how long a silence to wait before answering it."""

    COMPLETE = "complete"
    OPEN = "open"
    #: Digits, spelling or an address are being given: wait longest.
    CAPTURING = "capturing"


class Urgent(StrEnum):
    """What is acted on even while a notice is being spoken."""

    OPT_OUT = "opt_out"
    REFUSE_RECORDING = "refuse_recording"


class Dialogue(Protocol):
    """One conversation. Not shared between calls."""

    def opening(self) -> Sequence[Say]:
        """What follows the notices."""
        ...

    def pause_after(self, text: str) -> Pause:
        """How long to wait after this much has been said. Pure and quick: asked at every pause."""
        ...

    def urgent(self, text: str) -> Urgent | None:
        """Whether this must be acted on at once. Pure and quick."""
        ...

    def backchannel(self, text: str) -> bool:
        """Whether this only says "I am listening": mhm, okay, a cough read as nothing. Pure and quick."""
        ...

    def respond(self, heard: Heard) -> AsyncIterator[Act]:
        """The answer, sentence by sentence. Closed early when the agent is interrupted."""
        ...

    def silence(self, times: int) -> Sequence[Act]:
        """What to do after the first, second, … long silence in a row."""
        ...

    def outcome(self) -> str | None:
        """One sentence on what has come of the call so far, for the owner."""
        ...
