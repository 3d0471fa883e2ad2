"""Whoever asked this business, or the operator, not to be called is not called, for ever."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_ABSENT = passes("The person is not on the account's do-not-call list.")


@rule(gate="G4", order=10, about=OUTREACH, source="47 CFR 64.1200(d)(3), (d)(6)")
def internal_do_not_call(question: Question) -> Ruling:
    """At once, where the law grants ten days."""
    if known(question.facts.dnc, "the do-not-call lists").internal:
        return denies("INTERNAL_DNC", "The person asked not to be called by this business.")
    return _ABSENT
