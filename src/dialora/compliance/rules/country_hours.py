"""Abroad, nobody is called outside the country's own hours, whatever for."""

from __future__ import annotations

from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule


@rule(gate="G8", order=70, about=OUTREACH, source="the countries' laws and practice on calling hours")
def country_hours(question: Question) -> Ruling | None:
    """In every zone in which the person may be."""
    row = question.country
    if not question.reachable or row is None:
        return None
    for local in question.local_times:
        spans = row.days[local.weekday()]
        if spans and not any(question.within(span, local) for span in spans):
            why = f"It is outside the hours in which people are called in {row.name}."
            return denies_for_now("QUIET_HOURS_COUNTRY", why, source=row.source)
    return passes(f"It is within the hours of {row.name}.", source=row.source)
