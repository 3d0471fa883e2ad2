"""Some states and countries let nobody sell on their holidays."""

from __future__ import annotations

from dialora.compliance.facts import FactUnknown
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question, public_holidays
from dialora.compliance.rule import Ruling, denies_for_now, rule
from dialora.compliance.windows import Holidays


@rule(gate="G8", order=40, about=OUTREACH, source="the states' laws on sales calls; public holidays abroad")
def holidays_kept(question: Question) -> Ruling | None:
    """On the local day, wherever the person may be. Raises FactUnknown for days that no table knows."""
    if not question.reachable:
        return None
    if question.country is not None:
        return _abroad(question)
    return _in_the_states(question) if question.sale else None


def _in_the_states(question: Question) -> Ruling | None:
    table = question.tables.holidays
    days = [local.date() for local in question.local_times]
    if not all(table.first <= day <= table.last for day in days):
        raise FactUnknown("nobody knows the holidays of that year")
    for row in question.bound_by:
        if row.holidays is not Holidays.PROHIBITED:
            continue
        named = [name for day in days if (name := question.holiday(row.state, day))]
        if named:
            why = f"{row.name} lets nobody sell by telephone on {named[0]}."
            return denies_for_now("HOLIDAY_PROHIBITED", why, source=row.statute)
    return None


def _abroad(question: Question) -> Ruling | None:
    row = question.country
    if row is None or not row.holidays_prohibited or row.country == "*":
        return None
    for local in question.local_times:
        named = public_holidays(row.country, local.year).get(local.date())
        if named:
            why = f"Nobody is called in {row.name} on a public holiday."
            return denies_for_now("HOLIDAY_PROHIBITED", why, source=row.source)
    return None
