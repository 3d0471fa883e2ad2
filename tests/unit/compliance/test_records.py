"""Decisions and what they were made on, written down and read back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialora.compliance.book import Rulebook
from dialora.compliance.case_input import read_case
from dialora.compliance.engine import decide
from dialora.compliance.facts import UNKNOWN, LineFlag, Unknown
from dialora.compliance.intent import Channel
from dialora.compliance.record import (
    hash_of_inputs,
    read_decision,
    read_inputs,
    write_decision,
    write_inputs,
)
from dialora.compliance.replay import Outcome, replay
from dialora.compliance.revival import revive
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import FACTS, INTENT, RULEBOOK
from unit.compliance.test_outreach_properties import GOOD

NIGHT = read_case(GOOD | {"now_utc": "2026-11-25T04:00:00Z"}, RULEBOOK)
DENIED = decide(*NIGHT, RULEBOOK)
ALLOWED = decide(INTENT, FACTS, RULEBOOK)


@pytest.mark.parametrize("decision", [DENIED, ALLOWED], ids=["denied", "allowed"])
def test_a_decision_is_read_as_it_was_written(decision: Any) -> None:
    text = write_decision(decision)
    assert read_decision(text) == decision
    assert write_decision(read_decision(text)) == text


def test_what_is_no_decision_is_refused() -> None:
    for text in ("{}", "[]", '{"decision":"perhaps"}', "null"):
        with pytest.raises((ValueError, KeyError, TypeError)):
            read_decision(text)


def test_no_facts_are_no_facts() -> None:
    text = write_inputs(INTENT, None)
    assert read_inputs(text) == (INTENT, None)
    assert json.loads(text)["facts"] is None
    assert hash_of_inputs(text) == hash_of_inputs(text)
    assert hash_of_inputs("\ud800") != hash_of_inputs("")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that facts are made of."""

    number: PhoneNumber | None
    day: date | Unknown
    at: datetime | Unknown | None
    channels: frozenset[Channel]
    flags: tuple[LineFlag, ...] | Unknown
    share: float = 0.5


KEPT: dict[str, Any] = {
    "number": {"e164": "+12125550123"},
    "day": "2026-11-24",
    "at": "2026-11-24T18:00:00Z",
    "channels": ["voice"],
    "flags": ["pager", "hospital"],
    "share": 1,
}
REVIVED = Kept(
    number=PhoneNumber("+12125550123"),
    day=date(2026, 11, 24),
    at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    channels=frozenset({Channel.VOICE}),
    flags=(LineFlag.PAGER, LineFlag.HOSPITAL),
    share=1.0,
)


def test_an_object_is_made_again_from_what_was_written() -> None:
    assert revive(Kept, KEPT) == REVIVED
    assert revive(Kept, KEPT | {"number": None, "at": None}) == replace(REVIVED, number=None, at=None)
    unknown = {"day": "unknown", "at": "unknown", "flags": "unknown"}
    assert revive(Kept, KEPT | unknown) == replace(REVIVED, day=UNKNOWN, at=UNKNOWN, flags=UNKNOWN)
    assert revive(Kept, KEPT | {"channels": [], "flags": []}) == replace(
        REVIVED, channels=frozenset(), flags=()
    )


def test_what_it_did_not_have_then_is_as_its_default_says() -> None:
    fewer = {key: value for key, value in KEPT.items() if key != "share"}
    assert revive(Kept, fewer) == replace(REVIVED, share=0.5)
    assert revive(Kept, KEPT | {"of a later time": 1}) == REVIVED


@pytest.mark.parametrize(
    "change",
    [{"day": None}, {"number": "unknown"}, {"channels": "voice"}, {"channels": ["smoke"]}, {"flags": None}],
    ids=str,
)
def test_what_is_something_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        revive(Kept, KEPT | change)


def test_a_replay_says_in_a_sentence_what_came_of_it() -> None:
    inputs = write_inputs(*NIGHT)
    equal = replay(DENIED, inputs, RULEBOOK)
    assert (equal.outcome, equal.why, equal.again) == (Outcome.EQUAL, "It comes out the same.", DENIED)
    erased = replay(DENIED, None, RULEBOOK)
    assert (erased.outcome, erased.again) == (Outcome.ERASED, None)
    other = replay(replace(DENIED, reason="X", conditions=("Y",)), inputs, RULEBOOK)
    assert (other.outcome, other.why, other.again) == (
        Outcome.DIFFERENT,
        "It comes out otherwise: reason, conditions.",
        DENIED,
    )
    altered = replay(replace(DENIED, input_hash="0" * 64), inputs, RULEBOOK)
    assert (altered.outcome, altered.why, altered.again) == (
        Outcome.DIFFERENT,
        "What it was decided on is not what is kept.",
        None,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"decision": "allow"},
        {"reason": "X"},
        {"all_reasons": ("X",)},
        {"conditions": ("X",)},
        {"next_allowed_at": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_a_decision_is_compared(change: dict[str, Any]) -> None:
    found = replay(replace(DENIED, **change), write_inputs(*NIGHT), RULEBOOK)
    assert (found.outcome, found.why) == (
        Outcome.DIFFERENT,
        f"It comes out otherwise: {next(iter(change))}.",
    )


def test_rules_that_have_changed_since_are_mentioned() -> None:
    edition = replace(RULEBOOK.newest, version=f"{RULEBOOK.version[:20]}00000000")
    found = replay(DENIED, write_inputs(*NIGHT), Rulebook(editions=(edition,)))
    assert (found.outcome, found.why) == (
        Outcome.EQUAL,
        "It comes out the same. The rules have changed since.",
    )


@pytest.mark.parametrize("text", ["not json", "{}", '{"intent":{},"facts":{}}', "[]"])
def test_inputs_that_cannot_be_read_are_a_difference(text: str) -> None:
    made = replace(DENIED, input_hash=hash_of_inputs(text))
    found = replay(made, text, RULEBOOK)
    assert found.outcome is Outcome.DIFFERENT
    assert found.why.startswith("What it was decided on cannot be read (")


def test_facts_that_could_not_be_read_deny_again() -> None:
    text = write_inputs(INTENT, None)
    found = replay(replace(DENIED, input_hash=hash_of_inputs(text)), text, RULEBOOK)
    assert (found.outcome, found.why) == (Outcome.EQUAL, "No facts could be read then, which denies.")
