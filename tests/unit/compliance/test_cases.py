"""Calls and texts written down as cases, with what must be decided about each: at the edges, above all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialora.compliance.book import load_rulebook
from dialora.compliance.case import (
    Case,
    CaseInvalid,
    agrees,
    decide_case,
    disagreements,
    parse_case,
    parse_cases,
    summary,
)

RULEBOOK = load_rulebook()
FILES = sorted((Path(__file__).parent / "cases").glob("*.json"))
CASES = tuple(case for file in FILES for case in parse_cases(json.loads(file.read_text())))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_is_decided_as_expected(case: Case) -> None:
    decision = decide_case(case.input, RULEBOOK)
    assert agrees(decision, case.expected), (summary(decision), [f.why for f in decision.findings])


def test_every_case_has_its_own_name_and_an_expectation() -> None:
    assert len({case.id for case in CASES}) == len(CASES) >= 250
    assert all(case.expected for case in CASES)


def test_a_wrong_expectation_is_a_disagreement() -> None:
    wrong = [
        {"decision": "deny"},
        {"reason": "TENANT_SUSPENDED"},
        {"conditions": []},
        {"conditions_must_include": ["RECORDING_EXPLICIT_YES"]},
        {"conditions_must_include": "AI_DISCLOSURE"},
        {"all_reasons": ["OK"]},
        {"next_allowed_at": "2026-11-25T13:00:00Z"},
    ]
    for expected in wrong:
        case = Case(id="wrong", input=CASES[0].input, expected=expected)
        assert [found.case for found in disagreements([case], RULEBOOK)] == [case]


@pytest.mark.parametrize("document", [[], {}, {"cases": []}, {"cases": 3}, "cases", None, [{"id": "x"}], [5]])
def test_a_file_without_cases_is_unusable(document: object) -> None:
    with pytest.raises(CaseInvalid):
        parse_cases(document)  # type: ignore[arg-type]


def test_an_expectation_that_no_decision_has_is_unusable() -> None:
    with pytest.raises(CaseInvalid):
        parse_cases([{"id": "x", "input": {}, "expected": {"verdict": "allow"}}])


def test_one_case_may_be_its_input_alone() -> None:
    case = parse_case(CASES[0].input)
    assert summary(decide_case(case.input, RULEBOOK)) == summary(decide_case(CASES[0].input, RULEBOOK))


@pytest.mark.parametrize(
    "garbage", [None, [], "call", 5, {}, {"now_utc": float("nan")}, {"tenant": {"id": "\ud800"}}]
)
def test_what_is_no_case_at_all_is_denied(garbage: object) -> None:
    decision = decide_case(garbage, RULEBOOK)  # type: ignore[arg-type]
    assert (decision.allowed, decision.reason, len(decision.input_hash)) == (False, "ENGINE_ERROR", 64)


def test_a_decision_prints_in_the_contracts_form() -> None:
    printed = summary(decide_case(CASES[0].input, RULEBOOK))
    assert list(printed) == [
        "decision",
        "reason",
        "all_reasons",
        "conditions",
        "next_allowed_at",
        "rulebook_version",
        "input_hash",
    ]
    json.dumps(printed)
