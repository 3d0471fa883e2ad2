"""What the turns are told, and what they decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from dialora.ports.dialogue import Pause, Urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an utterance was understood to say, and how that sounds to the dialogue."""

    text: str
    confidence: float = 0.0
    doubtful: bool = False
    pause: Pause = Pause.COMPLETE
    urgent: Urgent | None = None
    #: Only says "I am listening".
    backchannel: bool = False

    @property
    def nothing(self) -> bool:
        """A cough, a door, the wind."""
        return not self.text and not self.doubtful


class Hold(Enum):
    """How firmly the agent keeps the word."""

    NONE = auto()
    #: This sentence must be heard; what the caller says meanwhile is answered after it.
    SENTENCE = auto()
    #: The law wants it heard; what the caller says meanwhile is not a turn, urgent matters apart.
    NOTICE = auto()


@dataclass(frozen=True, slots=True)
class Read:
    """Ask for the text of the sound from start to end; `take` names the request."""

    take: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class EndTurn:
    """The caller has finished: answer."""

    reading: Reading
    start: float
    end: float
    #: Takes the place of the turn before, of whose answer nothing was heard.
    replaces: bool = False
    #: Said over the agent, which has fallen silent.
    interrupts: bool = False


@dataclass(frozen=True, slots=True)
class BargeIn:
    """Fall silent at once."""


@dataclass(frozen=True, slots=True)
class Resume:
    """It was nothing: go on from the last word heard."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The caller goes on: give up the answer that has not begun to sound."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """The turn seems over, but its text does not come."""


@dataclass(frozen=True, slots=True)
class BreakSilence:
    """Nobody has spoken for long, for the first, second, … time in a row."""

    times: int


@dataclass(frozen=True, slots=True)
class RefuseRecording:
    """Said during a notice, and acted on during it."""

    reading: Reading
    start: float
    end: float


Action = Read | EndTurn | BargeIn | Resume | Withdraw | Stalled | BreakSilence | RefuseRecording
