"""Some states let the same person be called to sell only so often."""

from __future__ import annotations

from datetime import timedelta

from dialora.compliance.intent import CallPurpose
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, rule
from dialora.compliance.windows import StateCap

_SOURCE = "Fla. Stat. 501.616; Md. Code, Com. Law 14-4502; 15 O.S. 775C; ORS 646A; 10 M.R.S. 1498"


@rule(gate="G9", order=20, about=SALES, source=_SOURCE)
def state_call_caps(question: Question) -> Ruling | None:
    """Every attempt counts, answered or not, from any number of the account."""
    if not question.reachable:
        return None
    for row in question.states:
        cap = row.cap
        if cap is not None and _binds(cap, question) and _count(cap, question) >= cap.calls:
            hours = cap.within // timedelta(hours=1)
            times = "once" if cap.calls == 1 else f"{cap.calls} times"
            why = f"{row.name} lets the same person be called to sell {times} in {hours} hours."
            return denies_for_now("FREQ_CAP_STATE", why, source=row.statute)
    return None


def _binds(cap: StateCap, question: Question) -> bool:
    if cap.automated_only and not question.automated:
        return False
    return not (cap.relationship_lifts and question.relationship.by_transaction)


def _count(cap: StateCap, question: Question) -> int:
    attempts = question.attempts(cap.within, CallPurpose.TELEMARKETING)
    subject = question.intent.subject
    if not cap.same_subject or subject is None:
        return len(attempts)
    # An attempt about nothing in particular counts as one about the same.
    return sum(attempt.subject in (None, subject) for attempt in attempts)
