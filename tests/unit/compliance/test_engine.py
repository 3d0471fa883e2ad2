"""The engine: every rule is asked, one denial denies, and whatever goes wrong denies too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.compliance.book import Edition, Rulebook
from dialora.compliance.decision import Verdict
from dialora.compliance.engine import decide
from dialora.compliance.facts import UNKNOWN, AccountFacts, Facts, NumberFacts, Place
from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.compliance.kinds import EVERY, Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Law, Rule, Ruling, denies, passes, requires, rule
from dialora.domain.accounts import Standing
from dialora.domain.calls import Direction, Line
from dialora.domain.numbers import Ownership
from unit.compliance.samples import FACTS, INTENT, RULEBOOK


def book_of(*laws: tuple[str, Law]) -> Rulebook:
    """A rulebook of these laws at these gates, in this order."""
    rules = tuple(
        Rule(name=f"law_{order}", gate=gate, order=order, source="a law", law=law)
        for order, (gate, law) in enumerate(laws)
    )
    ordered = tuple(sorted(rules, key=lambda each: each.place))
    by_kind = {kind: tuple(rule for rule in ordered if kind in rule.about) for kind in Kind}
    edition: Edition = replace(RULEBOOK.newest, rules=ordered, by_kind=by_kind)
    return Rulebook(editions=(edition,))


def always(ruling: Ruling | None) -> Law:
    return lambda question: ruling


def broken(question: Question) -> Ruling | None:
    raise ZeroDivisionError("a slip")


ALLOWING = always(passes("Nothing speaks against it."))


def test_the_sample_call_is_allowed_under_conditions() -> None:
    decision = decide(INTENT, FACTS, RULEBOOK)
    assert decision.decision is Verdict.ALLOW_WITH_CONDITIONS
    assert decision.allowed
    assert (decision.reason, decision.all_reasons) == ("OK", ())
    assert decision.conditions == ("AI_DISCLOSURE", "RECORDING_ANNOUNCE")
    assert decision.rulebook_version == RULEBOOK.version


def test_without_conditions_it_is_plainly_allowed() -> None:
    intent = replace(INTENT, voice=VoiceType.HUMAN, recording_wanted=False)
    assert decide(intent, FACTS, RULEBOOK).decision is Verdict.ALLOW


def test_one_denial_denies_and_its_conditions_are_gone() -> None:
    book = book_of(
        ("G1", ALLOWING),
        ("G8", always(denies("QUIET", "It is night."))),
        ("conditions", always(requires("X", why="x"))),
    )
    decision = decide(INTENT, FACTS, book)
    assert (decision.decision, decision.reason, decision.conditions) == (Verdict.DENY, "QUIET", ())


def test_every_rule_is_asked_even_after_a_denial() -> None:
    book = book_of(
        ("G1", always(denies("FIRST", "x"))), ("G3", ALLOWING), ("G10", always(denies("LAST", "x")))
    )
    decision = decide(INTENT, FACTS, book)
    assert [finding.gate for finding in decision.findings] == ["G1", "G3", "G10"]


def test_reasons_come_in_gate_order_one_for_each_gate() -> None:
    book = book_of(
        ("G10", always(denies("LATE", "x"))),
        ("G3", always(denies("SECOND", "x"))),
        ("G3", always(denies("THIRD", "x"))),
        ("G1", always(denies("FIRST", "x"))),
    )
    decision = decide(INTENT, FACTS, book)
    assert decision.reason == "FIRST"
    assert decision.all_reasons == ("FIRST", "SECOND", "LATE")


def test_a_condition_is_named_once() -> None:
    book = book_of(
        ("conditions", always(requires("X", "Y", why="x"))), ("conditions", always(requires("X", why="x")))
    )
    assert decide(INTENT, FACTS, book).conditions == ("X", "Y")


def test_a_rule_that_breaks_denies_whatever_the_others_say() -> None:
    decision = decide(INTENT, FACTS, book_of(("G1", ALLOWING), ("conditions", broken)))
    assert (decision.decision, decision.reason) == (Verdict.DENY, "ENGINE_ERROR")
    assert "ZeroDivisionError" in decision.findings[-1].why
    assert "slip" not in decision.findings[-1].why


def test_what_could_not_be_decided_is_reported_before_what_was_denied() -> None:
    book = book_of(("G1", always(denies("FIRST", "x"))), ("G8", broken))
    assert decide(INTENT, FACTS, book).all_reasons == ("ENGINE_ERROR", "FIRST")


@pytest.mark.parametrize("laws", [(), (("G1", always(None)),)])
def test_silence_denies(laws: tuple[tuple[str, Law], ...]) -> None:
    decision = decide(INTENT, FACTS, book_of(*laws))
    assert (decision.decision, decision.reason) == (Verdict.DENY, "ENGINE_ERROR")


def account(**changes: object) -> Facts:
    known = {"standing": Standing.ACTIVE, "place": Place(country="US", state="OH")}
    return replace(FACTS, account=AccountFacts(**(known | changes)))  # type: ignore[arg-type]


def number(**changes: object) -> Facts:
    known = {"ownership": Ownership.INCOMING_PHONE_NUMBER, "account_id": "acct_meadow"}
    return replace(FACTS, number=NumberFacts(**(known | changes)))  # type: ignore[arg-type]


UNKNOWNS = {
    "account": replace(FACTS, account=UNKNOWN),
    "standing": account(standing=UNKNOWN),
    "place": account(place=UNKNOWN),
    "state": account(place=Place(country="US", state=None)),
    "no such state": account(place=Place(country="US", state="ZZ")),
    "number": replace(FACTS, number=UNKNOWN),
    "ownership": number(ownership=UNKNOWN),
    "owner": number(account_id=UNKNOWN),
    "contact": replace(FACTS, contact=UNKNOWN),
    "bridged": replace(FACTS, bridged=UNKNOWN),
}


@pytest.mark.parametrize("facts", list(UNKNOWNS.values()), ids=list(UNKNOWNS))
def test_a_fact_that_is_needed_and_unknown_denies(facts: Facts) -> None:
    decision = decide(INTENT, facts, RULEBOOK)
    assert (decision.decision, decision.reason) == (Verdict.DENY, "ENGINE_ERROR")


OUTSIDE = [
    replace(INTENT, direction=Direction.OUTBOUND),
    replace(INTENT, direction=Direction.OUTBOUND, channel=Channel.SMS),
    replace(INTENT, direction=Direction.OUTBOUND, purpose=CallPurpose.INFORMATIONAL, line=Line.BROWSER),
    replace(INTENT, channel=Channel.SMS, purpose=CallPurpose.TRANSFER),
]


@pytest.mark.parametrize("intent", OUTSIDE, ids=lambda intent: f"{intent.direction}-{intent.channel}")
def test_what_no_law_is_about_is_denied_and_says_so(intent: CallIntent) -> None:
    decision = decide(intent, FACTS, RULEBOOK)
    assert decision.reason == "ENGINE_ERROR"
    assert "no rule" in decision.findings[0].why


def test_a_rule_is_asked_only_about_its_own_kinds_of_contact() -> None:
    sales_only = Rule(
        name="x",
        gate="G1",
        order=1,
        source="a law",
        about=frozenset({Kind.SALE}),
        law=always(denies("NO", "x")),
    )
    edition = replace(RULEBOOK.newest, by_kind=dict.fromkeys(Kind, ()) | {Kind.SALE: (sales_only,)})
    assert decide(INTENT, FACTS, Rulebook(editions=(edition,))).reason == "ENGINE_ERROR"
    assert Kind.INBOUND in EVERY


def test_no_number_of_ours_on_a_phone_call_is_not_owned() -> None:
    assert decide(INTENT, replace(FACTS, number=None), RULEBOOK).reason == "CALLER_ID_NOT_OWNED"


def test_the_same_input_has_the_same_hash_and_any_other_has_another() -> None:
    hashes = {decide(INTENT, FACTS, RULEBOOK).input_hash for _ in range(3)}
    assert len(hashes) == 1
    for intent, facts in (
        (replace(INTENT, recording_wanted=False), FACTS),
        (replace(INTENT, peer=None), FACTS),
        (INTENT, account(standing=Standing.WARNED)),
        (INTENT, replace(FACTS, at=FACTS.at.replace(microsecond=1))),
        (INTENT, replace(FACTS, contact=UNKNOWN)),
    ):
        hashes.add(decide(intent, facts, RULEBOOK).input_hash)
    assert len(hashes) == 6


def test_a_rule_must_stand_at_a_gate_that_exists() -> None:
    with pytest.raises(ValueError):
        rule(gate="G99", order=1, source="a law")


def test_two_rules_of_one_name_are_a_mistake() -> None:
    def account_standing(question: Question) -> Ruling | None:
        return None

    with pytest.raises(ValueError):
        rule(gate="G1", order=1, source="a law")(account_standing)
