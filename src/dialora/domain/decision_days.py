"""What is counted of the decisions of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCount:
    """Decisions of one day that came out alike, for one purpose. The day is the one it was where the business
    is."""

    day: date
    #: "informational", "telemarketing", "emergency", "transfer", "inbound".
    purpose: str
    #: "allow", "allow_with_conditions", "deny".
    decision: str
    reason: str
    decisions: int

    @property
    def denied(self) -> bool:
        return self.decision == "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDay:
    """Consents written down on one day, and those taken back."""

    day: date
    granted: int = 0
    withdrawn: int = 0
