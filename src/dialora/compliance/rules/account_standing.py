"""A suspended or terminated account has no calls, in either direction (policy clause C2)."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule
from dialora.domain.accounts import Standing

_STOPPED = frozenset({Standing.SUSPENDED, Standing.TERMINATED})


@rule(gate="G1", order=10, source="acceptable use policy, suspension and termination (C2)")
def account_standing(question: Question) -> Ruling:
    """A warning changes nothing; a restriction stops outgoing calls only."""
    standing = known(question.account.standing, "how the account stands")
    if standing in _STOPPED:
        return denies("TENANT_SUSPENDED", f"The account is {standing.value}.")
    return passes(f"The account is {standing.value}.")
