"""An account spends no more than it said it would."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_BELOW = passes("The account has not spent what it may spend.")


@rule(gate="G9", order=60, about=OUTREACH, source="platform: toll fraud (C31)")
def spend_cap(question: Question) -> Ruling:
    """Until somebody of the account raises it."""
    if known(question.account.spend_cap_reached, "what the account has spent"):
        return denies("SPEND_CAP", "The account has spent what it may spend on calls.")
    return _BELOW
