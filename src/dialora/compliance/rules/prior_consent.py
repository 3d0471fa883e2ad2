"""Nobody is called or texted who has not agreed to it: in writing where an artificial voice sells."""

from __future__ import annotations

from dialora.compliance.consents import Basis
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, denies_for_now, passes, rule

_SOURCE = "47 USC 227(b)(1)(A)(iii), (B); 47 CFR 64.1200(a)(1)-(3), (a)(10), (f)(5), (f)(9); 16 CFR 310.5"

_WHY = {
    "CONSENT_MISSING": "Nobody has recorded that the person agrees to such a call.",
    "CONSENT_NUMBER_MISMATCH": "The person agreed for another number.",
    "CONSENT_SELLER_MISMATCH": "The person agreed to calls of another business.",
    "CONSENT_REVOKED": "The person took the agreement back.",
    "CONSENT_NOT_YET_VALID": "The agreement is not valid yet.",
    "CONSENT_SCOPE_INSUFFICIENT": "The person agreed to something else than this call.",
    "CONSENT_NOT_WRITTEN": "To sell like this, the person must have agreed in writing.",
    "CONSENT_EVIDENCE_INCOMPLETE": "The proof of the agreement is incomplete.",
    "EBR_EXPIRED": "The person has not dealt with the business for too long.",
}
_ON = {
    Basis.RECORD: passes("The person agreed to such calls, and the record is complete."),
    Basis.RELATIONSHIP: passes("The person is a recent customer, and a human is calling."),
    Basis.EXEMPTION: passes("A landline may be informed a few times without consent."),
}


@rule(gate="G5", order=10, about=OUTREACH, source=_SOURCE)
def prior_consent(question: Question) -> Ruling:
    """A record that covers the call; for people who call, a business relationship may do."""
    resting = question.resting
    if resting.reason is None:
        return _ON[resting.basis]
    if resting.reason == "CONSENT_NOT_YET_VALID":
        return denies_for_now(resting.reason, _WHY[resting.reason])
    return denies(resting.reason, _WHY[resting.reason])
