"""A decision in words, for an owner and for a lawyer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.compliance.engine import decide
from dialora.compliance.facts import UNKNOWN, AccountFacts
from dialora.compliance.intent import CallIntent
from dialora.compliance.record import read_decision, write_decision, write_inputs
from dialora.domain.accounts import Standing
from dialora.services.explanation import CheckState, explain
from unit.compliance.samples import FACTS, INTENT, RULEBOOK

SUSPENDED = replace(FACTS, account=AccountFacts(standing=Standing.SUSPENDED, place=FACTS.account.place))  # type: ignore[union-attr]


def test_an_allowed_call_says_what_must_be_done() -> None:
    explanation = explain(decide(INTENT, FACTS, RULEBOOK))
    assert explanation.sentence == (
        "Allowed, and the agent must say first that an AI is speaking and announce the recording."
    )
    assert explanation.remedy is None


def test_one_requirement_reads_well() -> None:
    explanation = explain(decide(replace(INTENT, recording_wanted=False), FACTS, RULEBOOK))
    assert explanation.sentence == "Allowed, and the agent must say first that an AI is speaking."


def test_the_checklist_follows_the_gates_and_cites_its_sources() -> None:
    checks = explain(decide(INTENT, FACTS, RULEBOOK)).checks
    assert [(check.gate, check.state) for check in checks] == [
        ("G1", CheckState.PASSED),
        ("G3", CheckState.PASSED),
        ("conditions", CheckState.REQUIRES),
        ("conditions", CheckState.REQUIRES),
    ]
    assert all(check.source and check.why and check.title for check in checks)
    assert "2933.52" in checks[-1].source


def test_a_refusal_names_its_reason_and_what_would_have_to_change() -> None:
    explanation = explain(decide(INTENT, SUSPENDED, RULEBOOK))
    assert explanation.sentence == "Not allowed. The account is suspended."
    assert explanation.remedy == "The suspension would have to be lifted."
    assert [check.reason for check in explanation.checks if check.state is CheckState.REFUSED] == [
        "TENANT_SUSPENDED"
    ]


def test_what_could_not_be_asked_is_told_apart_from_a_refusal() -> None:
    explanation = explain(decide(INTENT, replace(FACTS, number=UNKNOWN), RULEBOOK))
    assert CheckState.FAILED in {check.state for check in explanation.checks}
    assert explanation.remedy


@pytest.mark.parametrize("facts", [FACTS, None, replace(FACTS, account=UNKNOWN, contact=UNKNOWN)])
def test_the_facts_are_shown_as_far_as_they_were_known(facts: object) -> None:
    inputs = write_inputs(INTENT, facts)  # type: ignore[arg-type]
    shown = {fact.name: fact.value for fact in explain(decide(INTENT, FACTS, RULEBOOK), inputs).facts}
    assert shown["Caller's number"] == "+16145550123"
    assert shown.get("Business is in", "OH, US") == "OH, US"


def test_a_browser_call_shows_no_number() -> None:
    intent = CallIntent.from_browser(account_id="acct_meadow", agent_id="agent", recording_wanted=True)
    shown = explain(decide(intent, FACTS, RULEBOOK), write_inputs(intent, FACTS)).facts
    assert "Caller's number" not in {fact.name for fact in shown}


def test_a_decision_reads_back_as_it_was_written() -> None:
    for facts in (FACTS, SUSPENDED):
        decision = decide(INTENT, facts, RULEBOOK)
        assert read_decision(write_decision(decision)) == decision
    later = replace(decide(INTENT, SUSPENDED, RULEBOOK), next_allowed_at=FACTS.at)
    assert read_decision(write_decision(later)) == later
