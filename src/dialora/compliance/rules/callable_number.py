"""What is called is a telephone number that exists, and no emergency service."""

from __future__ import annotations

from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_EXISTS = passes("The number exists.")


@rule(gate="G2", order=10, about=OUTBOUND, source="47 USC 227(b)(1)(A)(i); 47 CFR 64.1200(a)(1)(i)")
def callable_number(question: Question) -> Ruling:
    """Emergency services first: nothing else counts with them."""
    written = question.intent.written
    if written is not None and _digits(written) in question.tables.limits.short_numbers:
        return denies("NUMBER_TYPE_FORBIDDEN", "Emergency services are never called by an agent.")
    if not question.reachable:
        return denies("NUMBER_INVALID", "No such number is given out to anybody.")
    return _EXISTS


def _digits(written: str) -> str:
    return "".join(letter for letter in written if letter.isdigit())
