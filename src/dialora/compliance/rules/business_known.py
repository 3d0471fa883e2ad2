"""Nobody calls out before we know who the business is (know your customer)."""

from __future__ import annotations

from dialora.compliance.facts import Kyc, known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_KNOWN = passes("We know who the business is.")


@rule(gate="G1", order=30, about=OUTBOUND, source="47 CFR 64.1200(n)(1); acceptable use policy")
def business_known(question: Question) -> Ruling:
    """Neither a pending nor a failed check will do."""
    if known(question.account.kyc, "whether the business was checked") is not Kyc.VERIFIED:
        return denies("TENANT_KYC_INCOMPLETE", "We do not know yet who stands behind this business.")
    return _KNOWN
