"""Only countries whose law we have read are called, and to sell only where that is allowed at all."""

from __future__ import annotations

from dialora.compliance.countries import Outbound
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_AT_HOME = passes("The number is in the United States, whose states have rules of their own.")


@rule(gate="G2", order=50, about=OUTBOUND, source="platform: countries without a reviewed row stay closed")
def country_open(question: Question) -> Ruling | None:
    """Asked for numbers that exist."""
    if not question.reachable:
        return None
    row = question.country
    if row is None:
        return _AT_HOME
    name = row.name if row.country != "*" else "This country"
    if row.outbound is Outbound.DENY_ALL_OUTBOUND:
        return denies("COUNTRY_BLOCKED", f"{name} may not be called from here.", source=row.source)
    if question.sale and row.outbound is Outbound.DENY_TELEMARKETING:
        why = f"{name} may not be called to sell."
        return denies("COUNTRY_TELEMARKETING_BLOCKED", why, source=row.source)
    return passes(f"{row.name} may be called for this.", source=row.source)
