"""Only a number that the carrier has proved to be this account's speaks for it (policy clauses C12, C14)."""

from __future__ import annotations

from dialora.compliance.facts import NumberFacts, known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule
from dialora.domain.calls import Line
from dialora.domain.numbers import Ownership

_OURS = passes("The number is this account's.")


@rule(gate="G3", order=10, source="47 USC 227(e); 47 CFR 64.1604; acceptable use policy (C12, C14)")
def number_ownership(question: Question) -> Ruling | None:
    """Not asked for a browser call, which has no number."""
    if question.intent.line is Line.BROWSER:
        return None
    number = question.our_number
    if number is None:
        return denies("CALLER_ID_NOT_OWNED", "No number of this account is in the call.")
    if known(number.account_id, "whose number it is") != question.intent.account_id:
        return denies("CALLER_ID_NOT_OWNED", "The number belongs to another account.")
    if known(number.ownership, "whether the number is ours") is Ownership.NONE:
        return denies("CALLER_ID_NOT_OWNED", "The carrier has not shown that the number is this account's.")
    if question.kind in OUTBOUND and _is_theirs(question, number):
        return denies("CALLER_ID_NOT_OWNED", "Nobody is called from what looks like their own number.")
    return _OURS


def _is_theirs(question: Question, number: NumberFacts) -> bool:
    return known(number.number, "which number calls") == question.intent.peer
