"""Many states let people be called to sell in fewer hours than the federal ones."""

from __future__ import annotations

from datetime import datetime

from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule
from dialora.compliance.spans import Span, clock
from dialora.compliance.windows import StateRow

_OPEN = passes("Every state in which the person may be lets them be called now.")


@rule(gate="G8", order=60, about=SALES, source="the states' laws on sales calls")
def state_hours(question: Question) -> Ruling | None:
    """The hours of every such state, in every zone in which the person may be."""
    if not question.reachable or not question.states:
        return None
    for row in question.bound_by:
        for local in question.local_times:
            hours = _hours(row, local, question)
            if hours is not None and not question.within(hours, local):
                opens, closes = clock(hours[0]), clock(hours[1])
                why = f"{row.name} lets people be called to sell between {opens} and {closes}."
                return denies_for_now("QUIET_HOURS_STATE", why, source=row.statute)
    return _OPEN


def _hours(row: StateRow, local: datetime, question: Question) -> Span | None:
    """Of that day; None where nobody is called at all on it, which is another law's to say."""
    if row.holiday_hours is not None and question.holiday(row.state, local.date()):
        return row.holiday_hours
    return row.days[local.weekday()]
