"""Putting a caller through: whom the agent may have rung, fact by fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.compliance.decision import Decision, Verdict
from dialora.compliance.engine import decide
from dialora.compliance.facts import UNKNOWN, AccountFacts, Facts, NumberFacts, Place, TransferFacts
from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.domain.accounts import Standing
from dialora.domain.calls import Direction
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import FACTS, INTENT, RULEBOOK

DESK = PhoneNumber("+12125550199")
OURS = PhoneNumber("+12125550123")


def transfer(to: PhoneNumber = DESK) -> CallIntent:
    return CallIntent.to_person(
        account_id=INTENT.account_id, agent_id="agent_1", number_id="num_1", destination=to
    )


def facts(*destinations: PhoneNumber, **changes: object) -> Facts:
    named = TransferFacts(destinations=destinations or (DESK,), ours=(OURS,))
    return replace(FACTS, transfer=named, **changes)  # type: ignore[arg-type]


def decided(to: PhoneNumber, **changes: object) -> Decision:
    """As if the owner had named this number."""
    return decide(transfer(to), facts(to, **changes), RULEBOOK)


def test_the_person_whom_the_owner_named_may_be_rung() -> None:
    decision = decided(DESK)
    assert (decision.decision, decision.reason) == (Verdict.ALLOW, "OK")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+19005550100", "NUMBER_TYPE_FORBIDDEN"),  # premium rate
        ("+15005550006", "NUMBER_TYPE_FORBIDDEN"),  # personal number
        ("+18005550100", "NUMBER_TYPE_FORBIDDEN"),  # toll-free
        ("+881612345678", "COUNTRY_BLOCKED"),  # satellite
        ("+870773111632", "COUNTRY_BLOCKED"),  # ships
        ("+18765551234", "COUNTRY_BLOCKED"),  # looks like home, and is an island abroad
        ("+442079460958", "COUNTRY_BLOCKED"),
        ("+1911911911", "NUMBER_INVALID"),
        ("+19115550100", "NUMBER_INVALID"),
        ("+12125550123", "DESTINATION_NOT_ALLOWED"),  # our own: the caller would meet the agent again
    ],
)
def test_no_number_that_costs_or_leads_elsewhere_is_rung_even_if_the_owner_named_it(
    number: str, reason: str
) -> None:
    decision = decided(PhoneNumber(number))
    assert (decision.allowed, decision.reason) == (False, reason)


@pytest.mark.parametrize(
    ("country", "state", "number", "reason"),
    [
        ("GB", None, "+442079460958", "OK"),  # fixed
        ("GB", None, "+447400123456", "OK"),  # mobile
        ("GB", None, "+445612345678", "OK"),  # over the internet
        ("GB", None, "+441481960123", "COUNTRY_BLOCKED"),  # Guernsey
        ("GB", None, "+12125550199", "COUNTRY_BLOCKED"),
        ("GB", None, "+443001234567", "NUMBER_TYPE_FORBIDDEN"),  # one number for all of it
        ("FR", None, "+33153001234", "OK"),  # begins, at home, with zero and not with 15
        ("US", "NY", "+17875550123", "OK"),  # Puerto Rico is home
        ("PR", "PR", "+12125550199", "OK"),
        ("US", "NY", "+14165550123", "COUNTRY_BLOCKED"),
    ],
)
def test_a_person_is_rung_in_the_businesss_own_country(
    country: str, state: str | None, number: str, reason: str
) -> None:
    account = AccountFacts(standing=Standing.ACTIVE, place=Place(country=country, state=state))
    assert decided(PhoneNumber(number), account=account).reason == reason


def test_the_checklist_of_a_transfer_names_what_was_asked() -> None:
    asked = [found.rule for found in decided(DESK).findings]
    assert asked == ["account_standing", "transfer_destination", "number_ownership", "recording_consent"]


def test_nobody_else_is_rung() -> None:
    decision = decide(transfer(PhoneNumber("+12125550188")), facts(DESK), RULEBOOK)
    assert decision.reason == "DESTINATION_NOT_ALLOWED"
    assert decide(transfer(), replace(FACTS, transfer=None), RULEBOOK).reason == "DESTINATION_NOT_ALLOWED"
    nobody = replace(transfer(), peer=None)
    assert decide(nobody, facts(), RULEBOOK).reason == "NUMBER_INVALID"


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing.WARNED, "OK"),
        (Standing.RESTRICTED, "DESTINATION_NOT_ALLOWED"),
        (Standing.SUSPENDED, "TENANT_SUSPENDED"),
        (Standing.TERMINATED, "TENANT_SUSPENDED"),
    ],
)
def test_an_account_must_stand_well(standing: Standing, reason: str) -> None:
    account = AccountFacts(standing=standing, place=Place(country="US", state="NY"))
    assert decided(DESK, account=account).reason == reason


def test_our_number_must_be_ours() -> None:
    for ownership in (Ownership.NONE, UNKNOWN):
        number = NumberFacts(ownership=ownership, account_id=INTENT.account_id)
        assert not decided(DESK, number=number).allowed
    assert decided(DESK, number=None).reason == "CALLER_ID_NOT_OWNED"
    theirs = NumberFacts(ownership=Ownership.INCOMING_PHONE_NUMBER, account_id="acct_other")
    assert decided(DESK, number=theirs).reason == "CALLER_ID_NOT_OWNED"


@pytest.mark.parametrize("lost", ["transfer", "account", "number"])
def test_what_nobody_knows_denies(lost: str) -> None:
    decision = decide(transfer(), replace(facts(), **{lost: UNKNOWN}), RULEBOOK)  # type: ignore[arg-type]
    assert (decision.allowed, decision.reason) == (False, "ENGINE_ERROR")


def test_a_transfer_opens_no_other_way_out() -> None:
    """What is known of a transfer is not enough for a call to anybody else, nor for a text."""
    for purpose in set(CallPurpose) - {CallPurpose.TRANSFER}:
        call = replace(transfer(), purpose=purpose)
        assert decide(call, facts(), RULEBOOK).reason == "ENGINE_ERROR", purpose
    text = replace(transfer(), channel=Channel.SMS)
    assert decide(text, facts(), RULEBOOK).reason == "ENGINE_ERROR"
    assert transfer().direction is Direction.OUTBOUND
