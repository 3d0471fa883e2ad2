"""Emergencies that a state has declared: while one lasts, some states let nobody sell by telephone there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dialora.domain.errors import Invalid
from dialora.domain.places import STATES

#: States declare for a month or a few; longer ones are declared again.
LONGEST: Final = timedelta(days=366)
LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEmergency:
    """As the operator has put it down, for every account. It is ended by a mark, and never altered."""

    id: str
    #: Two letters.
    state: str
    #: What was declared and where it can be read.
    reason: str
    from_at: datetime
    until: datetime
    declared_at: datetime
    declared_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None
    end_reason: str | None = None


def check_emergency(it: DeclaredEmergency) -> None:
    """Raises Invalid."""
    if it.state not in STATES:
        raise Invalid("Name the state by its two letters: NY.", field="state", code="state_unknown")
    if not it.from_at < it.until <= it.from_at + LONGEST:
        raise Invalid(
            "An emergency ends after it begins, and within a year.", field="until", code="emergency_invalid"
        )
    if not it.reason.strip() or len(it.reason) > LONGEST_REASON or not it.reason.isprintable():
        raise Invalid(
            f"Say what was declared, in 1 to {LONGEST_REASON} characters.",
            field="reason",
            code="emergency_invalid",
        )
