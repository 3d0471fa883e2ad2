"""A number whose holder pays for the call is never called."""

from __future__ import annotations

from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.numbering import is_toll_free
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule


@rule(gate="G2", order=20, about=OUTBOUND, source="47 USC 227(b)(1)(A)(iii): the called party is charged")
def toll_free_callee(question: Question) -> Ruling | None:
    """Freephone of any country."""
    number = question.number
    if number is not None and number.valid and is_toll_free(number, question.tables.npa):
        return denies("NUMBER_TOLL_FREE_CALLEE", "Whoever holds a toll-free number pays for the call.")
    return None
