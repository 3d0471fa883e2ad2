"""A number calls out only once whoever calls it back is answered and can opt out."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_READY = passes("Whoever calls the number back is answered.")


@rule(gate="G3a", order=10, about=OUTBOUND, source="47 CFR 64.1601(e)(1); 64.1200(b)(2)")
def number_ready(question: Question) -> Ruling | None:
    """Where there is a number at all."""
    number = question.our_number
    if number is None:
        return None
    if not known(number.ready, "whether the number is set up"):
        return denies(
            "NUMBER_NOT_READY", "The number is not set up yet: calls back to it would not be answered."
        )
    return _READY
