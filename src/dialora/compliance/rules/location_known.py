"""Nobody is called whose time of day nobody knows."""

from __future__ import annotations

from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule


@rule(
    gate="G8",
    order=10,
    about=OUTREACH,
    source="47 CFR 64.1200(c)(1): local time at the called party's location",
)
def location_known(question: Question) -> Ruling | None:
    """Area code, address book and ZIP together name no time zone."""
    if question.reachable and not question.zones:
        return denies("LOCATION_UNKNOWN", "Nobody knows what time it is where the person is.")
    return None
