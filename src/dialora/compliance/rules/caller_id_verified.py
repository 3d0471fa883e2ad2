"""Who is called sees a number whose proof the carrier still has (policy clause C14)."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_VERIFIED = passes("The carrier vouches for the number.")


@rule(
    gate="G3",
    order=20,
    about=OUTBOUND,
    source="47 USC 227(e); 47 CFR 64.1604, 64.1601(e); acceptable use policy",
)
def caller_id_verified(question: Question) -> Ruling | None:
    """Where there is a number at all."""
    number = question.our_number
    if number is None:
        return None
    if not known(number.verified, "whether the number is verified"):
        return denies("CALLER_ID_UNVERIFIED", "The carrier does not vouch for the number at the moment.")
    return _VERIFIED
