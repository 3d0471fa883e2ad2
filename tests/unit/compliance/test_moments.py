"""The moments at which an answer may change, against clocks that are looked at every quarter of an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest

from dialora.compliance.case_input import read_case
from dialora.compliance.moments import moments
from dialora.compliance.question import Question
from unit.compliance.samples import RULEBOOK
from unit.compliance.test_outreach_properties import GOOD

QUARTER = timedelta(minutes=15)
#: Nights on which clocks go forward or back, here and there, and one on which they stay.
NIGHTS = ["2026-10-31", "2027-03-13", "2027-03-27", "2026-12-05"]


def asked(at: str, **case: object) -> Question:
    # Nothing that happens once only, but for what the case says.
    once = {"consents": [], "prior_attempts": []}
    intent, facts = read_case({**GOOD, **once, "now_utc": at, **case}, RULEBOOK)
    return Question(intent, facts, RULEBOOK.tables)


def until(question: Question, span: timedelta) -> list[datetime]:
    return list(takewhile(lambda moment: moment <= question.at + span, moments(question)))


def openings(question: Question) -> set[tuple[int, int]]:
    """Hours and minutes of a local day at which something opens."""
    seconds = {0, question.tables.limits.open[0]}
    for row in question.states:
        seconds |= {span[0] for span in (*row.days, row.holiday_hours) if span is not None}
    if question.country is not None:
        seconds |= {span[0] for day in question.country.days for span in day}
    return {divmod(second // 60, 60) for second in seconds}


def looked_at(question: Question, span: timedelta) -> list[datetime]:
    """Every quarter of an hour at which a clock over there shows an opening, or shows a time that does not
    follow on the one before."""
    shown, found = openings(question), set()
    for name in question.zones:
        zone, moment = ZoneInfo(name), question.at + QUARTER
        while moment <= question.at + span:
            here, before = moment.astimezone(zone), (moment - QUARTER).astimezone(zone)
            if (here.hour, here.minute) in shown or here.utcoffset() != before.utcoffset():
                found.add(moment)
            moment += QUARTER
    return sorted(found)


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize(
    "contact",
    [
        {"contact": {"state": "NY"}},
        {"contact": {"state": "IN"}},
        {"called_number": "+13055550123", "contact": {"state": "FL"}},
        {"called_number": "+16025550123", "contact": {"state": "AZ"}},
    ],
    ids=lambda it: it["contact"]["state"],
)
def test_they_are_the_openings_of_every_place_and_the_changes_of_its_clocks(
    night: str, contact: dict[str, object]
) -> None:
    question = asked(f"{night}T12:00:00Z", **contact)
    assert until(question, timedelta(days=3)) == looked_at(question, timedelta(days=3))


def test_abroad_they_are_those_of_the_country() -> None:
    for night in NIGHTS:
        question = asked(f"{night}T12:00:00Z", called_number="+33142685300", contact={})
        assert until(question, timedelta(days=3)) == looked_at(question, timedelta(days=3))


def test_now_is_not_one_of_them_and_none_comes_twice() -> None:
    question = asked("2026-12-05T05:00:00Z")
    found = until(question, timedelta(days=40))
    assert question.at not in found
    assert all(one < following for one, following in pairwise(found))


def test_they_end_with_the_table_of_holidays() -> None:
    last = RULEBOOK.tables.holidays.last
    question = asked(f"{last.isoformat()}T00:00:00Z")
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    found = list(moments(question))
    assert found
    assert max(found) < end
    assert found == [moment for moment in looked_at(question, timedelta(days=1)) if moment < end]


def test_earlier_calls_and_consents_have_moments_of_their_own() -> None:
    limits = RULEBOOK.tables.limits
    at, made = "2026-12-05T05:00:00Z", datetime(2026, 12, 4, 16, 7, 9, tzinfo=UTC)
    attempt = {"at": "2026-12-04T11:07:09-05:00", "outcome": "no_answer", "purpose": "telemarketing"}
    later = {"level": "express", "purpose": "any", "obtained_at": "2026-12-05T07:08:09+01:00"}
    plain = set(until(asked(at), timedelta(days=8)))
    with_both = asked(at, prior_attempts=[attempt], consents=[later])
    more = set(until(with_both, timedelta(days=8))) - plain
    assert datetime(2026, 12, 5, 6, 8, 9, tzinfo=UTC) in more
    spans = {limits.sales_within, limits.exempt_within, limits.debt_within}
    ends = {made + span for span in spans if question_has(made + span, with_both)}
    assert ends
    assert ends <= more


def question_has(moment: datetime, question: Question) -> bool:
    return question.at < moment <= question.at + timedelta(days=8)


def test_whoever_asked_to_be_called_can_be_from_a_little_before() -> None:
    wanted = datetime(2026, 12, 6, 3, 7, tzinfo=UTC)
    question = asked("2026-12-05T05:00:00Z", callback_requested_at=wanted.isoformat())
    plain = set(until(asked("2026-12-05T05:00:00Z"), timedelta(days=2)))
    more = set(until(question, timedelta(days=2))) - plain
    assert more == {wanted - RULEBOOK.tables.limits.callback}
