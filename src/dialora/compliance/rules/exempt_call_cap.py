"""A landline that is informed without consent is called a few times a month at most."""

from __future__ import annotations

from dialora.compliance.intent import CallPurpose
from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule

_FEW = passes("The landline was not called too often.")


@rule(gate="G9", order=10, about=frozenset({Kind.INFORMATION}), source="47 CFR 64.1200(a)(3)(ii)-(iv)")
def exempt_call_cap(question: Question) -> Ruling | None:
    """Asked where the call rests on that exemption."""
    if not question.exempt:
        return None
    limits = question.tables.limits
    calls = question.attempts(limits.exempt_within, CallPurpose.INFORMATIONAL)
    if len(calls) >= limits.exempt_calls:
        days = limits.exempt_within.days
        why = f"A landline may be informed without consent {limits.exempt_calls} times in {days} days."
        return denies_for_now("FREQ_CAP_EXEMPT_INFO", why)
    return _FEW
