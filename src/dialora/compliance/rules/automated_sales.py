"""Some states want more than a written consent before a machine may call to sell."""

from __future__ import annotations

from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule
from dialora.compliance.windows import AutomatedSales, StateRow

_ENOUGH = passes("No state asks for more than a written consent.")


@rule(gate="G7", order=20, about=SALES, source="the states' laws on automated calls")
def automated_sales(question: Question) -> Ruling | None:
    """Calls with an artificial voice; texts and people are not meant."""
    if not question.reachable or not question.artificial:
        return None
    for row in question.states:
        why = _lacking(row, question)
        if why is not None:
            return denies("STATE_AUTOMATED_PROHIBITED", why, source=row.statute)
    return _ENOUGH


def _lacking(row: StateRow, question: Question) -> str | None:
    if row.automated_sales is AutomatedSales.ASKED_FOR:
        record = question.resting.record
        if record is None or not record.consumer_initiated:
            return f"In {row.name} a machine may call to sell only if the person asked for the call."
    if row.automated_sales is AutomatedSales.RELATIONSHIP and not question.relationship.valid:
        return f"In {row.name} a machine may call to sell only to recent customers."
    return None
