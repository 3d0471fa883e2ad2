"""A campaign that leaves too many people with silence is stopped."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_FEW = passes("The campaign leaves hardly anybody with silence.")


@rule(gate="G10", order=10, about=OUTREACH, source="47 CFR 64.1200(a)(7)")
def abandonment(question: Question) -> Ruling:
    """Exactly the share that the law names is still allowed."""
    campaign = known(question.facts.campaign, "the campaign")
    share = known(campaign.abandon_rate_30d, "how many calls of the campaign were abandoned")
    most = question.tables.limits.abandoned_share
    if share > most:
        why = f"More than {most:.0%} of the campaign's answered calls were silent."
        return denies("ABANDON_RATE_EXCEEDED", why)
    return _FEW
