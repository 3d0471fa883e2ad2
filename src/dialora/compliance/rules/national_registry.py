"""Numbers on the national do-not-call list are not called to sell, but with a written consent or to a recent
customer."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_ABSENT = passes("The number is not on the national do-not-call list.")
_LIFTED = passes("The number is on the national list, and its holder is a recent customer.")


@rule(gate="G6", order=20, about=SALES, source="47 CFR 64.1200(c)(2), (f)(5)")
def national_registry(question: Question) -> Ruling | None:
    """A business relationship lifts this list and no other."""
    if question.resting.written:
        return None
    if not known(question.facts.dnc, "the do-not-call lists").national:
        return _ABSENT
    if question.relationship.valid:
        return _LIFTED
    return denies("DNC_NATIONAL_LISTED", "The number is on the national do-not-call list.")
