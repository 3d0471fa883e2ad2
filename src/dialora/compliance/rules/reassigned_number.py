"""A consent does not move with a number to its next holder."""

from __future__ import annotations

from datetime import UTC

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_NOT_SEEN = passes("The number was not given up since the consent.")


@rule(gate="G4", order=30, about=OUTREACH, source="47 CFR 64.1200(m); reassigned numbers database")
def reassigned_number(question: Question) -> Ruling | None:
    """Given up on the day of the consent, or later."""
    given_up = known(question.facts.reassigned_on, "whether the number has a new holder")
    resting = question.resting
    record = resting.record or resting.newest
    if record is None:
        return None
    if given_up is not None and given_up >= record.obtained_at.astimezone(UTC).date():
        why = f"The number was given up on {given_up.isoformat()}: its holder may be somebody else now."
        return denies("NUMBER_REASSIGNED", why)
    return _NOT_SEEN
