"""A paused campaign calls nobody."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule


@rule(gate="G10", order=20, about=OUTREACH, source="acceptable use policy, review of campaigns")
def campaign_paused(question: Question) -> Ruling | None:
    """Whoever paused it."""
    if known(known(question.facts.campaign, "the campaign").paused, "whether the campaign is paused"):
        return denies("CAMPAIGN_PAUSED", "The campaign is paused.")
    return None
