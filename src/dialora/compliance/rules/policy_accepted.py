"""Who calls out has accepted the acceptable use policy."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_ACCEPTED = passes("The account has accepted the policy.")


@rule(gate="G1a", order=10, about=OUTBOUND, source="acceptable use policy")
def policy_accepted(question: Question) -> Ruling:
    """Its version in force."""
    if not known(question.account.policy_accepted, "whether the policy was accepted"):
        return denies("POLICY_NOT_ACCEPTED", "Nobody of the account has accepted the policy yet.")
    return _ACCEPTED
