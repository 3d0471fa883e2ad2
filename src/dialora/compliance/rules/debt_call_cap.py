"""Whoever owes money is called about a debt seven times in seven days at most, and not for seven days after a
conversation about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dialora.compliance.facts import AttemptFacts
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, rule


@rule(gate="G9", order=40, about=OUTREACH, source="12 CFR 1006.14(b)(2)")
def debt_call_cap(question: Question) -> Ruling | None:
    """Counted debt by debt; where the call names none, every debt counts that its subject may mean."""
    limits = question.tables.limits
    attempts = _about_debts(question)
    if not attempts:
        return None
    days = limits.debt_within.days
    if any(attempt.answered for attempt in attempts):
        why = f"After a conversation about a debt, nobody calls about it for {days} days."
        return denies_for_now("FREQ_CAP_DEBT", why)
    often = max(Counter(attempt.debt_id for attempt in attempts).values())
    if often >= limits.debt_calls:
        why = f"Nobody is called about a debt more than {limits.debt_calls} times in {days} days."
        return denies_for_now("FREQ_CAP_DEBT", why)
    return None


def _about_debts(question: Question) -> Sequence[AttemptFacts]:
    debt, subject = question.intent.debt_id, question.intent.subject
    recent = question.attempts(question.tables.limits.debt_within)
    about = [attempt for attempt in recent if attempt.debt_id is not None]
    if debt is not None:
        return [attempt for attempt in about if attempt.debt_id == debt]
    return [attempt for attempt in about if subject is None or attempt.subject in (None, subject)]
