"""One attempt to reach somebody by telephone: asked for, decided on, posted to the carrier at most once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from dialora.domain.calls import CallStatus
from dialora.domain.errors import Conflict
from dialora.domain.phone import PhoneNumber

#: How old a decision may be when the carrier is asked.
CLEARANCE_LIFETIME: Final = timedelta(seconds=5)


class AttemptState(StrEnum):
    QUEUED = "queued"
    #: Decided on, and about to be posted; whoever finds it here later must not post it.
    POSTING = "posting"
    #: Posted perhaps: the carrier is asked what it knows.
    UNKNOWN = "unknown"
    DIALING = "dialing"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"
    REFUSED = "refused"

    @property
    def over(self) -> bool:
        return self not in _UNDERWAY

    @property
    def at_the_carrier(self) -> bool:
        """The carrier has it, and nobody has answered yet."""
        return self in (AttemptState.DIALING, AttemptState.RINGING)


#: In the order in which they are reached.
_UNDERWAY: Final = (
    AttemptState.QUEUED,
    AttemptState.POSTING,
    AttemptState.UNKNOWN,
    AttemptState.DIALING,
    AttemptState.RINGING,
    AttemptState.ANSWERED,
)

#: How an attempt's call ends with it.
CALL_STATUS: Final = {
    AttemptState.COMPLETED: CallStatus.COMPLETED,
    AttemptState.BUSY: CallStatus.BUSY,
    AttemptState.NO_ANSWER: CallStatus.NO_ANSWER,
    AttemptState.FAILED: CallStatus.FAILED,
    AttemptState.CANCELED: CallStatus.CANCELED,
    AttemptState.REFUSED: CallStatus.REFUSED,
}

#: Of an attempt that failed: the carrier never had it, as far as it says.
NOT_PLACED: Final = "not_placed"


class AttemptPurpose(StrEnum):
    """Why somebody is called; the strictest that is true of the call."""

    INFORMATIONAL = "informational"
    TELEMARKETING = "telemarketing"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The attempt behind one outgoing call."""

    id: str
    account_id: str
    call_id: str
    #: What the called number is looked up and locked by.
    number_hash: bytes
    #: The called number itself, sealed at rest. None once the person was forgotten: that is over.
    number: PhoneNumber | None
    purpose: AttemptPurpose
    #: What several calls about one matter have in common; caps count by it.
    subject: str | None
    #: What the person is told the call is about, sealed at rest.
    about: str
    agent_id: str
    agent_version: int
    #: Our number that is shown; None where the account had none to show.
    number_id: str | None
    state: AttemptState
    #: What the carrier, or we, gave as the reason why it came to nothing.
    problem: str | None
    decision_id: str | None
    #: When the decision was made that it may be posted on.
    cleared_at: datetime | None
    carrier_call_id: str | None
    idempotency_key: str | None
    #: A key or a member, by its id.
    asked_by: str
    #: Asked for with a test key: decided on, and never posted.
    test: bool
    created_at: datetime
    #: It is not wanted any more: whoever has it ends it.
    cancel_asked_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    #: The debt it is about, in the account's own word.
    debt_id: str | None = None
    #: When the person asked to be called.
    callback_at: datetime | None = None

    @property
    def callee(self) -> PhoneNumber:
        """Whom to call. Raises Conflict once they were forgotten."""
        if self.number is None:
            raise Conflict("The person of this attempt was forgotten.", code="person_forgotten")
        return self.number


def advance(now: AttemptState, reported: AttemptState) -> AttemptState:
    """The state after a report, whatever order reports arrive in: the first end counts."""
    if now.over:
        return now
    if reported.over or _UNDERWAY.index(reported) > _UNDERWAY.index(now):
        return reported
    return now


def reported(attempt: Attempt, state: AttemptState, carrier_call_id: str, at: datetime) -> Attempt:
    """The attempt after the carrier's word on it. What was given up as never placed, and is spoken of after
    all, was placed."""
    if attempt.state is AttemptState.FAILED and attempt.problem == NOT_PLACED:
        attempt = replace(attempt, state=AttemptState.UNKNOWN, problem=None, ended_at=None)
    state = advance(attempt.state, state)
    answered = state is AttemptState.ANSWERED and attempt.answered_at is None
    return replace(
        attempt,
        state=state,
        carrier_call_id=attempt.carrier_call_id or carrier_call_id,
        answered_at=at if answered else attempt.answered_at,
        ended_at=attempt.ended_at or (at if state.over else None),
    )
