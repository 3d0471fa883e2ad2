"""How the engine asks: what it is told, what it looks for, and what it leaves to another edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dialora.compliance.book import Edition, Rulebook
from dialora.compliance.case import decide_case
from dialora.compliance.case_input import read_case
from dialora.compliance.decision import Finding
from dialora.compliance.derived import derived
from dialora.compliance.engine import decide, hash_of, undecidable
from dialora.compliance.facts import AttemptFacts
from dialora.compliance.intent import CallPurpose, Channel
from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question, public_holidays
from dialora.compliance.relationship import add_months
from dialora.compliance.rule import GATES, Rule, Ruling, denies, denies_for_now, passes, requires
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import FACTS, INTENT, RULEBOOK
from unit.compliance.test_editions import MONTHLY, book_of, opening_at
from unit.compliance.test_outreach_properties import GOOD

NIGHT = GOOD | {"now_utc": "2026-11-25T04:00:00Z"}


def test_what_was_hashed_is_not_hashed_again() -> None:
    assert decide(INTENT, FACTS, RULEBOOK).input_hash == hash_of(INTENT, FACTS)
    assert decide(INTENT, FACTS, RULEBOOK, input_hash="at hand").input_hash == "at hand"


def test_the_next_moment_is_looked_for_only_where_it_is_asked_for() -> None:
    intent, facts = read_case(NIGHT, RULEBOOK)
    assert decide(intent, facts, RULEBOOK).next_allowed_at == datetime(2026, 11, 25, 13, tzinfo=UTC)
    assert decide(intent, facts, RULEBOOK, look_ahead=False).next_allowed_at is None
    assert decide_case(NIGHT, RULEBOOK, look_ahead=False).next_allowed_at is None


def test_what_cannot_be_decided_is_denied_by_the_edition_of_its_moment() -> None:
    february = datetime(2027, 2, 15, tzinfo=UTC)
    then, now = undecidable("Why.", MONTHLY, "h", february), undecidable("Why.", MONTHLY, "h")
    assert then.rulebook_version == MONTHLY.at(february).version
    assert now.rulebook_version == MONTHLY.newest.version
    assert (then.input_hash, then.all_reasons, then.conditions) == ("h", ("ENGINE_ERROR",), ())
    assert (then.next_allowed_at, then.findings[0].why) == (None, "Why.")


def test_at_the_first_second_of_an_edition_its_own_tables_count() -> None:
    """By the older ones people are called from seven in the evening there, by the newer from eight."""
    book = book_of(opening_at(19, date(2027, 1, 1)), opening_at(20, date(2027, 1, 2)))
    asked = GOOD | {"purpose": "informational", "now_utc": "2027-01-01T20:00:00Z", "contact": {}}
    intent, facts = read_case(asked, RULEBOOK)
    assert decide(intent, facts, book).next_allowed_at == datetime(2027, 1, 2, 1, tzinfo=UTC)


def question(moment: datetime, **change: object) -> Question:
    intent, facts = read_case(GOOD | change, RULEBOOK)  # type: ignore[arg-type]
    return Question(intent, facts, RULEBOOK.tables, moment)


NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_a_later_question_is_the_same_but_for_its_moment() -> None:
    asked = question(NOON)
    assert (asked.kind, asked.local_times[0].hour) == (Kind.SALE, 13)
    later = asked.later(NOON + timedelta(hours=9))
    assert (later.at, later.local_times[0].hour) == (NOON + timedelta(hours=9), 22)
    assert (later.kind, later.states, later.zones) == (asked.kind, asked.states, asked.zones)
    assert (asked.at, later.intent, later.facts) == (NOON, asked.intent, asked.facts)
    untouched = question(NOON).later(NOON)
    assert untouched.kind is Kind.SALE


def test_nobody_is_nowhere() -> None:
    withheld = Question(replace(INTENT, peer=None), FACTS, RULEBOOK.tables)
    assert (withheld.number, withheld.reachable, withheld.united_states) == (None, False, False)
    assert (withheld.country, withheld.states, withheld.zones) == (None, (), ())
    assert (withheld.local_times, withheld.where.unknown) == ((), True)


def test_abroad_the_contacts_own_zone_is_the_only_one() -> None:
    canada = {"called_number": "+14165550123"}
    assert len(question(NOON, **canada, contact={}).zones) > 1
    assert question(NOON, **canada, contact={"timezone": "America/Halifax"}).zones == ("America/Halifax",)
    assert question(NOON, called_number="+442079460123", contact={}).zones == ("Europe/London",)


def test_attempts_are_counted_from_one_moment_on_and_by_purpose() -> None:
    intent, facts = read_case(GOOD, RULEBOOK)
    ages = (0, 3_599, 3_600, 3_601)
    made = tuple(
        AttemptFacts(at=NOON - timedelta(seconds=age), purpose=purpose)
        for age in ages
        for purpose in (CallPurpose.TELEMARKETING, CallPurpose.INFORMATIONAL)
    )
    asked = Question(intent, replace(facts, attempts=made), RULEBOOK.tables, NOON)
    hour = timedelta(hours=1)
    assert asked.attempts(hour) == made[:4]
    assert asked.attempts(hour, CallPurpose.TELEMARKETING) == (made[0], made[2])


def test_the_days_of_a_relationship_are_counted_by_the_latest_local_day() -> None:
    """In Guam it is already tomorrow."""
    person = {"voice_type": "human", "consents": [], "ebr": {"last_inquiry": "2026-08-24"}, "contact": {}}
    evening = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert question(evening, **person).relationship.valid
    guam = question(evening, **person, called_number="+16715550123")
    assert (guam.relationship.on_file, guam.relationship.valid) == (True, False)


def test_public_holidays_are_those_of_the_year() -> None:
    assert public_holidays("FR", 2026)[date(2026, 7, 14)]
    assert date(2027, 7, 14) not in public_holidays("FR", 2026)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-08-24", 3, "2026-11-24"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-08-31", 18, "2028-02-29"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-15", 12, "2027-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-01-31", 0, "2026-01-31"),
        ("9999-12-31", 3, "9999-12-31"),
        ("9999-11-30", 1, "9999-12-30"),
        ("9998-12-31", 12, "9999-12-31"),
    ],
)
def test_months_are_added_and_cut_at_their_end(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_what_is_derived_is_worked_out_once_for_each_owner() -> None:
    worked: list[object] = []

    class Owner:
        @derived
        def name(self) -> str:
            worked.append(self)
            return f"name {len(worked)}"

    one, two = Owner(), Owner()
    assert (one.name, one.name, two.name, one.name) == ("name 1", "name 1", "name 2", "name 1")
    assert worked == [one, two]
    assert isinstance(Owner.name, derived)


def test_rulings_say_what_they_are_made_to_say() -> None:
    no, not_now = denies("NO", "why", source="s"), denies_for_now("LATER", "why", source="s")
    yes, must = passes("why", source="s"), requires("A", "B", why="why", source="s")
    assert [each.reason for each in (no, not_now, yes, must)] == ["NO", "LATER", None, None]
    assert [each.passing for each in (no, not_now, yes, must)] == [False, True, False, False]
    assert [each.conditions for each in (no, yes, must)] == [(), (), ("A", "B")]
    assert {each.source for each in (no, not_now, yes, must)} == {"s"}
    assert {each.source for each in (denies("x", "x"), passes("x"), requires("x", why="x"))} == {None}


def test_a_finding_names_the_laws_source_where_the_row_has_none() -> None:
    law = Rule(name="x", gate="G2", order=1, source="a law", law=lambda question: None)
    assert law.found(passes("why")).source == "a law"
    assert law.found(passes("why", source="a row")).source == "a row"
    found = law.found(requires("A", why="why"))
    assert (found.gate, found.rule, found.reason, found.conditions) == ("G2", "x", None, ("A",))
    assert law.place == (GATES.index("G2"), 1, "x")
    assert law.about == frozenset(Kind)
    bare = Finding(gate="G1", rule="x", reason=None)
    assert (bare.conditions, bare.why, bare.source) == ((), "", "")


def test_time_cures_only_what_time_alone_cures() -> None:
    """A refusal that time would lift counts for nothing beside one that it would not."""
    lasting = Rule(
        name="lasting",
        gate="G5",
        order=1,
        source="a law",
        law=lambda question: denies("NO", "x") if question.at < NOON else passes("x"),
    )
    for_now = Rule(
        name="for_now",
        gate="G8",
        order=1,
        source="a law",
        law=lambda question: denies_for_now("LATER", "x") if question.at < NOON else passes("x"),
    )
    intent, facts = read_case(GOOD | {"now_utc": "2026-11-24T12:00:00Z"}, RULEBOOK)

    def by(*rules: Rule) -> Rulebook:
        edition: Edition = replace(RULEBOOK.newest, rules=rules, by_kind=dict.fromkeys(Kind, rules))
        return Rulebook(editions=(edition,))

    assert decide(intent, facts, by(for_now)).next_allowed_at is not None
    for rules in ((lasting, for_now), (for_now, lasting), (lasting,)):
        assert decide(intent, facts, by(*rules)).next_allowed_at is None


def test_a_text_is_nothing_that_is_heard() -> None:
    intent, facts = read_case(GOOD | {"channel": "sms"}, RULEBOOK)
    text = Question(intent, facts, RULEBOOK.tables)
    assert (text.artificial, text.automated, intent.channel) == (False, True, Channel.SMS)
    assert text.number is not None
    assert text.number.region == "US"
    assert intent.peer == PhoneNumber("+12125550123")


def test_a_ruling_is_a_value() -> None:
    assert passes("x") == Ruling(reason=None, why="x")
    assert passes("x") != passes("y")


def test_a_day_of_two_spans_is_open_in_each_of_them_to_the_second() -> None:
    """A country that rests at noon, New York's clocks: UTC less five hours."""
    spans = ((8 * 3_600, 12 * 3_600), (14 * 3_600, 20 * 3_600))
    shown = {"12:59:59": False, "13:00:30": True, "16:59:59": True, "17:00:00": False, "19:00:01": True}
    for clock, open_ in shown.items():
        asked = question(datetime.fromisoformat(f"2026-11-24T{clock}+00:00"))
        assert asked.is_open(spans) is open_, clock
