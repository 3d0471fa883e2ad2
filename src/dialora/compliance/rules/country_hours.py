"""Abroad, nobody is called outside the country's own hours, whatever for."""

from __future__ import annotations

from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule


@rule(gate="G8", order=70, about=OUTREACH, source="the countries' laws and practice on calling hours")
def country_hours(question: Question) -> Ruling | None:
    """In every zone in which the person may be; that a whole day is closed is another law's to say."""
    row = question.country
    if not question.reachable or row is None or not question.zones:
        return None
    if not all(row.days[local.weekday()] for local in question.local_times):
        return None
    for local in question.local_times:
        if not any(question.within(span, local) for span in row.days[local.weekday()]):
            why = f"It is outside the hours in which people are called in {row.name}."
            return denies_for_now("QUIET_HOURS_COUNTRY", why, source=row.source)
    return passes(f"It is within the hours of {row.name}.", source=row.source)
