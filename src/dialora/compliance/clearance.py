"""Permission to go on with one call: only the gate makes one, and nothing is dialled or answered without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.compliance.decision import Decision
from dialora.compliance.intent import CallIntent


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """Proof that the gate allowed this call; the decision is already in the ledger."""

    account_id: str
    decision_id: str
    decision: Decision
    #: What was asked for, and nothing else.
    intent: CallIntent
    #: When it was decided: a carrier is asked within seconds of this, or not at all.
    at: datetime
