"""A caller is put through to a person: asked for, rung, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.domain.phone import PhoneNumber


class TransferState(StrEnum):
    #: The agent says so; the carrier has not been told yet.
    ASKED = "asked"
    RINGING = "ringing"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    #: The gate said no at the last moment, or the account had its transfers of the day.
    REFUSED = "refused"

    @property
    def over(self) -> bool:
        return self not in (TransferState.ASKED, TransferState.RINGING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """At most one of a call."""

    account_id: str
    call_id: str
    #: Whom to: a destination of the call's agent, as it is spoken and as it is dialled.
    name: str
    number: PhoneNumber
    state: TransferState
    #: The newest decision on it.
    decision_id: str
    asked_at: datetime
    #: When the carrier was first told to ring.
    rung_at: datetime | None
