"""A restricted account answers calls and makes none (policy clause C2)."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule
from dialora.domain.accounts import Standing


@rule(gate="G1", order=20, about=OUTBOUND, source="acceptable use policy, enforcement, step 1 (C2)")
def account_restriction(question: Question) -> Ruling | None:
    """Its customers can still reach it."""
    if known(question.account.standing, "how the account stands") is Standing.RESTRICTED:
        return denies(
            "TENANT_RESTRICTED", "The account may not make outgoing calls until the matter is settled."
        )
    return None
