"""A call, its turns, and the one state it ends in whatever order the carrier reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.domain.phone import PhoneNumber


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Line(StrEnum):
    """What the call came over."""

    PHONE = "phone"
    BROWSER = "browser"


class CallStatus(StrEnum):
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REFUSED = "refused"
    FAILED = "failed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELED = "canceled"

    @property
    def ended(self) -> bool:
        return self not in (CallStatus.RINGING, CallStatus.IN_PROGRESS)


class EndReason(StrEnum):
    """Why a call ended, for the owner and for the record."""

    CALLER_HUNG_UP = "caller_hung_up"
    GOODBYE = "goodbye"
    OPTED_OUT = "opted_out"
    SILENCE = "silence"
    MAX_DURATION = "max_duration"
    TRANSFERRED = "transferred"
    #: One of the business's own people ended it.
    ENDED_BY_MEMBER = "ended_by_member"
    POLICY = "policy"
    NUMBER_UNKNOWN = "number_unknown"
    NO_AGENT = "no_agent"
    AT_CAPACITY = "at_capacity"
    #: The process that held it was stopped, and the caller told.
    MAINTENANCE = "maintenance"
    #: The caller, or all callers of the account, called more often than is allowed.
    TOO_MANY_CALLS = "too_many_calls"
    NOT_CONNECTED = "not_connected"
    #: We called, and nobody took the call: its status says why.
    NOT_REACHED = "not_reached"
    #: We meant to call, and the carrier did not.
    NOT_PLACED = "not_placed"
    #: We called, and it was taken back before anybody answered.
    WITHDRAWN = "withdrawn"
    ANSWERING_MACHINE = "answering_machine"
    #: It was not a good time for the one we called.
    NOT_NOW = "not_now"
    #: Somebody else answered than we meant to call.
    WRONG_NUMBER = "wrong_number"
    #: Asked for with a test key: decided on, and not dialled.
    TEST_KEY = "test_key"
    PROCESS_LOST = "process_lost"
    LINE_LOST = "line_lost"
    ERROR = "error"


class RecordingState(StrEnum):
    """What became of the recording. Only KEPT has audio and text."""

    NOT_WANTED = "not_wanted"
    AWAITING = "awaiting"
    KEPT = "kept"
    REFUSED = "refused"
    #: It was kept once: its days are over, or the person was forgotten.
    ERASED = "erased"


class CallResult(StrEnum):
    """What came of an ended call, as the owner sorts calls."""

    BOOKED = "booked"
    MESSAGE = "message"
    TRANSFERRED = "transferred"
    #: Talked with, and nothing left behind.
    ANSWERED = "answered"
    OPTED_OUT = "opted_out"
    MISSED = "missed"
    LOST = "lost"
    REFUSED = "refused"


class CallLength(StrEnum):
    """How long a call took, roughly: under 30 seconds, under 2 minutes, under 10 minutes, longer."""

    MOMENTS = "moments"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call from first ring to last word."""

    id: str
    account_id: str
    agent_id: str | None
    agent_version: int | None
    direction: Direction
    line: Line
    #: Ours; None for a browser call.
    number: PhoneNumber | None
    #: The other party's; None where withheld or in a browser.
    peer: PhoneNumber | None
    #: A call by its own people to try the agent.
    test: bool
    status: CallStatus
    end_reason: EndReason | None
    decision_id: str | None
    carrier_call_id: str | None
    recording: RecordingState
    #: One sentence for the owner: "Booked cleaning, Thu 26 Nov 15:00".
    outcome: str | None
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    #: The process that holds the audio; it is believed as long as its own lease runs.
    process_id: str | None
    #: No line was free: it only takes a message.
    takes_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Where the time went between the caller's last sound and the agent's first, in milliseconds."""

    endpoint_ms: int
    stt_ms: int
    dialogue_ms: int
    first_audio_ms: int

    @property
    def total_ms(self) -> int:
        return self.endpoint_ms + self.stt_ms + self.dialogue_ms + self.first_audio_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """What the agent did between hearing and answering."""

    tool: str
    ok: bool
    took_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange: what the caller said, then what the agent said. Times are from the call's start.

    Texts are empty where the decision forbids keeping them.
    """

    index: int
    caller_text: str
    #: None where nobody spoke first: the greeting, a prompt after silence.
    caller_start_ms: int | None
    caller_end_ms: int | None
    #: What the agent meant to say, and what had been played when it stopped.
    agent_text: str
    agent_heard_text: str
    agent_start_ms: int | None
    agent_end_ms: int | None
    interrupted: bool
    latency: Latency | None
    tools: tuple[ToolUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTally:
    """What is counted of a call once it has ended."""

    booked: bool
    left_message: bool
    #: Answers whose wait was measured, and those among them that came within the budget.
    answers: int
    answers_in_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenNotice:
    """Proof that a notice was given: what was said, when, and the hash of the audio that was sent."""

    kind: str
    text: str
    language: str
    start_ms: int
    end_ms: int
    audio_sha256: str


#: How a later report may move an earlier state. An ended call keeps its first end, so that
#: doubled and reordered reports change nothing.
def advance(now: CallStatus, reported: CallStatus) -> CallStatus:
    """The state after a report, whatever order reports arrive in."""
    if now.ended or reported is CallStatus.RINGING:
        return now
    return reported
