"""Some states stop sales calls while an emergency is declared there."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_NONE = passes("No state stops sales calls for an emergency.")


@rule(gate="G7", order=10, about=SALES, source="N.Y. Gen. Bus. Law 399-z; LPSC General Order R-29617")
def declared_emergency(question: Question) -> Ruling | None:
    """Any declared emergency, where the state's own law may ask for more."""
    if not question.reachable:
        return None
    declared = known(question.facts.emergencies, "where an emergency is declared")
    for row in question.states:
        if row.emergency_ban and row.state in declared:
            why = f"{row.name} stops sales calls while its emergency lasts."
            return denies("STATE_EMERGENCY_BAN", why, source=row.statute)
    return _NONE
