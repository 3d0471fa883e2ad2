"""What happens in a call while it runs, as those who watch it are told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialora.domain.calls import EndReason, RecordingState, SpokenNotice, Turn


class LiveKind(StrEnum):
    STARTED = "started"
    #: The caller's words; not final while they are still being understood.
    CALLER = "caller"
    #: A sentence of the agent begins to be heard.
    AGENT = "agent"
    #: Who is speaking changed.
    STATE = "state"
    #: An exchange is over and on record. Without its turn it was too large to be told: load it.
    TURN = "turn"
    NOTICE = "notice"
    #: What became of the recording; refused, every word shown before is to be forgotten.
    RECORDING = "recording"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEvent:
    """One thing that happened. Words only of a call that may be kept."""

    call_id: str
    #: Rises within a call.
    seq: int
    kind: LiveKind
    #: Since the call's sound began.
    at_ms: int
    text: str = ""
    final: bool = True
    caller_speaks: bool = False
    agent_speaks: bool = False
    turn: Turn | None = None
    notice: SpokenNotice | None = None
    recording: RecordingState | None = None
    reason: EndReason | None = None

    @property
    def id(self) -> str:
        """Its name among all events of the account."""
        return f"{self.call_id}.{self.seq}"
