"""Whoever said "not today" is not called again today."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule

_NOT_REFUSED = passes("The person has not refused a call today.")


@rule(gate="G9", order=50, about=OUTREACH, source="platform: no second call on the day of a refusal")
def cool_off(question: Question) -> Ruling:
    """Tomorrow is another day."""
    if known(question.facts.refused_today, "whether the person refused a call today"):
        return denies_for_now("COOL_OFF", "The person refused a call today.")
    return _NOT_REFUSED
