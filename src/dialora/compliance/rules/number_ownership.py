"""Only a number that the carrier has proved to be this account's speaks for it (policy clauses C12, C14)."""

from __future__ import annotations

from dialora.compliance.facts import Facts, known
from dialora.compliance.intent import CallIntent
from dialora.compliance.places import Tables
from dialora.compliance.rule import Ruling, denies, passes, rule
from dialora.domain.calls import Line
from dialora.domain.numbers import Ownership


@rule(gate="G3", order=10, source="47 USC 227(e); 47 CFR 64.1604; acceptable use policy (C12, C14)")
def number_ownership(intent: CallIntent, facts: Facts, tables: Tables) -> Ruling | None:
    """Not asked for a browser call, which has no number."""
    if intent.line is Line.BROWSER:
        return None
    number = known(facts.number, "our number")
    if number is None:
        return denies("CALLER_ID_NOT_OWNED", "No number of this account was called.")
    if known(number.account_id, "whose number it is") != intent.account_id:
        return denies("CALLER_ID_NOT_OWNED", "The number that was called belongs to another account.")
    if known(number.ownership, "whether the number is ours") is Ownership.NONE:
        return denies("CALLER_ID_NOT_OWNED", "The carrier has not shown that the number is this account's.")
    return passes("The number that was called is this account's.")
