"""Nobody is called to sell more than a few times a day, in any state and from all numbers together."""

from __future__ import annotations

from datetime import timedelta

from dialora.compliance.intent import CallPurpose
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule

_FEW = passes("The person was not called too often.")


@rule(gate="G9", order=30, about=SALES, source="platform: the strictest state's limit holds everywhere")
def sales_call_cap(question: Question) -> Ruling:
    """Unanswered attempts count; what is exactly as old as the limit does not."""
    limits = question.tables.limits
    if len(question.attempts(limits.sales_within, CallPurpose.TELEMARKETING)) >= limits.sales_calls:
        hours = limits.sales_within // timedelta(hours=1)
        why = f"Nobody is called to sell more than {limits.sales_calls} times in {hours} hours."
        return denies_for_now("FREQ_CAP_PLATFORM", why)
    return _FEW
