"""Who sells without a written consent has looked through a fresh copy of the national list."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_FRESH = passes("The national list was looked through lately.")


@rule(gate="G6", order=10, about=SALES, source="47 CFR 64.1200(c)(2)(i)(D)")
def registry_freshness(question: Question) -> Ruling | None:
    """A copy of unknown age is too old."""
    if question.resting.written:
        return None
    age, most = (
        known(question.facts.dnc, "the do-not-call lists").scrub_age_days,
        question.tables.limits.registry_days,
    )
    if age is None or age > most:
        return denies(
            "DNC_SCRUB_STALE", f"The copy of the national do-not-call list is older than {most} days."
        )
    return _FRESH
