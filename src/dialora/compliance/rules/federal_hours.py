"""Nobody in the United States is called to sell before eight in the morning or from nine in the evening."""

from __future__ import annotations

from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule
from dialora.compliance.spans import clock

_OPEN = passes("It is daytime wherever the person may be.")


@rule(gate="G8", order=20, about=SALES, source="47 CFR 64.1200(c)(1); 16 CFR 310.4(c)")
def federal_hours(question: Question) -> Ruling | None:
    """In every zone in which the person may be."""
    if not question.reachable or not question.united_states or not question.zones:
        return None
    opens, closes = question.tables.limits.open
    if question.is_open(((opens, closes),)):
        return _OPEN
    why = f"Sales calls ring between {clock(opens)} and {clock(closes)}, wherever the person may be."
    return denies_for_now("QUIET_HOURS_FEDERAL", why)
