"""An account calls only where it has said that it wants to call."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_ALLOWED = passes("The account calls into this country.")


@rule(gate="G3a", order=20, about=OUTBOUND, source="platform: toll fraud (C31)")
def destination_allowed(question: Question) -> Ruling:
    """Its own list of countries."""
    if not known(question.facts.destination_allowed, "whether the account calls there"):
        return denies("DESTINATION_NOT_ALLOWED", "The account has not opened calls to this country.")
    return _ALLOWED
