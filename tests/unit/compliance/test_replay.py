"""A decision is decided again on what it was made on, by the tables of its day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialora.compliance.book import make_rulebook
from dialora.compliance.case_input import read_case
from dialora.compliance.engine import decide, undecidable
from dialora.compliance.facts import UNKNOWN, Facts
from dialora.compliance.intent import CallIntent
from dialora.compliance.record import hash_of_inputs, read_inputs, write_inputs
from dialora.compliance.replay import Outcome, replay
from dialora.compliance.tables import parse_table, table_files
from unit.compliance.samples import FACTS, INTENT, RULEBOOK

LAW_CASES = Path(__file__).parents[2] / "law_cases"
SOME = [
    case["input"]
    for file in ("suppression_and_consent.json", "frequency_and_campaign.json", "abroad.json")
    for case in json.loads((LAW_CASES / file).read_text())["cases"]
    if case["expected"].get("reason") != "ENGINE_ERROR"
]


@pytest.mark.parametrize("asked", SOME[::7], ids=range(len(SOME[::7])))
def test_what_was_written_down_is_read_as_it_was(asked: dict[str, object]) -> None:
    intent, facts = read_case(asked, RULEBOOK)  # type: ignore[arg-type]
    inputs = write_inputs(intent, facts)
    assert read_inputs(inputs) == (intent, facts)
    made = decide(intent, facts, RULEBOOK)
    assert made.input_hash == hash_of_inputs(inputs)
    assert replay(made, inputs, RULEBOOK).outcome is Outcome.EQUAL


def test_what_nobody_knew_is_still_unknown() -> None:
    facts = replace(FACTS, contact=UNKNOWN, number=UNKNOWN)
    assert read_inputs(write_inputs(INTENT, facts)) == (INTENT, facts)


def test_a_decision_of_a_time_that_knew_fewer_fields_is_read() -> None:
    said = json.loads(write_inputs(INTENT, FACTS))
    del said["facts"]["consents"], said["intent"]["campaign_id"]
    intent, facts = read_inputs(json.dumps(said))
    assert (intent, facts) == (INTENT, FACTS)


def made_and_kept(intent: CallIntent = INTENT, facts: Facts = FACTS) -> tuple[object, str]:
    return decide(intent, facts, RULEBOOK), write_inputs(intent, facts)


def test_erased_inputs_are_told_apart_from_a_difference() -> None:
    assert replay(decide(INTENT, FACTS, RULEBOOK), None, RULEBOOK).outcome is Outcome.ERASED


def test_altered_inputs_are_a_difference() -> None:
    made = decide(INTENT, FACTS, RULEBOOK)
    altered = write_inputs(replace(INTENT, recording_wanted=False), FACTS)
    assert replay(made, altered, RULEBOOK).outcome is Outcome.DIFFERENT


def test_an_altered_decision_is_a_difference_and_shows_what_is_right() -> None:
    made = decide(INTENT, FACTS, RULEBOOK)
    found = replay(replace(made, conditions=("AI_DISCLOSURE",)), write_inputs(INTENT, FACTS), RULEBOOK)
    assert (found.outcome, found.again) == (Outcome.DIFFERENT, made)
    assert "conditions" in found.why


def test_a_rulebook_that_is_gone_cannot_be_asked() -> None:
    made = replace(decide(INTENT, FACTS, RULEBOOK), rulebook_version="2020-01-01+aaaaaaaa.bbbbbbbb")
    found = replay(made, write_inputs(INTENT, FACTS), RULEBOOK)
    assert found.outcome is Outcome.DIFFERENT
    assert "2020-01-01" in found.why


def test_facts_that_could_not_be_read_then_deny_again() -> None:
    inputs = write_inputs(INTENT, None)
    made = undecidable("The facts could not be read.", RULEBOOK, hash_of_inputs(inputs), FACTS.at)
    assert replay(made, inputs, RULEBOOK).outcome is Outcome.EQUAL


def test_a_newer_table_does_not_reach_back() -> None:
    """The same call is allowed before the table's day and denied from it on, and each replays as it was."""
    asked = SOME[0] | {"purpose": "informational", "now_utc": "2027-01-20T13:30:00Z", "revocations": []}
    asked |= {
        "called_number": "+12125550123",
        "consents": [{"level": "express", "purpose": "any", "obtained_at": "2026-01-01T00:00:00Z"}],
        "contact": {"state": "NY"},
        "dnc": None,
    }
    intent, facts = read_case(asked, RULEBOOK)
    before = decide(intent, facts, RULEBOOK)
    assert before.allowed, before.findings
    limits = next(file for file in table_files() if file.table == "limits")
    content = json.loads(json.dumps(dict(limits.content)))
    content |= {"effective_from": "2027-02-01"}
    content["rows"][0]["value"] = "10:00"
    newer = parse_table("limits.2027-02-01.json", json.dumps(content))
    book = make_rulebook((*table_files(), newer), RULEBOOK.rules)
    assert replay(before, write_inputs(intent, facts), book).outcome is Outcome.EQUAL
    later = replace(facts, at=datetime(2027, 2, 3, 13, 30, tzinfo=UTC))
    after = decide(intent, later, book)
    assert (after.reason, after.next_allowed_at) == (
        "QUIET_HOURS_PLATFORM",
        datetime(2027, 2, 3, 15, tzinfo=UTC),
    )
    assert replay(after, write_inputs(intent, later), book).outcome is Outcome.EQUAL


def test_the_next_moment_is_found_across_the_day_of_a_newer_table() -> None:
    asked = json.loads((LAW_CASES / "hours.json").read_text())["cases"][0]["input"]
    asked |= {
        "purpose": "informational",
        "now_utc": "2027-02-01T03:00:00Z",
        "called_number": "+12125550123",
        "contact": {"state": "NY"},
        "consents": [{"level": "express", "purpose": "any", "obtained_at": "2026-01-01T00:00:00Z"}],
    }
    intent, facts = read_case(asked, RULEBOOK)
    limits = next(file for file in table_files() if file.table == "limits")
    content = json.loads(json.dumps(dict(limits.content)))
    content |= {"effective_from": "2027-02-02"}
    content["rows"][0]["value"] = "10:00"
    newer = parse_table("limits.2027-02-02.json", json.dumps(content))
    book = make_rulebook((*table_files(), newer), RULEBOOK.rules)
    first = decide(intent, facts, book)
    assert first.next_allowed_at == datetime(2027, 2, 1, 13, tzinfo=UTC)
    late = replace(facts, at=datetime(2027, 2, 2, 2, 30, tzinfo=UTC))
    assert decide(intent, late, book).next_allowed_at == datetime(2027, 2, 2, 15, tzinfo=UTC)
