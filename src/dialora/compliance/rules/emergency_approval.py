"""Emergency calls are for accounts that were approved for them; the gates about consent and time are not
asked then."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_APPROVED = passes("The account is approved for emergencies, which need no consent.")


@rule(
    gate="G3b",
    order=10,
    about=frozenset({Kind.EMERGENCY}),
    source="47 CFR 64.1200(f)(4); acceptable use policy",
)
def emergency_approval(question: Question) -> Ruling:
    """Health and safety of consumers, and nothing else."""
    if not known(question.account.emergency_approved, "whether the account is approved for emergencies"):
        return denies("PURPOSE_NOT_APPROVED", "The account is not approved for emergency calls.")
    return _APPROVED
