"""Some states and countries let nobody sell on some days of the week."""

from __future__ import annotations

from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, rule


@rule(gate="G8", order=50, about=SALES, source="the states' laws on sales calls; hours abroad")
def days_kept(question: Question) -> Ruling | None:
    """On the local day, wherever the person may be."""
    if not question.reachable:
        return None
    weekdays = {local.weekday() for local in question.local_times}
    for row in question.bound_by:
        if any(row.days[weekday] is None for weekday in weekdays):
            why = f"{row.name} lets nobody sell by telephone on this day of the week."
            return denies_for_now("DAY_PROHIBITED", why, source=row.statute)
    country = question.country
    if country is not None and not all(country.days[weekday] for weekday in weekdays):
        why = f"Nobody is called in {country.name} to sell on this day of the week."
        return denies_for_now("DAY_PROHIBITED", why, source=country.source)
    return None
