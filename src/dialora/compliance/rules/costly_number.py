"""Premium and personal numbers are never called: calls to them cost more than a call."""

from __future__ import annotations

from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.numbering import is_premium
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule


@rule(gate="G2", order=30, about=OUTBOUND, source="acceptable use policy (C31); platform: toll fraud")
def costly_number(question: Question) -> Ruling | None:
    """900 numbers, 976 exchanges, 5XX personal numbers, and their like abroad."""
    number = question.number
    if number is not None and number.valid and is_premium(number, question.tables.npa):
        return denies("NUMBER_TYPE_FORBIDDEN", "Calls to premium and personal numbers are not made.")
    return None
